from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_email_has_an_app_of_its_own'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='auditentry',
            options={'ordering': ['-at', '-pk'], 'verbose_name': 'audit log entry', 'verbose_name_plural': 'audit log entries'},
        ),
    ]
