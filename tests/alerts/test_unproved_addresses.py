"""What strangers type never leaves in email to an address that nobody has proved, and such email is capped in total."""

import logging

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from alerts.models import Alert
from mail import outbox
from mail.models import OutgoingMail
from tests.accounts.support import PASSWORD, confirmed
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
BAIT = "You have won 1,000 EUR: http://evil.example/prize"


def asks(client, email="victim@example.com", search="q=officer", name="Officers"):
    given = {"name": name, "weekday": "1", "hour": "9", "time_zone": "", "email": email, "search": search}
    return client.post("/alerts/new/", given)


def written(mailoutbox):
    outbox.send_all(now=timezone.now())
    message = mailoutbox[-1]
    return "\n".join([message.subject, message.body, message.alternatives[0].content, str(message.extra_headers)])


@pytest.mark.parametrize(
    "search",
    [
        "q=visit http://evil.example",
        "company=visit-evil-example",
        "tag=http://evil.example",
        "industry=evil.example",
        "tz=evil.example",
    ],
)
def test_nothing_that_was_typed_is_in_the_mail(client, mailoutbox, search):
    asks(client, search=search, name=BAIT)
    if not OutgoingMail.objects.exists():  # what is not known is not saved
        assert not Alert.objects.exists()
        return
    said = written(mailoutbox)
    for word in ("evil", "won 1,000", "prize"):
        assert word not in said


def test_what_is_known_is_said_in_our_words(client, mailoutbox):
    company = a_job().company
    company.name = "Acme Corporation"
    company.save()
    asks(client, search=f"q=secret&geo=germany&industry=marketing&company={company.slug}")
    said = written(mailoutbox)
    assert "Open to Germany" in said
    assert "Acme Corporation" in said
    assert "Your keywords" in said
    assert "secret" not in said


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/"])
def test_no_other_mail_to_a_stranger_repeats_what_was_typed(client, mailoutbox, path):
    given = {"email": "evil.example.prize@example.com", "password1": PASSWORD, "name": BAIT, "first_name": BAIT}
    client.post(path, given, headers={"user-agent": BAIT})
    said = written(mailoutbox)
    assert "evil" not in said
    assert "prize" not in said


def test_confirmations_are_capped_for_the_whole_site(client, settings, caplog):
    settings.UNPROVED_EMAILS_AN_HOUR = 3
    for number in range(3):
        assert asks(client, f"ada{number}@example.com").status_code == 200
    with caplog.at_level(logging.ERROR):
        answer = asks(client, "eve@example.com")
    assert answer.status_code == 422
    assert "sending a lot of confirmation emails right now" in answer.content.decode()
    assert 'value="Officers"' in answer.content.decode()  # nothing that was typed is lost
    assert OutgoingMail.objects.count() == 3
    assert "More than 3 emails to unproved addresses" in caplog.text
    assert (
        "Sign-up is busy"
        in client.post("/accounts/signup/", {"email": "fay@example.com", "password1": PASSWORD}).content.decode()
    )
    assert not User.objects.filter(email="fay@example.com").exists()


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_beyond_the_cap_members_still_get_codes_and_strangers_get_the_same_answer(settings, path):
    settings.UNPROVED_EMAILS_AN_HOUR = 2
    user = a_user("member@example.com")
    for number in range(4):
        stranger = Client().post(path, {"email": f"nobody{number}@example.com"})
    assert OutgoingMail.objects.count() == 2
    for _ in range(2):
        member = Client().post(path, {"email": user.email})
        OutgoingMail.objects.filter(recipient="nobody0@example.com").delete()
    assert OutgoingMail.objects.filter(recipient=user.email).count() == 2
    assert (stranger.status_code, stranger["Location"]) == (member.status_code, member["Location"])


def test_only_emails_that_leave_count(client, settings):
    settings.UNPROVED_EMAILS_AN_HOUR = 1
    a_user("member@example.com")
    for given in (
        {"email": "no address"},
        {"email": "fay@example.com", "password1": "x"},
        {"email": "member@example.com"},
    ):
        client.post("/accounts/signup/", {"password1": PASSWORD, **given})
    OutgoingMail.objects.all().delete()
    Client().post("/accounts/signup/", {"email": "fay@example.com", "password1": PASSWORD})
    assert User.objects.filter(email="fay@example.com").exists()
    assert OutgoingMail.objects.get().recipient == "fay@example.com"


def test_another_address_of_a_member_is_capped_in_words(settings):
    settings.UNPROVED_EMAILS_AN_HOUR = 1
    asks(Client())
    client = Client()
    confirmed(client, a_user("member@example.com"))
    page = client.post("/accounts/email/", {"action_add": "", "email": "second@example.com"})
    assert "sending a lot of confirmation emails right now" in page.content.decode()
    assert not OutgoingMail.objects.filter(recipient="second@example.com").exists()
