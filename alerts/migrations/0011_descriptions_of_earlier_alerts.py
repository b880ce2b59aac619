"""Alerts look for keywords in titles, skills, companies and industries now. Earlier ones go on searching descriptions too, and ask
their owners once."""

import hashlib
from urllib.parse import parse_qsl, urlencode

from django.db import migrations, models


def keep_descriptions(apps, schema_editor):
    searches = apps.get_model("alerts", "Search").objects.all()
    asking = []
    for search in searches.iterator(chunk_size=2_000):
        asked = dict(given := parse_qsl(search.querystring))
        if not asked.get("q") or "text" in asked:
            continue
        search.querystring = urlencode(sorted([*given, ("text", "1")]))
        search.digest = hashlib.blake2b(search.querystring.encode(), digest_size=16).hexdigest()
        search.compiled_by = ""  # compiled again before it is used
        search.save(update_fields=["querystring", "digest", "compiled_by"])
        asking.append(search.pk)
    apps.get_model("alerts", "Alert").objects.filter(search__in=asking).update(asks_about_text=True)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0010_circuit_of_digests_in_mail")]

    operations = [
        migrations.AddField(
            "alert",
            "asks_about_text",
            models.BooleanField(default=False, verbose_name="asks whether to search descriptions"),
        ),
        migrations.RunPython(keep_descriptions, migrations.RunPython.noop),
    ]
