import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

MAY = ["view_rulepolicy", "change_rulepolicy", "view_findingfeedback"]


def allow(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("jobs")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="jobs", codename__in=MAY)
    apps.get_model("auth", "Group").objects.get(name="Moderators").permissions.add(*permissions)


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0015_cheaper_counts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RulePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=30, unique=True, verbose_name='rule')),
                ('tells_only', models.BooleanField(default=False, verbose_name="tells, doesn't hold")),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='applied')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'screening rule',
                'verbose_name_plural': 'screening rules',
                'ordering': ['rule'],
            },
        ),
        migrations.CreateModel(
            name='FindingFeedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=30, verbose_name='rule')),
                ('quote', models.TextField(blank=True, verbose_name='quote')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('verdict', models.CharField(blank=True, max_length=10, verbose_name='verdict')),
                ('comment', models.TextField(blank=True, max_length=500, verbose_name='comment')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('statement', models.CharField(editable=False, max_length=32)),
                ('sender', models.CharField(blank=True, editable=False, max_length=32)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='finding_feedback', to='jobs.job', verbose_name='job')),
                ('user', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
            ],
            options={
                'verbose_name': 'mistake reported by a reader',
                'verbose_name_plural': 'mistakes reported by readers',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['rule', '-at'], name='finding_feedback_of_rule')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sender', ''), _negated=True), fields=('job', 'statement', 'sender'), name='finding_feedback_once_a_person')],
            },
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
