"""Did index every listed job anew, with pay and people; 0027 does so for them too, once all lexemes are there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0017_pay_and_people_in_the_listing")]

    operations: list[object] = []
