from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0011_descriptions_of_earlier_alerts")]

    operations = [
        migrations.AddField("alert", "by_fit", models.BooleanField(default=False, verbose_name="best fit first")),
    ]
