from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('careers', '0005_plain_labels'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='guidereads',
            options={'ordering': ['-day'], 'verbose_name': 'daily read count', 'verbose_name_plural': 'daily read counts'},
        ),
        migrations.AlterModelOptions(
            name='usefulvote',
            options={'ordering': ['-day'], 'verbose_name': 'daily vote count', 'verbose_name_plural': 'daily vote counts'},
        ),
    ]
