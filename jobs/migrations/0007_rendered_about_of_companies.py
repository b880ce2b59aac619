from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0006_hyphenated_words")]

    operations = [
        migrations.AddField(
            model_name="company",
            name="about_html",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="company",
            name="about",
            field=models.TextField(blank=True, help_text="Markdown.", max_length=20000, verbose_name="about"),
        ),
    ]
