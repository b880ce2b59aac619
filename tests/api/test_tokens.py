"""Personal access tokens: created by the member in person, shown once, dead at once when they should be."""

import datetime as dt
import re

import pytest
from django.test import Client

from accounts import privacy
from accounts.models import AuditEntry
from api.access import tokens
from api.access.scopes import Scope
from api.access.secrets import digest_of, is_secret, new_secret
from api.models import AccessToken
from tests.accounts.support import confirmed, mails
from tests.factories import NOW, a_user
from toolkit.redaction import redacted

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NEW = "/account/tokens/new/"
FORM = {"name": "Spreadsheet", "days": "30", "scopes": ["applications:read", "profile:read"]}


@pytest.fixture
def ada():
    return a_user()


def a_token(user, *, scopes=(Scope.PROFILE_READ,), name="Script", days=30, now=NOW):
    return tokens.issue_token(user=user, name=name, scopes=scopes, expires_at=now + days * DAY, now=now)


def check(secret, now=NOW):
    return tokens.check_token(secret=secret, now=now)


def text(answer):
    return answer.content.decode()


# --- The secret -------------------------------------------------------------------------------------------------------------


def test_a_secret_can_be_recognized_and_a_mistyped_one_is_refused_without_the_database(django_assert_num_queries):
    secret = new_secret()
    assert re.fullmatch("wf_[0-9A-Za-z]{46}", secret)
    assert is_secret(secret)
    wrong = secret[:20] + ("a" if secret[20] != "a" else "b") + secret[21:]
    with django_assert_num_queries(0):
        for text in (wrong, secret[:-1], secret + "\n", "", "wf_", "wf_é" + secret[4:]):
            assert check(text) is None


def test_the_secret_is_stored_nowhere(ada):
    issued = a_token(ada)
    row = AccessToken.objects.values().get()
    assert issued.secret not in str(row)
    assert row["digest"] == digest_of(issued.secret)


# --- What a token opens ------------------------------------------------------------------------------------------------------


def test_a_token_names_its_member_and_scopes_in_one_query(ada, django_assert_num_queries):
    issued = a_token(ada, scopes=[Scope.ALERTS_READ])
    check(issued.secret)
    with django_assert_num_queries(1):
        found = check(issued.secret)
    assert (found.user, found.scopes) == (ada, ["alerts:read"])


def test_a_use_is_noted_at_most_once_a_minute(ada):
    issued = a_token(ada)
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (100, 60)):
        check(issued.secret, NOW + dt.timedelta(seconds=seconds))
        assert AccessToken.objects.get().last_used_at == NOW + dt.timedelta(seconds=noted)


def test_a_token_dies_when_it_is_revoked_or_expires(ada):
    revoked, expired = a_token(ada), a_token(ada, name="Other", days=1)
    assert tokens.revoke_token(token=revoked.token, now=NOW) is True
    assert tokens.revoke_token(token=revoked.token, now=NOW) is False
    assert check(revoked.secret) is None
    assert check(expired.secret, NOW + DAY - dt.timedelta(seconds=1))
    assert check(expired.secret, NOW + DAY) is None


def test_a_token_dies_with_its_member(ada):
    issued = a_token(ada)
    ada.is_active = False
    ada.save()
    assert check(issued.secret) is None
    ada.is_active = True
    ada.save()
    assert check(issued.secret)
    privacy.delete_account(user=ada, now=NOW)
    assert check(issued.secret) is None


def test_a_token_that_ended_is_shown_for_half_a_year(ada):
    tokens.revoke_token(token=a_token(ada).token, now=NOW)
    a_token(ada, name="Works", days=366)
    assert tokens.purge_ended(now=NOW + 179 * DAY) == 0
    assert tokens.purge_ended(now=NOW + 180 * DAY) == 1
    assert AccessToken.objects.get().name == "Works"


def test_a_member_has_at_most_twenty_that_work(ada):
    for number in range(tokens.MOST_WORKING):
        last = a_token(ada, name=str(number))
    with pytest.raises(tokens.TokenRefused, match="20"):
        a_token(ada, name="One more")
    tokens.revoke_token(token=last.token, now=NOW)
    a_token(ada, name="One more")
    a_token(a_user("bob@example.com"), name="Script")


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_expires_within_a_year(ada, days):
    with pytest.raises(tokens.TokenRefused):
        a_token(ada, days=days)


# --- The pages ---------------------------------------------------------------------------------------------------------------


