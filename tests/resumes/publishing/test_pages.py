"""The published résumé as others see it: states, files, cache, messages, reports."""

import io
import json
import re

import pypdf
import pytest
from django.utils import timezone
from PIL import Image

from mail.models import OutgoingMail
from resumes import lifecycle
from resumes import services as resumes
from resumes.document import ResumeDocument
from resumes.models import Exclusion, Page, PageReport
from resumes.publishing import services as publishing
from resumes.publishing.handles import choose_handle
from resumes.sections import BY_KEY
from tests.factories import a_user
from tests.resumes.publishing.support import NOW, a_page, confirmed_at, with_plus
from toolkit import page_cache

pytestmark = pytest.mark.django_db
FILES = ("", "resume.pdf", "contact.vcf", "card.png")
FORMS = ("message/", "report/")
MESSAGE = {"name": "Rui Costa", "email": "rui@northwind.example", "text": "We have a job for you."}


def statuses(client, handle, paths=FILES + FORMS):
    return {path: client.get(f"/r/{handle}/{path}").status_code for path in paths}


def set_to(page, **values):
    publishing.save_settings(page=page, values=values, seen=(), now=timezone.now())


@pytest.fixture(autouse=True)
def _empty_cache():
    page_cache._valkey().flushdb()


@pytest.mark.parametrize("visibility", ["public", "unlisted"])
def test_a_published_page_opens_for_everybody(client, visibility):
    _page, handle = a_page(visibility=visibility)
    assert set(statuses(client, handle).values()) == {200}


def test_a_private_page_is_404_for_all_but_its_owner(client):
    page, handle = a_page(visibility="private")
    assert set(statuses(client, handle).values()) == {404}
    client.force_login(a_user("other@example.com"))
    assert set(statuses(client, handle).values()) == {404}
    client.force_login(page.user)
    assert set(statuses(client, handle, FILES).values()) == {200}
    assert b"Only you can see this page." in client.get(f"/r/{handle}/").content


@pytest.mark.parametrize("how", ["resume deleted", "hidden by staff", "account closed", "no resume"])
def test_a_page_that_must_not_be_shown_is_404(client, how):
    page, handle = a_page()
    match how:
        case "resume deleted":
            lifecycle.delete(document=page.resume, now=NOW)
        case "hidden by staff":
            Page.objects.update(hidden_at=NOW, hidden_reason="Spam")
        case "account closed":
            page.user.is_active = False
            page.user.save()
        case "no resume":
            Page.objects.update(resume=None)
    assert set(statuses(client, handle).values()) == {404}


def test_members_of_an_excluded_domain_and_its_subdomains_get_404(client):
    page, handle = a_page()
    Exclusion.objects.create(user=page.user, domain="mare.example", created_at=NOW)
    for email, expected in (("boss@mare.example", 404), ("boss@hr.mare.example", 404), ("x@notmare.example", 200)):
        client.force_login(confirmed_at(a_user(email)))
        assert set(statuses(client, handle).values()) == {expected}, email
    client.force_login(a_user("unconfirmed@mare.example"))
    client.force_login(page.user)
    assert client.get(f"/r/{handle}/").status_code == 200


def test_contact_data_is_in_no_file_of_the_page(client):
    _page, handle = a_page()
    pdf = "".join(
        one.extract_text() for one in pypdf.PdfReader(io.BytesIO(client.get(f"/r/{handle}/resume.pdf").content)).pages
    )
    texts = [client.get(f"/r/{handle}/{path}").content.decode() for path in ("", "contact.vcf")] + [pdf]
    for text in texts:
        assert "Ana Moreira" in text
        assert "ana@example.com" not in text
        assert "5550" not in text


def test_a_hidden_surname_and_employer_are_in_no_file_of_the_page(client):
    _page, handle = a_page(shown_name="Ana M.", hides_employer=True)
    pdf = client.get(f"/r/{handle}/resume.pdf")
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    for found in (
        client.get(f"/r/{handle}/").content.decode(),
        client.get(f"/r/{handle}/contact.vcf").content.decode(),
        text,
    ):
        assert "Ana M." in found
        assert "Moreira" not in found
        assert "Maré" not in found
    assert "moreira" not in pdf["Content-Disposition"]
    assert b"Moreira" not in pdf.content


