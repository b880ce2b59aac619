import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def test_a_user_signs_in_by_address_in_any_case():
    user = a_user("Ada@Example.com")
    assert user.email == "ada@example.com"
    assert authenticate(username="ADA@example.COM", password="correct horse battery") == user


def test_one_address_belongs_to_one_user_in_any_case():
    a_user("ada@example.com")
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="ADA@example.com")])


def test_a_user_without_an_address_is_refused():
    with pytest.raises(ValidationError, match="Enter an email address"):
        a_user("")


@pytest.mark.usefixtures("production_hashers")
def test_passwords_are_stored_with_scrypt():
    assert a_user().password.startswith("scrypt$")


def test_an_administrator_is_staff():
    admin = User.objects.create_superuser("root@example.com", "correct horse battery")
    assert (admin.is_staff, admin.is_superuser) == (True, True)
