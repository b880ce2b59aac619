"""What a request accepts and has already, by the rules of RFC 9110."""

import gzip

import brotli
import pytest
from django.templatetags.static import static
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_job, a_published_guide
from toolkit.negotiation import content_coding, is_unchanged

GUIDE = "/careers/lighthouse-keeper/"
STYLES = static("admin/css/base.css")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("BR", "br"),
        ("br;q=0", ""),
        ("br ; q=0.000", ""),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("*, br;q=0", "gzip"),
        ("identity", ""),
        ("identity, br;q=0.5", ""),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", ""),
        ("zebra", ""),
        ("vibrant", ""),
        ("brotli, gzipped", ""),
        ("br;q=2", ""),
        ("br;q=0.0001", ""),
        (",,, br ,,", "br"),
        ("deflate, zstd", ""),
    ],
)
def test_the_coding_is_what_the_header_asks_for(accepted, coding):
    assert content_coding(accepted) == coding


@given(st.text(st.sampled_from("brgzip*identity;q=01. ,"), max_size=40))
def test_a_coding_is_never_one_that_the_header_does_not_name(accepted):
    coding = content_coding(accepted)
    assert coding == "" or coding in accepted.lower() or "*" in accepted


@pytest.mark.parametrize(
    ("asked", "unchanged"),
    [
        ('W/"a"', True),
        ('"a"', True),
        ('"b", W/"a"', True),
        ("*", True),
        ('"b"', False),
        ('"ab"', False),
        ("a", False),
        ("", False),
    ],
)
def test_tags_are_compared_weakly(asked, unchanged):
    assert is_unchanged({"HTTP_IF_NONE_MATCH": asked}, {"ETag": 'W/"a"'}) is unchanged


@pytest.mark.parametrize(
    ("since", "unchanged"),
    [
        ("Fri, 20 Nov 2026 12:00:00 GMT", True),
        ("Sat, 21 Nov 2026 12:00:00 GMT", True),
        ("Thu, 19 Nov 2026 12:00:00 GMT", False),
        ("yesterday", False),
        ("", False),
    ],
)
def test_a_date_counts_where_one_is_sent_and_no_tag_is_asked_for(since, unchanged):
    sent = {"ETag": '"a"', "Last-Modified": "Fri, 20 Nov 2026 12:00:00 GMT"}
    assert is_unchanged({"HTTP_IF_MODIFIED_SINCE": since}, sent) is unchanged
    assert not is_unchanged({"HTTP_IF_MODIFIED_SINCE": since}, {"ETag": '"a"'})
    assert not is_unchanged({"HTTP_IF_MODIFIED_SINCE": since, "HTTP_IF_NONE_MATCH": '"b"'}, sent)


# --- Pages --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def published():
    return a_published_guide(now=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [GUIDE, "/careers/feed/", "/jobs/feed/", "/jobs/", "/companies/", "a job", "a company", "/"]
)
def test_pages_and_feeds_come_in_brotli_and_gzip(client, published, path):
    if path.startswith("a "):
        job = a_job(now=timezone.now())
        path = (job if path == "a job" else job.company).get_absolute_url()
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    lengths = {}
    for accepted, coding in {"br": "br", "gzip": "gzip", "br;q=0": "", "zebra": "", "": ""}.items():
        answer = client.get(path, headers={"accept-encoding": accepted})
        assert answer.headers.get("Content-Encoding", "") == coding, accepted
        assert "Accept-Encoding" in answer["Vary"]
        assert b"<" in unpack[coding](answer.content)
        lengths[accepted] = int(answer["Content-Length"])
    assert max(lengths["br"], lengths["gzip"]) < lengths[""]


@pytest.mark.django_db
def test_the_feed_of_guides_is_not_sent_again_to_who_has_it(client, published):
    first = client.get("/careers/feed/")
    again = client.get("/careers/feed/", headers={"if-modified-since": first["Last-Modified"]})
    assert (again.status_code, again.content) == (304, b"")
    bare = first["ETag"].removeprefix("W/")
    assert client.get("/careers/feed/", headers={"if-none-match": f'"x", {bare}'}).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("path", [GUIDE, "/", "/about/", "/careers/lighthouse-keeper/og.png"])
