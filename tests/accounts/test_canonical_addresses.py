"""Every spelling of an address is the same address at every way in; what no server takes is refused there."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.migrations import __name__ as migrations
from accounts.models import User
from alerts.models import Recipient
from mail import suppression
from mail.models import OutgoingMail, Suppression
from tests.accounts.support import PASSWORD, confirmed, is_signed_in, mails, staff
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
SPELLINGS = [
    "Ada@Example.com",
    "ada@example.com\u200b",
    "ada@ex\u00adample.com",
    "\uff41da@example.com",
    "ada@example\u3002com",
]
BROKEN = ["İk@example.com", "ſam@example.com", '"x\x01y"@example.com', "ü@example.com"]
every_spelling = pytest.mark.parametrize("spelling", SPELLINGS)
every_broken = pytest.mark.parametrize("broken", BROKEN)

WAYS_IN = {
    "sign-up": ("/accounts/signup/", {"password1": PASSWORD}, "email"),
    "sign-up by passkey": ("/accounts/signup/passkey/", {}, "email"),
    "sign-in": ("/accounts/login/", {"password": PASSWORD}, "login"),
    "code": ("/accounts/login/code/", {}, "email"),
    "new password": ("/accounts/password/reset/", {}, "email"),
    "alert": ("/alerts/new/", {"search": "q=cook", "name": "Cooks", "weekday": "0", "hour": "8", "cadence": "weekly"}, "email"),
}  # fmt: skip


@every_spelling
def test_a_member_signs_in_with_any_spelling(client, spelling):
    a_user()
    client.post("/accounts/login/", {"login": spelling, "password": PASSWORD})
    assert is_signed_in(client)


@every_spelling
def test_another_spelling_makes_no_second_account(client, spelling):
    a_user()
    client.post("/accounts/signup/", {"email": spelling, "password1": PASSWORD})
    assert [message.to for message in mails()] == [["ada@example.com"]]
    assert User.objects.count() == EmailAddress.objects.count() == 1


@every_broken
@pytest.mark.parametrize("way", WAYS_IN)
def test_what_no_server_takes_is_refused_in_words(client, way, broken):
    path, fields, name = WAYS_IN[way]
    page = client.post(path, {**fields, name: broken}).content.decode()
    assert "before the @" in page
    assert not OutgoingMail.objects.exists()
    assert not User.objects.exists()
    assert not Recipient.objects.exists()


@every_broken
def test_nor_does_a_member_add_such_an_address(client, broken):
    page = confirmed(client, a_user()).post("/accounts/email/", {"action_add": "", "email": broken}, follow=True)
    assert "before the @" in page.content.decode()
    assert not mails()


def test_a_member_who_adds_a_spelling_of_their_own_address_is_told(client):
    page = confirmed(client, a_user()).post("/accounts/email/", {"action_add": "", "email": "ada@ex\u00adample.com"})
    assert "You already have this address" in page.content.decode()


@every_broken
def test_nor_do_staff_make_such_an_account(client, broken):
    client.force_login(staff("root@example.com", is_superuser=True))
    made = {"email": broken, "name": "", "password1": PASSWORD, "password2": PASSWORD}
    page = client.post("/admin/accounts/user/add/", made).content.decode()
    assert "before the @" in page
    with pytest.raises(CommandError, match="before the @|valid email address"):
        call_command("createsuperuser", "--no-input", email=broken)
    assert User.objects.count() == 1


def test_all_spellings_count_to_one_limit(settings):
    for number in range(6):
        answer = ask_for_alert(SPELLINGS[number % len(SPELLINGS)], q=f"cook{number}")
        assert answer.status_code == 200
    assert ask_for_alert(SPELLINGS[1], q="cook7").status_code == 422
    assert Recipient.objects.get().email == "ada@example.com"


def ask_for_alert(address, *, q):
    path, fields, name = WAYS_IN["alert"]
    return Client().post(path, {**fields, "search": f"q={q}", name: address})


def test_a_report_that_names_the_domain_in_punycode_meets_the_member():
    user = a_user("ada@bücher.example")
    assert user.email == "ada@xn--bcher-kva.example"
    for told, asked in (
        ("Ada@XN--bcher-kva.example", "ada@bücher.example"),
        ("eve@faß.example", "eve@xn--fa-hia.example"),
    ):
        suppression.suppress(told, Suppression.Reason.BOUNCE, now=NOW)
        assert suppression.reason_for(asked) == Suppression.Reason.BOUNCE
        assert suppression.blocked([asked], marketing=False)
    assert not suppression.blocked(["eve@fass.example"], marketing=False)
    assert User.objects.filter(suppression.is_bounced("email")).get() == user


def test_staff_find_a_member_by_any_spelling(client):
    a_user("ada@bücher.example")
    client.force_login(staff("root@example.com", is_superuser=True))
    page = client.get("/admin/accounts/user/", {"q": "Ada@BÜCHER.example"})
    assert [one.email for one in page.context["cl"].result_list] == ["ada@xn--bcher-kva.example"]


class FormerApps:
    """The models under the apps that they were in when the rows were rewritten."""

    @staticmethod
    def get_model(app, name):
        return apps.get_model("mail" if name == "Suppression" else app, name)


class TestStoredRows:
    """Rows of former days."""

    @staticmethod
    def a_former_user(email, **fields):
        user = User.objects.create(email=email, **fields)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    @staticmethod
    def rewrite():
        import importlib  # a module whose name begins with a digit

        importlib.import_module(f"{migrations}.0009_canonical_email_addresses").rewrite_addresses(FormerApps, None)

    @pytest.mark.parametrize(
        ("former", "now"),
        [("ada@example.com\u200b", "ada@example.com"), ("ada@bücher.example", "ada@xn--bcher-kva.example"), ("ada@faß.example", "ada@fass.example")],
    )  # fmt: skip
    def test_they_keep_the_mailbox_that_their_email_has_gone_to(self, former, now):
        user = self.a_former_user(former)
        self.rewrite()
        user.refresh_from_db()
        assert user.email == EmailAddress.objects.get().email == now

    def test_two_that_become_one_stay_and_are_listed(self, capsys):
        a_user()
        other = self.a_former_user("ada@example.com\u2060")
        broken = self.a_former_user("İk@example.com")
        now = timezone.now()
        for address in ("eve@example.com", "eve@example.com\u200b"):
            Suppression.objects.create(address=address, reason="bounce", created_at=now)
        self.rewrite()
        assert "5 email addresses stay as they are" in capsys.readouterr().out
        assert User.objects.count() == EmailAddress.objects.count() == 3
        assert Suppression.objects.count() == 2
        listed = io.StringIO()
        with pytest.raises(CommandError, match="5 email addresses"):
            call_command("check_email_addresses", stdout=listed)
        assert f"accounts.User {other.pk}" in listed.getvalue()
        assert f"accounts.User {broken.pk}" in listed.getvalue()
        assert "another row has ada@example.com" in listed.getvalue()
        assert "no email server takes it" in listed.getvalue()
