"""Pages of cover letters, as forms without JavaScript: list, writing, downloads."""

import html
import io
import re

import pypdf
import pytest
from django.test import Client
from django.utils import timezone

from jobs.tracker import services as tracker
from resumes import letters
from resumes.models import Letter, ShareLink
from tests.factories import a_user

pytestmark = pytest.mark.django_db
LIST = "/account/letters/"


@pytest.fixture
def member(client):
    user = a_user(name="Ana Moreira")
    client.force_login(user)
    return user


@pytest.fixture
def application(member):
    return tracker.add_by_hand(user=member, title="Pilot", company="Harbor", url="", notes="", now=timezone.now())


@pytest.fixture
def letter(member):
    return letters.create_letter(user=member, name="General", language="en", now=timezone.now())


def address(letter, *parts):
    return "/".join([f"{LIST}{letter.pk}", *map(str, parts), ""])


def text(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.content.decode())).split())


def version_in(page):
    return re.search(r'name="version" value="([^"]+)"', page.content.decode())[1]


def sent(client, letter, **changes):
    return {"version": version_in(client.get(address(letter))), "text": "Dear {company}", **changes}


def test_a_letter_is_created_for_an_application(client, member, application):
    form = client.get(f"{LIST}new/?application={application.pk}").content.decode()
    assert 'value="Pilot, Harbor"' in form
    answer = client.post(f"{LIST}new/", {"name": "Harbor", "language": "en", "application": application.pk})
    [made] = Letter.objects.of(member)
    assert answer["Location"] == address(made)
    assert made.application == application
    assert "Dear Harbor team," in text(client.get(address(made)))
    assert "1 of 5 cover letters used." in text(client.get(LIST))


@pytest.mark.parametrize("asked", ["x", "0", "9" * 40, "²"])
def test_an_application_that_is_not_there_is_left_out(client, member, asked):
    assert client.get(f"{LIST}new/", {"application": asked}).status_code == 200
    assert client.post(f"{LIST}new/", {"name": "A", "language": "en", "application": asked}).status_code == 400


def test_somebody_elses_application_and_resume_are_refused(client, letter):
    other = a_user("other@example.com")
    foreign = tracker.add_by_hand(user=other, title="Secret", company="", url="", notes="", now=timezone.now())
    assert "Secret" not in text(client.get(f"{LIST}new/?application={foreign.pk}"))
    answer = client.post(address(letter), sent(client, letter, application=foreign.pk))
    assert answer.status_code == 400
    assert "Secret" not in text(answer)
    assert Letter.objects.get().application is None


def test_a_letter_is_saved_and_shown_filled(client, letter, application):
    answer = client.post(
        address(letter), sent(client, letter, application=application.pk, role="Captain", text="{role} at {company}")
    )
    assert answer["Location"] == address(letter)
    page = text(client.get(address(letter)))
    assert "Captain at Harbor" in page
    assert "before you download" not in page


def test_a_second_tab_is_told_and_keeps_its_text_and_may_save_anyway(client, letter):
    one, other = sent(client, letter, text="First"), sent(client, letter, text="Second")
    client.post(address(letter), one)
    answer = client.post(address(letter), other)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Not saved: this has changed since you opened the page" in page
    assert "Second</textarea>" in page
    assert "First" in page
    again = re.search(r'name="overwrite"\s+value="([^"]+)"', page)[1]
    assert client.post(address(letter), other | {"overwrite": again}).status_code == 302
    assert Letter.objects.get().text == "Second"


def test_saving_while_typing_answers_with_the_parts_that_change(client, letter):
    first = sent(client, letter, company="Harbor", autosave="1")
    answer = client.post(address(letter), first)
    assert (answer.status_code, "Saved " in text(answer), "Dear Harbor" in text(answer)) == (200, True, True)
    newer = re.search(r'data-part="version"\s+value="([^"]+)"', answer.content.decode())[1]
    assert client.post(address(letter), first | {"version": newer, "company": "Quay"}).status_code == 200
    late = client.post(address(letter), first | {"company": "Late"})
    assert (late.status_code, "changed in another tab" in text(late)) == (409, True)
    wrong = client.post(address(letter), first | {"version": newer, "text": "x" * 10_001})
    assert (wrong.status_code, "Not saved:" in text(wrong)) == (400, True)


@pytest.mark.parametrize("key", ["pdf", "docx", "text", "markdown"])
def test_a_letter_with_placeholders_to_fill_in_is_never_downloaded(client, letter, key):
    assert "Fill in {company}, {role} before you download this letter." in text(client.get(address(letter)))
    answer = client.get(address(letter, "download", key), {"anyway": "1"})
    assert answer["Location"] == address(letter)
    assert "Fill in the placeholders before you download this letter." in text(client.get(address(letter)))


