from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_billing_mail_attempts")]

    operations = [
        migrations.AddField(
            "subscription",
            "invoice_due",
            models.PositiveIntegerField(
                db_default=0, default=0, help_text="In minor units.", verbose_name="still asked for"
            ),
        ),
        migrations.AddField(
            "subscription",
            "dispute",
            models.CharField(
                blank=True,
                choices=[("open", "open"), ("lost", "lost"), ("won", "won")],
                db_default="",
                default="",
                max_length=4,
                verbose_name="dispute",
            ),
        ),
        migrations.AlterField(
            "subscription", "lookup_key", models.CharField(blank=True, max_length=60, verbose_name="price")
        ),
    ]
