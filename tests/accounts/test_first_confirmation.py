"""Nothing that was set before an address was proved survives the proof, whoever set it and however it is proved."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, DataExport, User
from alerts import services as alerts
from alerts.models import Alert
from billing.models import BillingAccount
from jobs.search.criteria import Criteria
from jobs.tracker import services as tracker
from jobs.tracker.models import Application
from tests.accounts.support import PASSWORD, code_in, is_signed_in, mails
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
OWNER = "owner@example.com"
LOGIN = {"login": OWNER, "password": PASSWORD}
CONFIRM = "/accounts/confirm-email/"


@pytest.fixture
def maker():
    """The browser of a stranger who has signed up with the owner's address and has the page for the code open."""
    client = Client()
    client.post("/accounts/signup/", {"email": OWNER, "password1": PASSWORD})
    mails()
    return client


def the_user():
    return User.objects.get(email=OWNER)


def newest_code():
    return code_in(mails()[-1])


# --- Ways of proving ----------------------------------------------------------------------------------------------------


def by_code(client):
    client.post("/accounts/login/code/", {"email": OWNER})
    client.post("/accounts/login/code/confirm/", {"code": newest_code()})


def by_new_password(client):
    client.post("/accounts/password/reset/", {"email": OWNER})
    answer = client.post("/accounts/password/reset/confirm/", {"code": newest_code()}, follow=True)
    chosen = {"password1": "another horse battery", "password2": "another horse battery"}
    client.post(answer.redirect_chain[-1][0], chosen)


def by_a_command(client):
    address = EmailAddress.objects.get(email=OWNER)
    address.set_verified()


WAYS = {"sign-in by code": by_code, "new password": by_new_password, "a command": by_a_command}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


# --- What was set before ------------------------------------------------------------------------------------------------


def a_session(user):
    client = Client()
    client.force_login(user)
    client.get("/account/applications/")
    return client


THINGS = {
    "passkeys": lambda user: Authenticator.objects.create(user=user, type="webauthn", data={}),
    "authenticator app": lambda user: TOTP.activate(user, generate_totp_secret()),
    "recovery codes": RecoveryCodes.activate,
    "accounts elsewhere": lambda user: SocialAccount.objects.create(user=user, provider="github", uid="666"),
    "another address": lambda user: EmailAddress.objects.create(user=user, email="evil@example.com"),
    "a copy of the data": lambda user: DataExport.objects.create(user=user, asked_at=timezone.now()),
    "saved jobs": lambda user: tracker.save_all(user=user, job_ids=[a_job().pk], now=timezone.now()),
    "alerts": lambda user: alerts.create(user=user, criteria=Criteria(q="cook"), name="Cooks", now=timezone.now()),
}
LEFT = {
    "passkeys": Authenticator.objects,
    "authenticator app": Authenticator.objects,
    "recovery codes": Authenticator.objects,
    "accounts elsewhere": SocialAccount.objects,
    "another address": EmailAddress.objects.exclude(email=OWNER),
    "a copy of the data": DataExport.objects,
    "saved jobs": Application.objects,
    "alerts": Alert.objects,
}


@every_way
@pytest.mark.parametrize("thing", THINGS)
def test_what_was_set_before_is_gone(maker, way, thing):
    # A second factor would be asked for now; what it guards is reached by nobody, so it goes as well.
    user = the_user()
    THINGS[thing](user)
    assert LEFT[thing].all().exists()
    owner = Client()
    way(owner)
    assert not LEFT[thing].all().exists()
    assert EmailAddress.objects.get(email=OWNER).verified
    assert AuditEntry.objects.filter(action="account.reset", member_id=user.pk).exists()


@every_way
def test_the_first_password_opens_nothing(maker, way):
    user = the_user()
    User.objects.filter(pk=user.pk).update(name="Mine", country="DE", time_zone="Europe/Berlin", locale="de_DE")
    owner = Client()
    way(owner)
    for client in (Client(), maker):
        client.post("/accounts/login/", LOGIN)
        assert not is_signed_in(client)
    user.refresh_from_db()
    assert not user.check_password(PASSWORD)
    assert (user.name, user.country, user.time_zone, user.locale) == ("", "", "", "")


@every_way
def test_no_session_of_before_stays_open(maker, way):
    other = a_session(the_user())
    assert is_signed_in(other)
    way(Client())
    assert not is_signed_in(other)


@every_way
def test_the_page_that_waited_for_the_code_leads_nowhere(maker, way, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    code = newest_code()
    way(Client())
    before = len(mails())
    for sent in ({"action": "resend"}, {"code": code}):
        assert maker.post(CONFIRM, sent)["Location"] == "/accounts/login/"
    assert not is_signed_in(maker)
    assert len(mails()) == before


@every_way
@pytest.mark.parametrize("place", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_no_code_that_was_asked_for_before_is_good_afterwards(maker, way, place):
    client = Client()
    client.post(place, {"email": OWNER})
    code = newest_code()
    way(Client())
    client.post(f"{place}confirm/", {"code": code})
    changed = client.get("/accounts/password/reset/complete/", follow=True)
    assert not is_signed_in(client)
    assert changed.redirect_chain


def test_owner_is_in_and_told_and_can_stay(maker):
    owner = Client()
    by_code(owner)
    page = owner.get("/account/security/")
    assert page.status_code == 200
    assert "first to confirm this email address" in page.content.decode()
    assert UserSession.objects.filter(user=the_user()).exists()
    other = Client()
    by_code(other)
    assert is_signed_in(other)
    assert is_signed_in(owner)


def test_the_password_of_the_owner_stays(maker):
    by_new_password(Client())
    client = Client()
    client.post("/accounts/login/", {**LOGIN, "password": "another horse battery"})
    assert is_signed_in(client)


class TestWhoeverMadeIt:
    def test_and_types_the_code_in_the_same_browser_keeps_everything(self, maker):
        THINGS["accounts elsewhere"](the_user())
        maker.post(CONFIRM, {"code": newest_code()})
        assert is_signed_in(maker)
        assert the_user().check_password(PASSWORD)
        assert SocialAccount.objects.exists()
        assert the_user().proved_at is None

    def test_and_types_the_password_in_another_browser_keeps_it_alone(self, maker, settings):
        settings.ACCOUNT_RATE_LIMITS = False
        THINGS["accounts elsewhere"](the_user())
        client = Client()
        client.post("/accounts/login/", LOGIN)
        client.post(CONFIRM, {"code": newest_code()})
        assert is_signed_in(client)
        assert the_user().check_password(PASSWORD)
        assert not SocialAccount.objects.exists()
        maker.get(CONFIRM, follow=True)
        assert not is_signed_in(maker)


@pytest.mark.parametrize("way", [by_code, by_new_password])
def test_an_address_that_somebody_added_and_never_proved_is_not_a_way_into_their_account(way):
    stranger = a_user("evil@example.com")
    EmailAddress.objects.create(user=stranger, email=OWNER)
    owner = Client()
    with pytest.raises(TypeError):  # there is no code in what they get
        way(owner)
    assert not is_signed_in(owner)
    assert not EmailAddress.objects.get(email=OWNER).verified


def test_an_account_that_was_proved_before_keeps_everything():
    user = a_user(OWNER)
    BillingAccount.objects.create(user=user, created_at=timezone.now())
    THINGS["saved jobs"](user)
    second = EmailAddress.objects.create(user=user, email="second@example.com")
    by_code(Client())
    second.set_verified()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert Application.objects.exists()
    assert user.proved_at is None