def test_search_engines_are_told_to_stay_away_until_the_member_says_otherwise(client):
    page, handle = a_page()
    for path in FILES:
        assert client.get(f"/r/{handle}/{path}")["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in client.get(f"/r/{handle}/").content
    set_to(page, is_indexed=True)
    page_cache._valkey().flushdb()
    shown = client.get(f"/r/{handle}/")
    assert b'name="robots"' not in shown.content
    assert "X-Robots-Tag" not in shown
    set_to(page, visibility="unlisted")
    page_cache._valkey().flushdb()
    assert client.get(f"/r/{handle}/")["X-Robots-Tag"] == "noindex"


def test_a_public_page_says_who_it_is_about_to_machines(client):
    page, handle = a_page()
    html = client.get(f"/r/{handle}/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert (data["@type"], data["mainEntity"]["name"]) == ("ProfilePage", "Ana Moreira")
    assert data["mainEntity"]["worksFor"] == [{"@type": "Organization", "name": "Maré Logística"}]
    assert f"/r/{handle}/card.png" in html
    set_to(page, visibility="unlisted")
    page_cache._valkey().flushdb()
    assert "ld+json" not in client.get(f"/r/{handle}/").content.decode()


def test_the_picture_for_other_sites_is_a_png_of_1200_by_630(client):
    _page, handle = a_page()
    assert Image.open(io.BytesIO(client.get(f"/r/{handle}/card.png").content)).size == (1200, 630)


def test_other_addresses_redirect_to_the_current_one(client):
    page, handle = a_page()
    choose_handle(user=with_plus(page.user), name="ana-moreira", now=NOW)
    for path in FILES:
        answer = client.get(f"/r/{handle}/{path}")
        assert (answer.status_code, answer["Location"]) == (302, f"/r/ana-moreira/{path}")
    assert client.get("/r/Ana-Moreira/")["Location"] == "/r/ana-moreira/"


def test_a_visitors_page_is_ready_bytes_and_a_members_never(client, django_assert_num_queries):
    _page, handle = a_page()
    first = client.get(f"/r/{handle}/")
    with django_assert_num_queries(0):
        assert client.get(f"/r/{handle}/").content == first.content
    client.force_login(a_user("other@example.com"))
    assert client.get(f"/r/{handle}/")["Cache-Control"] == "private, no-store"


def test_an_empty_cache_costs_few_queries(client, django_assert_max_num_queries):
    _page, handle = a_page()
    with django_assert_max_num_queries(4):  # two for the page, two for the footer of every page
        client.get(f"/r/{handle}/")


CHANGES = {
    "an edit": lambda page: resumes.set_fields(
        resume=page.resume,
        section=BY_KEY["basics"],
        number=0,
        values={BY_KEY["basics"].field("label"): "Head"},
        seen=(),
        now=NOW,
    ),
    "a deleted résumé": lambda page: lifecycle.delete(document=page.resume, now=NOW),
    "going private": lambda page: set_to(page, visibility="private"),
    "a setting": lambda page: set_to(page, shown_name="Ana M."),
    "an address of one's own": lambda page: choose_handle(user=with_plus(page.user), name="ana", now=NOW),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_shows_at_once_and_leaves_other_pages_in_the_cache(
    client, django_capture_on_commit_callbacks, django_assert_num_queries, change
):
    page, handle = a_page()
    _other, other_handle = a_page(a_user("other@example.com"))
    before = client.get(f"/r/{handle}/")
    client.get(f"/r/{other_handle}/")
    client.get("/about/")
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[change](page)
    after = client.get(f"/r/{handle}/")
    assert (after.status_code, after.content) != (before.status_code, before.content)
    with django_assert_num_queries(0):
        assert client.get(f"/r/{other_handle}/").status_code == client.get("/about/").status_code == 200


def test_a_message_reaches_the_owner_and_a_reply_the_sender(client, django_capture_on_commit_callbacks):
    page, handle = a_page()
    form = client.get(f"/r/{handle}/message/").content.decode()
    assert page.user.email not in form
    answer = client.post(f"/r/{handle}/message/", MESSAGE, follow=True)
    assert "Message sent." in answer.content.decode()
    [mail] = OutgoingMail.objects.all()
    assert (mail.recipient, mail.reply_to) == (page.user.email, "rui@northwind.example")
    assert mail.subject == "Rui Costa wrote to you about your résumé"
    assert "We have a job for you." in mail.text
    assert page.user.email not in answer.content.decode()


def test_markup_in_a_message_stays_text(client):
    _page, handle = a_page()
    client.post(
        f"/r/{handle}/message/",
        {**MESSAGE, "name": "<b>x</b>\r\nBcc: a@b.example", "text": "<script>alert(1)</script>"},
    )
    [mail] = OutgoingMail.objects.all()
    assert "<script>" not in mail.html
    assert "\n" not in mail.subject


def test_bots_send_nothing_and_many_messages_are_refused(client):
    _page, handle = a_page()
    client.post(f"/r/{handle}/message/", {**MESSAGE, "website": "https://spam.example"})
    assert not OutgoingMail.objects.exists()
    codes = [client.post(f"/r/{handle}/message/", MESSAGE).status_code for _ in range(6)]
    assert codes == [302, 302, 302, 302, 422, 422]  # the bot's was one of five


def test_a_page_without_messages_has_no_form(client):
    _page, handle = a_page(accepts_messages=False)
    assert client.get(f"/r/{handle}/message/").status_code == 404
    assert b"Send message" not in client.get(f"/r/{handle}/").content


def test_a_report_reaches_staff(client):
    page, handle = a_page()
    assert client.post(f"/r/{handle}/report/", {}).status_code == 422
    client.post(f"/r/{handle}/report/", {"reason": "abuse", "details": "Spam"})
    [report] = PageReport.objects.all()
    assert (report.page, report.reason, report.details) == (page, "abuse", "Spam")


def test_the_paper_is_that_of_the_owners_country(client):
    _page, handle = a_page(data={"basics": {"name": "Al", "location": {"countryCode": "us"}}})
    pdf = pypdf.PdfReader(io.BytesIO(client.get(f"/r/{handle}/resume.pdf").content))
    assert round(float(pdf.pages[0].mediabox.width)) == 612


def test_the_document_of_the_owner_is_unchanged():
    page, _handle = a_page(shown_name="Ana M.", hides_employer=True)
    assert page.resume.document == ResumeDocument.from_json(page.resume.data)
    assert page.resume.document.basics.name == "Ana Moreira"


def test_the_sitemap_names_pages_that_search_engines_may_show(client):
    page, handle = a_page(is_indexed=True)
    a_page(a_user("not-indexed@example.com"))
    a_page(a_user("unlisted@example.com"), visibility="unlisted", is_indexed=True)
    assert re.findall(r"/r/([^/]+)/", client.get("/sitemap-resumes.xml").content.decode()) == [handle]
    choose_handle(user=with_plus(page.user), name="ana-moreira", now=NOW)
    assert re.findall(r"/r/([^/]+)/", client.get("/sitemap-resumes.xml").content.decode()) == ["ana-moreira"]
