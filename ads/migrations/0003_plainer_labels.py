import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ads", "0002_staff_permissions")]

    operations = [
        migrations.AlterField(
            model_name="campaign",
            name="clicks_in_all",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="total clicks",
            ),
        ),
        migrations.AlterField(
            model_name="campaign",
            name="views_in_all",
            field=models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="total views",
            ),
        ),
    ]
