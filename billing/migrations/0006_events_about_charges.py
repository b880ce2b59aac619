from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_amounts_of_checkouts")]

    operations = [
        migrations.AddField(
            "stripeevent",
            "about_charge",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="The kind of object, while nobody knows yet which customer it is about.",
                max_length=10,
                verbose_name="whose it is must be asked",
            ),
        ),
        migrations.AddIndex(
            "stripeevent",
            models.Index(
                condition=models.Q(("about_charge", ""), _negated=True), fields=["received_at"], name="billing_event_whose"
            ),
        ),
    ]
