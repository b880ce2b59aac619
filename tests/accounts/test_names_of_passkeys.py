"""Forms of signing in clean what is typed as all others do."""

import pytest
from allauth.mfa.models import Authenticator

from accounts.allauth_forms import EditPasskey
from tests.factories import a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["\u200b", "\u3164\u2060", "\u202e"])
def test_a_name_of_a_passkey_that_nobody_sees_is_empty(name):
    passkey = Authenticator(user=a_user(), type="webauthn", data={"name": "Phone", "credential": {}})
    form = EditPasskey({"name": name}, instance=passkey)
    assert form.errors == {"name": ["Enter a name for the passkey."]}


def test_a_name_is_kept_without_what_turns_it_around():
    passkey = Authenticator(user=a_user(), type="webauthn", data={"name": "Phone", "credential": {}})
    form = EditPasskey({"name": "My\u202e cafe\u0301"}, instance=passkey)
    assert form.is_valid()
    assert form.cleaned_data == {"name": "My café"}