@pytest.mark.parametrize("key", ["pdf", "docx", "text", "markdown"])
def test_every_format_is_a_download(client, letter, key):
    client.post(address(letter), sent(client, letter, company="Harbor"))
    answer = client.get(address(letter, "download", key))
    assert re.fullmatch(r'attachment; filename="ana-moreira-cover-letter-harbor\.\w+"', answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_pdf_has_the_chosen_paper_and_a_missing_glyph_is_told(client, letter):
    client.post(address(letter), sent(client, letter, company="Harbor"))
    pdf = client.get(address(letter, "download", "pdf"), {"paper": "letter", "design": "classic"}).content
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    assert ("Dear Harbor" in page.extract_text(), round(float(page.mediabox.width))) == (True, 612)
    client.post(address(letter), sent(client, letter, text="Hello 𓀀"))
    assert "Our fonts don't have these characters: 𓀀." in text(client.get(address(letter, "download", "pdf")))


def test_json_resume_is_no_format_of_letters(client, letter):
    assert client.get(address(letter, "download", "json")).status_code == 404


def test_a_letter_is_renamed_duplicated_deleted_and_restored(client, member, letter):
    client.post(address(letter, "name"), {"name": "For ports", "language": "de"})
    client.post(address(letter, "duplicate"))
    assert "Copy of For ports" in text(client.get(LIST))
    assert "Delete cover letter" in text(client.get(address(letter, "delete")))
    client.post(address(letter, "delete"))
    assert client.get(address(letter)).status_code == 404
    assert "Recently deleted" in text(client.get(LIST))
    client.post(address(letter, "restore"))
    assert (client.get(address(letter)).status_code, Letter.objects.of(member).kept().count()) == (200, 2)


def test_a_full_list_says_what_the_plan_includes(client, letter):
    for _copy in range(4):
        client.post(address(letter, "duplicate"))
    assert "Your plan includes 5 cover letters. Plus includes 50." in text(client.get(LIST))
    assert "Your plan includes 5 cover letters." in text(client.post(f"{LIST}new/", {"name": "X", "language": "en"}))


def test_somebody_elses_letter_is_not_there(client, letter):
    client.force_login(a_user("other@example.com"))
    for path in ("", "name/", "delete/", "pdf/", "download/pdf/"):
        assert client.get(f"{address(letter)}{path}").status_code == 404
    for path in ("", "duplicate/", "delete/", "restore/", "name/"):
        assert client.post(f"{address(letter)}{path}").status_code == 404


def test_markup_in_a_letter_is_text(client, letter):
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    client.post(address(letter), sent(client, letter, text=hostile, company=hostile))
    page = client.get(address(letter)).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_pages_take_the_same_queries_for_any_number_of_letters(client, letter, django_assert_max_num_queries):
    for _copy in range(3):
        client.post(address(letter, "duplicate"))
    for path in (LIST, address(letter), address(letter, "pdf")):
        client.get(path)
        with django_assert_max_num_queries(6):
            client.get(path)


# --- Links for recipients -------------------------------------------------------------------------------------------------


def share(client, letter, **more):
    given = {"label": "Harbor", "document": f"letters-{letter.pk}", "shows": "latest", "days": "30", "passphrase": ""}
    return client.post("/account/resume-links/", given | more)


def test_a_recipient_sees_the_letter_as_it_was_when_the_link_was_made(client, letter):
    client.post(address(letter), sent(client, letter, company="Harbor"))
    share(client, letter)
    client.post(address(letter), sent(client, letter, text="Changed {role}"))
    link = ShareLink.objects.get()
    assert "General" in text(client.get("/account/resume-links/"))
    page = text(Client().get(f"/r/link/{link.token}/"))
    assert page.startswith("Ana Moreira, Cover letter – ")
    assert ("Dear Harbor" in page, "Changed" in page) == (True, False)
    pdf = Client().get(f"/r/link/{link.token}/pdf/")
    assert 'filename="ana-moreira-cover-letter-harbor.pdf"' in pdf["Content-Disposition"]
    card = Client().get(f"/r/link/{link.token}/vcard/")
    assert 'filename="ana-moreira.vcf"' in card["Content-Disposition"]


def test_a_link_with_a_passphrase_says_that_it_is_a_letter(client, letter):
    client.post(address(letter), sent(client, letter, company="Harbor"))
    share(client, letter, passphrase="open sesame")
    page = text(Client().get(f"/r/link/{ShareLink.objects.get().token}/"))
    assert "The sender protected this cover letter." in page
    assert "Show cover letter" in page
    assert "résumé." not in page


def test_a_letter_with_placeholders_to_fill_in_is_not_shared(client, letter):
    answer = share(client, letter)
    assert (answer.status_code, "Fill in the placeholders of this letter first." in text(answer)) == (400, True)
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("end", ["revoke", "delete"])
def test_a_link_that_was_revoked_or_whose_letter_is_gone_shows_nothing(client, letter, end):
    client.post(address(letter), sent(client, letter, company="Harbor"))
    share(client, letter)
    link = ShareLink.objects.get()
    client.post(f"/account/resume-links/{link.pk}/revoke/" if end == "revoke" else address(letter, "delete"))
    for part in ("", "pdf/", "vcard/"):
        assert Client().get(f"/r/link/{link.token}/{part}").status_code == 410


def test_somebody_elses_letter_cannot_be_shared(client, letter):
    client.post(address(letter), sent(client, letter, company="Harbor"))
    client.force_login(a_user("other@example.com"))
    assert share(client, letter).status_code == 400
    assert not ShareLink.objects.exists()