def test_a_token_is_created_shown_once_and_announced(client, ada):
    confirmed(client, ada)
    answer = client.post(
        NEW, FORM, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    )
    [secret] = re.findall("wf_[0-9A-Za-z]{46}", text(answer))
    assert "no-store" in answer["Cache-Control"]
    token = check(secret, AccessToken.objects.get().created_at)
    assert (token.name, token.scopes) == ("Spreadsheet", ["profile:read", "applications:read"])
    assert "wf_" not in text(client.get("/account/tokens/"))
    [mail] = mails()
    assert mail.to == [ada.email]
    assert "“Spreadsheet”" in mail.body
    assert "- See your applications and notes" in mail.body
    assert "Firefox on Linux" in mail.body
    assert secret not in mail.body + mail.alternatives[0].content
    entry = AuditEntry.objects.get(action="security.token_created")
    assert (entry.member_id, entry.address) == (ada.pk, "127.0.0.1")
    assert entry.detail == {"token": f"…{token.ending}", "scopes": token.scopes}


def test_a_form_sent_twice_creates_one_token_and_keeps_what_was_typed(client, ada):
    confirmed(client, ada)
    client.post(NEW, FORM)
    again = client.post(NEW, {**FORM, "name": "SPREADSHEET"})
    assert again.status_code == 400
    assert "You already have a token with this name" in text(again)
    assert 'value="SPREADSHEET"' in text(again)
    assert AccessToken.objects.count() == len(mails()) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Enter a name."),
        ({"days": "1000"}, "Choose when it expires."),
        ({"scopes": []}, "Choose what the token allows."),
        ({"scopes": ["billing:write"]}, "Choose what the token allows."),
    ],
)
def test_a_wrong_form_says_what_is_wrong(client, ada, change, message):
    confirmed(client, ada)
    answer = client.post(NEW, FORM | change)
    assert answer.status_code == 400
    assert message in text(answer)
    assert not AccessToken.objects.exists()


def test_somebody_who_has_not_just_signed_in_is_asked_who_they_are(client, ada):
    client.force_login(ada)
    for answer in (client.get(NEW), client.post(NEW, FORM)):
        assert "/reauthenticate/" in answer["Location"]
    assert not AccessToken.objects.exists()


def test_a_member_revokes_their_own_tokens_only(client, ada):
    issued = a_token(ada, now=dt.datetime.now(dt.UTC))
    path = f"/account/tokens/{issued.token.pk}/revoke/"
    other = Client()
    other.force_login(a_user("bob@example.com"))
    assert other.post(path).status_code == 404
    assert "Script" not in text(other.get("/account/tokens/"))
    client.force_login(ada)
    assert client.get(path).status_code == 405
    assert "Revoked Script." in text(client.post(path, follow=True))
    assert "Script had already ended." in text(client.post(path, follow=True))
    assert AuditEntry.objects.filter(action="security.token_revoked").count() == 1


def test_the_list_says_when_a_token_was_used_and_what_it_allows(client, ada, django_assert_max_num_queries):
    now = dt.datetime.now(dt.UTC)
    for number in range(3):
        issued = a_token(ada, name=f"Script {number}", scopes=[Scope.ALERTS_WRITE], now=now)
    check(issued.secret, now)
    tokens.revoke_token(token=issued.token, now=now)
    client.force_login(ada)
    client.get("/account/tokens/")
    with django_assert_max_num_queries(5):
        page = text(client.get("/account/tokens/"))
    assert "Create, change, pause and stop job alerts" in page
    assert page.count("Not yet") == 2
    assert "revoked" in page


def test_the_copy_of_a_members_data_has_their_tokens_without_what_opens_anything(ada):
    issued = a_token(ada)
    [row] = next(k for k in privacy.keepers() if k.__name__ == "api.member_data").tables(ada)["access_tokens"]
    assert row["name"] == "Script"
    assert not {issued.secret, issued.token.digest} & set(map(str, row.values()))


def test_a_token_is_no_way_into_the_site(ada):
    issued = a_token(ada, scopes=list(Scope), now=dt.datetime.now(dt.UTC))
    visitor = Client(headers={"Authorization": f"Bearer {issued.secret}"})
    assert visitor.get("/account/tokens/").status_code == 302


@pytest.mark.parametrize("secret", ["wf_" + "a" * 46, new_secret()], ids=["made up", "issued"])
def test_no_log_line_has_a_token(secret):
    assert redacted(f"refused: Bearer {secret}, next") == "refused: Bearer [token], next"
