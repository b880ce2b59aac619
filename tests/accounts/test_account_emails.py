"""Mails about accounts: complete, in the member's time, and without anything a stranger could have put in."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.test import Client

from tests.accounts.support import PASSWORD, code_in, mails
from tests.factories import a_user

pytestmark = pytest.mark.django_db
OURS = settings.BASE_DIR / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
NOT_SENT = {  # links instead of codes
    "account/email/password_reset_key_message.txt",
    "account/email/password_reset_key_subject.txt",
}


def test_no_mail_is_in_the_words_of_the_library():
    theirs = {str(path.relative_to(THEIRS)) for path in THEIRS.glob("*/email/*.txt")} - NOT_SENT
    assert len(theirs) > 30
    assert {name for name in theirs if not (OURS / name).is_file()} == set()


def test_no_notice_is_in_the_words_of_the_library():
    theirs = {str(path.relative_to(THEIRS)) for path in THEIRS.glob("*/messages/*.txt")}
    ours = {name for name in theirs if (OURS / name).is_file()}
    assert {name for name in theirs - ours if "phone" not in name and "updated" not in name} == set()


def test_a_code_stands_out_in_html_and_alone_in_text(client):
    client.post("/accounts/signup/", {"email": "grace@example.com", "password1": PASSWORD})
    [message] = mails()
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert re.search(rf"font-weight:\s*700[^>]*>{code_in(message)}<", html)
    assert message.body.endswith(f"\n\nWayfarer\n{settings.SITE_URL}\n")
    assert html.count("Wayfarer</a>") == 1
    assert "http" not in re.sub(re.escape(settings.SITE_URL) + "|http://www.w3.org", "", html)


def test_a_notice_says_when_in_the_members_time_and_from_where_in_our_words():
    a_user(time_zone="Asia/Tokyo")
    client = Client(
        HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0 https://evil.example"
    )
    client.post("/accounts/login/", {"login": "ada@example.com", "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "another horse battery", "password2": "another horse battery"}
    client.post("/accounts/password/change/", new)
    text = mails()[-1].body
    assert re.search(
        r"\d+:\d\d\s[AP]M \+0900\. Device: Firefox on Linux\. IP address: 127\.0\.0\.1\.", re.sub(r"\s+", " ", text)
    )
    assert "evil" not in text


def test_what_somebody_typed_is_not_repeated_in_a_mail():
    for address in ('"<b>a</b>"@example.com', "a&b@example.com"):  # the first is refused
        Client().post("/accounts/login/code/", {"email": address})
    [ampersand] = (message.alternatives[0][0] for message in mails())
    assert "&amp;b@" not in ampersand
    assert "&b@" not in ampersand
