"""The circuit breaker of digests is a row of mail's table; this one keeps the pause and the scheduler's last run."""

from django.db import migrations, models


def to_mail(apps, schema_editor):
    for row in apps.get_model("alerts", "Sending").objects.filter(refusals__gt=0):
        apps.get_model("mail", "MailCircuit").objects.update_or_create(
            stream="digests", defaults={"failures": row.refusals, "open_until": row.refused_until, "reason": row.reason}
        )


def from_mail(apps, schema_editor):
    for row in apps.get_model("mail", "MailCircuit").objects.filter(stream="digests"):
        apps.get_model("alerts", "Sending").objects.update_or_create(
            pk=1, defaults={"refusals": row.failures, "refused_until": row.open_until, "reason": row.reason}
        )
        row.delete()
    # Only one row had a place there, the first.
    apps.get_model("mail", "MailCircuit").objects.update(id=1)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0009_names_of_matches"), ("mail", "0002_a_circuit_for_each_stream")]

    operations = [
        migrations.RunPython(to_mail, from_mail),
        migrations.RemoveField(model_name="sending", name="refused_until"),
        migrations.RemoveField(model_name="sending", name="refusals"),
        migrations.RemoveField(model_name="sending", name="reason"),
    ]
