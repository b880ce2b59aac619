from django.db import migrations

from toolkit import markdown


def render(apps, schema_editor):
    companies = apps.get_model("jobs", "Company").objects
    for pk, about in companies.exclude(about="").values_list("pk", "about").iterator(chunk_size=500):
        companies.filter(pk=pk).update(about_html=markdown.render(about))


class Migration(migrations.Migration):
    dependencies = [("jobs", "0007_rendered_about_of_companies")]

    operations = [migrations.RunPython(render, migrations.RunPython.noop)]
