
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

MAY = {
    "page": ("view", "change"),
    "pagereport": ("view", "change"),
    "handle": ("view", "change"),
    "reservedword": ("view", "add", "change", "delete"),
}


def allow_moderators(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("resumes")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    codenames = [f"{may}_{model}" for model, verbs in MAY.items() for may in verbs]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="resumes", codename__in=codenames
    )
    apps.get_model("auth", "Group").objects.get(name="Moderators").permissions.add(*permissions)


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0020_list_anew_with_title_words'),
        ('resumes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReservedWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=30, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'Use letters from a to z, digits and single hyphens.')], verbose_name='word')),
                ('is_part', models.BooleanField(default=False, help_text='For abusive words: “abc” refuses “my-abc-page” too.', verbose_name='refused inside an address too')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
            ],
            options={
                'verbose_name': 'reserved word',
                'verbose_name_plural': 'reserved words',
                'ordering': ['word'],
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visibility', models.CharField(choices=[('private', 'Private'), ('unlisted', 'Anyone with the link'), ('public', 'Public')], default='private', max_length=8, verbose_name='visibility')),
                ('is_indexed', models.BooleanField(default=False, verbose_name='shown to search engines')),
                ('accepts_messages', models.BooleanField(default=True, verbose_name='accepts messages')),
                ('shown_name', models.CharField(blank=True, max_length=100, verbose_name='name on the page')),
                ('hides_employer', models.BooleanField(default=False, verbose_name='hides the current employer')),
                ('in_directory', models.BooleanField(default=False, verbose_name='in the directory')),
                ('open_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('full-time', 'Full-time'), ('part-time', 'Part-time'), ('contract', 'Contract'), ('freelance', 'Freelance'), ('internship', 'Internship')], max_length=10), blank=True, default=list, size=None, verbose_name='open to')),
                ('is_featured', models.BooleanField(default=False, verbose_name='featured')),
                ('is_pinned', models.BooleanField(default=False, verbose_name='pinned')),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden')),
                ('hidden_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('appeal', models.CharField(blank=True, max_length=2000, verbose_name='answer of the owner')),
                ('appealed_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('appeal_read_at', models.DateTimeField(blank=True, null=True, verbose_name='answer read')),
                ('resume', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pages', to='resumes.resume')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='resume_page', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'résumé page',
                'verbose_name_plural': 'résumé pages',
            },
        ),
        migrations.CreateModel(
            name='PageReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('false', "It's fake or pretends to be someone else"), ('abuse', 'Abuse or spam'), ('private', "It shows someone's private data"), ('other', 'Something else')], max_length=7, verbose_name='reason')),
                ('details', models.CharField(blank=True, max_length=1000, verbose_name='details')),
                ('at', models.DateTimeField(verbose_name='reported')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='resumes.page')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
            ],
            options={
                'verbose_name': 'report of a résumé',
                'verbose_name_plural': 'reports of résumés',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='recipient')),
                ('token', models.CharField(max_length=43, unique=True)),
                ('data', models.JSONField(blank=True, null=True)),
                ('passphrase', models.CharField(blank=True, max_length=128)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('views', models.PositiveIntegerField(default=0)),
                ('last_viewed_at', models.DateTimeField(blank=True, null=True)),
                ('resume', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='resumes.resume')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resume_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'share link',
                'verbose_name_plural': 'share links',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253)),
                ('created_at', models.DateTimeField()),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.company')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resume_exclusions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['created_at', 'pk'],
                'indexes': [models.Index(fields=['domain'], name='exclusion_domain')],
                'constraints': [models.UniqueConstraint(fields=('user', 'domain'), name='exclusion_once'), models.CheckConstraint(condition=models.Q(('domain', ''), _negated=True), name='exclusion_has_domain')],
            },
        ),
        migrations.CreateModel(
            name='Handle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z')], verbose_name='address')),
                ('is_chosen', models.BooleanField(default=False, verbose_name='chosen by the member')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('lapsed_at', models.DateTimeField(blank=True, null=True, verbose_name='Plus ended')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='released')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='handles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'résumé address',
                'verbose_name_plural': 'résumé addresses',
                'ordering': ['-since', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_chosen', False)), fields=('user',), name='handle_given_once'), models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('user', None)), models.Q(('released_at', None), ('user__isnull', False)), _connector='OR'), name='handle_released_or_owned')],
            },
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(condition=models.Q(('in_directory', True), ('visibility', 'public')), fields=['resume'], name='page_listed'),
        ),
        migrations.RunPython(allow_moderators, migrations.RunPython.noop),
    ]
