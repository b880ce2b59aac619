"""Digests by the API of a provider, through the real client: each answer means the same as that of a mail server."""

import json

import pytest

from alerts.models import Digest
from local.files import free_port
from mail.models import Suppression
from tests.alerts.support import MONDAY, an_alert, listed, run
from tests.factories import a_user
from tests.mail_provider import INACTIVE, refused

pytestmark = pytest.mark.django_db


def two_members():
    for name in ("ada", "bob"):
        an_alert(a_user(f"{name}@example.com"))
    listed(2, at=MONDAY)


def states():
    return dict(Digest.objects.order_by("pk").values_list("recipient__user__email", "state"))


def test_a_mail_reaches_the_provider_whole_and_many_go_in_one_session(postmark):
    two_members()
    assert run(MONDAY).sent == 2
    assert len(postmark.connections) == 1
    path, headers, body = postmark.requests[0]
    mail, digest = json.loads(body), Digest.objects.get(recipient__user__email="ada@example.com")
    said = {one["Name"]: one["Value"] for one in mail["Headers"]}
    assert (path, headers["X-Postmark-Server-Token"], mail["To"]) == ("/email", "token", "ada@example.com")
    assert said["Message-ID"].startswith(f"<digest-{digest.pk}@")
    assert said["X-PM-KeepID"] == "true"
    assert said["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert said["List-Unsubscribe"].startswith("<http")
    assert "mailto:" in said["List-Unsubscribe"]
    assert said["Feedback-ID"]
    assert "Operations Officer 1" in mail["TextBody"]
    assert "Operations Officer 1" in mail["HtmlBody"]


@pytest.mark.parametrize("stream", ["", "digests"])
def test_digests_go_by_the_stream_of_postmark_that_is_set(postmark, settings, stream):
    settings.ALERT_POSTMARK_STREAM = stream
    two_members()
    run(MONDAY)
    assert {json.loads(body).get("MessageStream", "") for _path, _headers, body in postmark.requests} == {stream}


@pytest.mark.parametrize(
    "answer", [INACTIVE, refused(300, "Invalid 'To' address: 'ada@example.com'.")], ids=["inactive", "invalid"]
)
def test_where_nobody_is_the_address_is_suppressed(postmark, answer):
    postmark.answers["ada@"] = answer
    two_members()
    assert not run(MONDAY).is_held_up
    assert states() == {"ada@example.com": "failed", "bob@example.com": "sent"}
    assert list(Suppression.objects.values_list("address", "reason")) == [("ada@example.com", "bounce")]


@pytest.mark.parametrize(
    "answer",
    [
        refused(10, "Bad or missing token", 401),
        refused(401, "The sender signature is not confirmed"),
        refused(405, "No credits"),
        refused(412, "The account is pending approval"),
        refused(300, "Invalid 'From' address: 'jobs@'."),
        (403, "forbidden"),
    ],
)
def test_what_is_our_fault_holds_all_up_and_suppresses_nobody(postmark, answer, caplog):
    postmark.answers["@example.com"] = answer
    two_members()
    assert run(MONDAY).is_held_up
    assert set(states().values()) == {"planned"}
    assert not Suppression.objects.exists()
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize("answer", [(429, {"ErrorCode": 429, "Message": "slow down"}), (500, "oops"), (503, "later")])
def test_a_busy_provider_is_asked_again_later(postmark, answer):
    postmark.answers["ada@"] = answer
    two_members()
    tally = run(MONDAY)
    assert (tally.sent, tally.later, tally.is_held_up) == (1, 1, False)
    assert states() == {"ada@example.com": "planned", "bob@example.com": "sent"}
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("answer", ["silence", "hang up", (200, "not JSON")])
def test_no_answer_to_a_request_that_was_sent_is_doubt(postmark, answer):
    postmark.answers["ada@"] = answer
    two_members()
    tally = run(MONDAY)
    assert (tally.sent, tally.in_doubt) == (1, 1)
    assert states() == {"ada@example.com": "sending", "bob@example.com": "sent"}


def test_what_the_provider_will_not_take_of_one_mail_fails_that_mail(postmark):
    postmark.answers["ada@"] = refused(300, "Invalid header")
    two_members()
    assert run(MONDAY).sent == 1
    assert states() == {"ada@example.com": "failed", "bob@example.com": "sent"}
    assert "Invalid header" in Digest.objects.get(state="failed").error
    assert not Suppression.objects.exists()


def test_a_provider_that_is_not_reached_is_waited_for(postmark, settings):
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": f"http://127.0.0.1:{free_port()}/"}
    two_members()
    assert run(MONDAY).is_held_up
    assert set(states().values()) == {"planned"}


# --- SES, whose client is another ----------------------------------------------------------------------------------------------


@pytest.fixture
def ses(provider, settings, monkeypatch):
    for name in ("ID", "SECRET"):
        monkeypatch.setenv(f"AWS_{'ACCESS_KEY_ID' if name == 'ID' else 'SECRET_ACCESS_KEY'}", "key")
    settings.EMAIL_BACKEND = "anymail.backends.amazon_ses.EmailBackend"
    settings.ANYMAIL = {
        "AMAZON_SES_CLIENT_PARAMS": {
            **settings.ANYMAIL["AMAZON_SES_CLIENT_PARAMS"], "endpoint_url": provider.url, "region_name": "eu-west-1"
        }
    }  # fmt: skip
    provider.accepted = lambda _body: (200, {"MessageId": "0a1b"})
    return provider


@pytest.mark.parametrize(
    ("answer", "state", "is_held_up"),
    [
        (None, "sent", False),
        ((429, {"__type": "TooManyRequestsException", "message": "Maximum sending rate exceeded."}), "planned", False),
        ((400, {"__type": "MessageRejected", "message": "Email address is not verified."}), "planned", True),
        ((400, {"__type": "SendingPausedException", "message": "paused"}), "planned", True),
        ((403, {"__type": "UnrecognizedClientException", "message": "The token is invalid."}), "planned", True),
        ((400, {"__type": "BadRequestException", "message": "Invalid header"}), "failed", False),
        ((500, {"__type": "InternalFailure", "message": "oops"}), "planned", False),
        ("hang up", "sending", False),
    ],
)
def test_answers_of_ses(ses, answer, state, is_held_up):
    if answer:
        ses.answers["Data"] = answer
    an_alert()
    listed(1, at=MONDAY)
    assert run(MONDAY).is_held_up == is_held_up
    assert Digest.objects.get().state == state
    assert len(ses.requests) == 1  # Amazon's library must not try again by itself
