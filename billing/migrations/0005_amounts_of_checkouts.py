from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_open_amounts_and_disputes")]

    operations = [
        migrations.AddField(
            "checkoutattempt",
            "amount",
            models.PositiveIntegerField(
                db_default=0, default=0, help_text="In minor units a period.", verbose_name="amount"
            ),
        ),
        migrations.AddField(
            "checkoutattempt",
            "currency",
            models.CharField(blank=True, db_default="", default="", max_length=3, verbose_name="currency"),
        ),
    ]
