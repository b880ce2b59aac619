"""Text that no database can keep is refused before anything reads it, wherever it stands in a request."""

import json

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from alerts.models import Mute
from jobboard.wsgi import application
from tests.factories import a_guide, a_job, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(a_user("staff@example.com", is_staff=True, is_superuser=True))
    return client


ADDRESSES = (
    "/jobs/?q=%00", "/jobs/?q=a%00b&geo=spain", "/jobs/?%00=1", "/jobs/%00/", "/careers/?q=%00", "/careers/%00/", "/nowhere/%00",
    "/companies/?letter=%00", "/alerts/end/%00/", "/alerts/new/?q=%00", "/static/%00.css", "/jobs/feed/?q=%00",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_null_character_in_an_address_is_refused(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Your text has a character" in answer.content.decode()
    assert answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "query",
    [
        "status__exact=%00", "q=%00", "o=%00", "p=%00", "e=%00", "_facets=%00", "published_at__gte=%00", "company__slug=%00",
        "%00=1", "_changelist_filters=q%3D%00",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "page", ["jobs/job", "careers/guide", "accounts/user", "alerts/recipient", "billing/billingaccount"]
)
def test_filters_of_the_staff_site_refuse_it_alike(staff, page, query):
    assert staff.get(f"/admin/{page}/?{query}").status_code == 400


def test_a_member_posts_a_null_character(client):
    client.force_login(a_user())
    job = a_job()
    raw = {"content_type": "application/x-www-form-urlencoded"}
    assert client.post(f"/alerts/fewer/{job.pk}/", "word=%00", **raw).status_code == 400
    assert client.post(f"/alerts/fewer/{job.pk}/", "word=a\0b", **raw).status_code == 400
    assert client.post(f"/alerts/fewer/{job.pk}/", {"word": "a\0b"}).status_code == 400  # multipart
    assert client.post(f"/alerts/fewer/{job.pk}/", {"wo\0rd": "b"}).status_code == 400
    assert client.post("/account/profile/", "name=%00&locale=", **raw).status_code == 400
    assert not Mute.objects.exists()


def test_a_cookie_or_a_header_with_a_null_character_is_refused(client):
    assert client.get("/", headers={"cookie": r'sessionid="aaaaaaaaaaaa\000aaaaaaaaaaa"'}).status_code == 400
    assert client.get("/", headers={"user-agent": "a\0b"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (r'{"a": ["x", {"b": "\u0000"}]}', 400),
        (r'{"\u0000": 1}', 400),
        (r'{"a": "\ud800"}', 400),
        (r'{"a": "\uDC00x"}', 400),
        ('{"a": "\0"}', 400),
        ("[" * 100_000 + r'"\u0000"', 400),
        (r'{"a": "\\u0000"}', None),  # the words "\u0000"
        (r'{"a": "\ud83d\ude00"}', None),  # a face in two halves
        (r'{"a": "\u00e9"}', None),
    ],
)
def test_json_is_read_for_what_it_means(client, body, status):
    answer = client.post("/billing/webhook/", body, content_type="application/json")
    refused = "Your text has a character" in answer.content.decode()
    assert (answer.status_code, refused) == ((400, True) if status else (answer.status_code, False))


def test_too_many_fields_show_a_plain_page(staff):
    guide = a_guide()
    fields = "&".join(f"f{number}=1" for number in range(10_000))
    answer = staff.post(
        f"/admin/careers/guide/{guide.pk}/change/", fields, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400
    assert "We couldn't read your request" in answer.content.decode()


def test_what_may_be_kept_goes_through(client):
    assert client.get("/jobs/?q=%2500").status_code == 200
    assert client.get("/jobs/?q=%F0%9F%98%80").status_code == 200
    assert json.loads(client.get("/health/ready").content)["ready"]


CHARSETS = [
    "utf-7",
    "unicode_escape",
    "utf-16",
    "latin-1",
    "nonsense",
    "zlib",
    "rot13",
    "idna",
    "hex",
    '"utf-7"',
    "",
    "utf-7; charset=zlib",
]


@pytest.mark.parametrize("header", ["; charset={}", ";CharSet = {}", ";a=b ; charset={};c=d"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_text_is_utf_8_whatever_a_request_says_of_itself(served, rf, charset, header):
    """``+AAA-`` is a null character in UTF-7, and so is ``\\u0000`` in another."""
    content_type = "application/x-www-form-urlencoded" + header.format(charset)
    for query in ("q=%2BAAA-", "q=%5Cu0000", "q=%41", "q=%C3%A9"):
        assert served(rf.get(f"/jobs/?{query}"), content_type) == "200 OK"
        form = rf.post(
            "/theme/",
            f"theme=dark&{query}",
            "application/x-www-form-urlencoded",
            headers={"sec-fetch-site": "same-origin"},
        )
        assert served(form, content_type) == "302 Found"


@pytest.fixture
def served():
    """What the web server's entry point answers to a request of that content type, in the test's own transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)

    def status(request, content_type):
        answered = []
        environ = request.environ | {"CONTENT_TYPE": content_type}
        b"".join(application(environ, lambda status, *_headers: answered.append(status)))
        return answered[-1]

    yield status
    for signal in signals:
        signal.connect(close_old_connections)
