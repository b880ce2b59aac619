"""The tables that accounts made for email belong to this app now. Rows, indexes and permissions stay as they are."""

import django.db.models.functions.text
from django.db import migrations, models

MOVED = ("outgoingmail", "mailcircuit", "suppression")


def take_permissions(apps, schema_editor):
    move(apps, "accounts", "mail")


def give_back(apps, schema_editor):
    move(apps, "mail", "accounts")


def move(apps, old, new):
    """Permissions, and lines of the admin's log, point to the content types."""
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label=old, model__in=MOVED).update(app_label=new)


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0013_plain_labels"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='MailCircuit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
                        ('open_until', models.DateTimeField(null=True, verbose_name='paused until')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='server response')),
                    ],
                    options={
                        'verbose_name': 'circuit breaker',
                        'verbose_name_plural': 'circuit breakers',
                        'db_table': 'accounts_mailcircuit',
                        'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='mail_circuit_is_one_row')],
                    },
                ),
                migrations.CreateModel(
                    name='OutgoingMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('recipient', models.EmailField(max_length=254, verbose_name='to')),
                        ('subject', models.CharField(max_length=200, verbose_name='subject')),
                        ('text', models.TextField(blank=True, verbose_name='text')),
                        ('html', models.TextField(blank=True, verbose_name='HTML')),
                        ('priority', models.PositiveSmallIntegerField(default=0, verbose_name='priority')),
                        ('created_at', models.DateTimeField(verbose_name='since')),
                        ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('next_try_at', models.DateTimeField(verbose_name='next attempt')),
                        ('failed_at', models.DateTimeField(null=True, verbose_name='failed')),
                        ('error', models.CharField(blank=True, max_length=300, verbose_name='last error')),
                    ],
                    options={
                        'verbose_name': 'outgoing email',
                        'verbose_name_plural': 'outgoing emails',
                        'db_table': 'accounts_outgoingmail',
                        'indexes': [models.Index(condition=models.Q(('failed_at', None)), fields=['priority', 'next_try_at'], name='outgoing_mail_waiting')],
                    },
                ),
                migrations.CreateModel(
                    name='Suppression',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.EmailField(max_length=254, verbose_name='address')),
                        ('reason', models.CharField(choices=[('bounce', 'bounced'), ('complaint', 'marked as spam')], max_length=9, verbose_name='reason')),
                        ('detail', models.CharField(blank=True, max_length=300, verbose_name='details')),
                        ('created_at', models.DateTimeField(verbose_name='since')),
                    ],
                    options={
                        'verbose_name': 'suppressed address',
                        'verbose_name_plural': 'suppressed addresses',
                        'db_table': 'accounts_suppression',
                        'ordering': ['-created_at', '-pk'],
                        'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('address'), models.F('reason'), name='suppression_once')],
                    },
                ),
            ],
        ),
        migrations.RunPython(take_permissions, give_back),
    ]
