import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from careers.models import CareerField


@pytest.mark.django_db(transaction=True)
def test_what_migrations_put_in_is_there_after_a_flush():
    """Every test with real transactions ends with one, and tests that read these rows may follow it."""
    fields = CareerField.objects.count()
    rights = set(Group.objects.get(name="Support").permissions.values_list("codename", flat=True))
    assert fields
    assert rights

    call_command("flush", interactive=False, verbosity=0)

    assert CareerField.objects.count() == fields
    assert set(Group.objects.get(name="Support").permissions.values_list("codename", flat=True)) == rights
