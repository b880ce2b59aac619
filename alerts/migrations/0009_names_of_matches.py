from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0008_plain_labels'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='mailed',
            options={'verbose_name': 'list of emailed jobs', 'verbose_name_plural': 'lists of emailed jobs'},
        ),
        migrations.AlterModelOptions(
            name='match',
            options={'verbose_name': 'match', 'verbose_name_plural': 'matches'},
        ),
    ]
