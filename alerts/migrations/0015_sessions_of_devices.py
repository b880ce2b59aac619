import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("usersessions", "0001_initial"), ("alerts", "0014_places_of_workers")]

    operations = [
        migrations.AddField(
            model_name="pushdevice",
            name="session",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="usersessions.usersession",
            ),
        ),
    ]
