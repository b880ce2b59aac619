"""Nobody learns from us who has an account: status, page and time are alike for known and unknown addresses."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.models import User
from tests.accounts.support import PASSWORD, mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("production_hashers")]
TRIES, MOST_TRIES = 6, 60
FORMS = {
    "sign-up": ("/accounts/signup/", {"password1": PASSWORD}, "email"),
    "sign-up by passkey": ("/accounts/signup/passkey/", {}, "email"),
    "sign-in": ("/accounts/login/", {"password": "wrong password here"}, "login"),
    "code": ("/accounts/login/code/", {}, "email"),
    "new password": ("/accounts/password/reset/", {}, "email"),
    "sign-in of an app": ("/api/v1/auth/login", {"password": "wrong password here"}, "email"),
    "code for an app": ("/api/v1/auth/code/request", {}, "email"),
}
every_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def known():
    """Members with confirmed addresses: known0@example.com and so on."""
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(email=f"known{number}@example.com", password=password) for number in range(MOST_TRIES)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )


def ask(client, form, address):
    path, fields, name = FORMS[form]
    json = {"content_type": "application/json"} if path.startswith("/api/") else {}
    return client.post(path, {**fields, name: address}, **json)


def seconds(form, address):
    client = Client()
    began = time.perf_counter()
    ask(client, form, address)
    return time.perf_counter() - began


def as_seen(answer, address):
    """What a visitor gets, without what is different each time."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(address, "ADDRESS")
    # A page about a new passkey holds a challenge of its own.
    page = re.sub(r'"(challenge|id|session_token)": "[\w-]+"', "", page)
    return answer.status_code, answer.get("Location"), page


def walk(form, address):
    """Everything somebody sees who asks, types in a wrong code, wants another one, and asks again."""
    client = Client()
    seen = [as_seen(first := ask(client, form, address), address)]
    if first.status_code == 302:
        place = first["Location"]
        seen += [
            as_seen(client.get(place), address),
            as_seen(client.post(place, {"code": "AAA-AAA"}), address),
            as_seen(client.post(place, {"action": "resend"}), address),
            as_seen(client.get(place), address),
        ]
    return [*seen, as_seen(ask(Client(), form, address), address)]


@every_form
def test_known_and_unknown_addresses_see_the_same_pages(known, form):
    ours, others = walk(form, "known0@example.com"), walk(form, "other@example.com")
    assert ours[0][0] == {"sign-in": 200, "sign-in of an app": 400, "code for an app": 401}.get(form, 302)
    for step, (one, other) in enumerate(zip(ours, others, strict=True)):
        assert one == other, f"step {step}"


@pytest.mark.parametrize("form", [form for form in FORMS if not form.startswith("sign-in")])
def test_both_get_a_mail(known, form):
    for address in ("known0@example.com", "other@example.com"):
        ask(Client(), form, address)
    assert [message.to for message in mails()] == [["known0@example.com"], ["other@example.com"]]


# Not a password for an app: it's compared by the code that compares one on the page, and takes a second for a few tries.
@pytest.mark.parametrize("form", [form for form in FORMS if form != "sign-in of an app"])
def test_known_and_unknown_addresses_take_the_same_time(known, form, settings):
    """Compared by the fastest of several tries in turn, which other work on the machine disturbs least. Where that disturbed
    them there are more tries, until they are alike or have come closest to what the work takes. A form that takes longer for one
    of them passes only if the other's fastest try has been disturbed by as much, and more tries make that less likely."""
    settings.ACCOUNT_RATE_LIMITS = False
    ours = others = float("inf")
    for number in range(MOST_TRIES):
        ours = min(ours, seconds(form, f"known{number}@example.com"))
        others = min(others, seconds(form, f"other{number}@example.com"))
        if number + 1 >= TRIES and 0.75 < ours / others < 1.33:
            break
    assert 0.75 < ours / others < 1.33, f"{ours * 1000:.1f} ms known, {others * 1000:.1f} ms unknown"


def test_adding_an_address_of_somebody_else_looks_like_adding_a_new_one(known):
    user = User.objects.get(email="known1@example.com")
    seen = []
    for address in ("known0@example.com", "other@example.com"):
        client = Client()
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        answer = client.post("/accounts/email/", {"action_add": "", "email": address}, follow=True)
        seen.append([(status, place) for place, status in answer.redirect_chain] + [as_seen(answer, address)])
    assert seen[0] == seen[1]
