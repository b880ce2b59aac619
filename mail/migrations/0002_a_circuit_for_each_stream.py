"""The circuit breaker of digests joins the one of other emails: a row for each stream."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_tables_of_accounts")]

    operations = [
        migrations.RemoveConstraint(model_name="mailcircuit", name="mail_circuit_is_one_row"),
        migrations.AddField(
            model_name="mailcircuit",
            name="stream",
            field=models.CharField(
                choices=[("service", "account and billing emails"), ("digests", "job alerts")],
                default="service",
                max_length=7,
                unique=True,
                verbose_name="emails",
            ),
            preserve_default=False,
        ),
    ]
