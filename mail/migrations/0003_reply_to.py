

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0002_a_circuit_for_each_stream'),
    ]

    operations = [
        migrations.AddField(
            model_name='outgoingmail',
            name='reply_to',
            field=models.EmailField(blank=True, max_length=254, verbose_name='reply to'),
        ),
    ]