def test_a_kept_page_answers_to_our_own_hosts_alone(client, published, path):
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400
    assert client.get(path).status_code == 200
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [GUIDE, "/", "/jobs/", "/jobs/feed/", "/robots.txt", "/careers/nowhere/", "/careers/feed/"]
)
def test_head_has_the_headers_of_get_whoever_asks_first(client, published, path):
    head = client.head(path)
    whole = client.get(path)
    assert head.status_code == whole.status_code
    assert head.content == b""
    passing = {"X-Request-ID"}
    if path.startswith("/jobs"):
        passing |= {"Content-Security-Policy", "Expires", "ETag"}
    assert {n: v for n, v in head.items() if n not in passing} == {n: v for n, v in whole.items() if n not in passing}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "utm_source=a&utm_campaign=b",
        "fbclid=x",
        "UTM_Source=a",
        "gclid=1&msclkid=2",
        "utm%5Fsource=a",
        "&utm_source=a&&",
        "igsh=1",
        "__hstc=1",
    ],
)
def test_tracking_parameters_do_not_bypass_kept_pages(client, published, django_assert_num_queries, query):
    kept = client.get(GUIDE)
    with django_assert_num_queries(0):
        followed = client.get(f"{GUIDE}?{query}")
    assert followed.content == kept.content


@pytest.mark.django_db
def test_the_links_of_a_page_carry_no_tracking_parameters(client):
    page = client.get("/jobs/?q=officer&utm_source=news&fbclid=abc")
    assert b"officer" in page.content
    assert b"utm_source" not in page.content
    assert b"fbclid" not in page.content


# --- Addresses that programs look for ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_security_txt_says_where_to_write_and_until_when(client, settings):
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == settings.SECURITY_CONTACT
    assert lines["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    assert lines["Preferred-Languages"] == "en"
    left = timezone.datetime.fromisoformat(lines["Expires"]) - timezone.now()
    assert 30 < left.days < 365


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/.well-known/change-password", "/accounts/password/change/"),
        ("/apple-touch-icon.png", "/static/icons/apple-touch-icon"),
        ("/apple-touch-icon-precomposed.png", "/static/icons/apple-touch-icon"),
        ("/favicon.ico", "/static/icons/favicon-32"),
    ],
)
def test_well_known_addresses_lead_to_ours(client, path, target):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith(target)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/careers/Lighthouse-Keeper/", GUIDE),
        ("/careers/LIGHTHOUSE-KEEPER/?order=az", GUIDE + "?order=az"),
        ("/careers/Lighthouse-Keeper.json", "/careers/lighthouse-keeper.json"),
        ("/careers/Lighthouse-Keeper/history/", GUIDE + "history/"),
        ("/careers/field/Operations/", "/careers/field/operations/"),
        ("/jobs/Admin/", "/jobs/admin/"),
        ("/jobs/in/Europe/", "/jobs/in/europe/"),
        ("/jobs/Admin/in/EUROPE/", "/jobs/admin/in/europe/"),
    ],
)
def test_an_address_in_capitals_leads_to_the_right_one_for_good(client, published, path, target):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (301, target)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/careers/Nowhere/", "/jobs/Nowhere/", "/companies/Nobody/"])
def test_an_address_that_is_nowhere_stays_so_in_capitals(client, published, path):
    assert client.get(path).status_code == 404


# --- Static files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("br", "br"), ("gzip, br", "br"), ("br;q=0", ""), ("br;q=0, gzip", "gzip"), ("gzip;q=0", ""), ("zebra", ""), ("x-br", ""),
     ("", ""), ("*", "br"), ("identity", "")],
)  # fmt: skip
def test_static_files_come_in_the_coding_that_is_asked_for(client, accepted, coding):
    answer = client.head(STYLES, headers={"accept-encoding": accepted})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding", "") == coding


@pytest.mark.parametrize("changed", ["{}", "W/{}", '"x", {}', "*"])
def test_tags_of_static_files_are_compared_weakly(client, changed):
    first = client.head(STYLES)
    again = client.head(STYLES, headers={"if-none-match": changed.format(first["ETag"])})
    assert again.status_code == 304
    assert again["Cache-Control"] == first["Cache-Control"]
    other = client.head(STYLES, headers={"if-none-match": '"x"'})
    assert other.status_code == 200
