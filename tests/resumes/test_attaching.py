"""The PDF that went with an application: attached from a résumé or a letter, kept as it was, for its owner only."""

import csv
import html
import io
import re
import zipfile

import pypdf
import pytest
from django.utils import timezone

from accounts import privacy
from jobs.tracker import sent_files
from jobs.tracker import services as tracker
from jobs.tracker.models import SentFile
from resumes import letters, lifecycle, rendering, services
from resumes.models import RenderedPdf
from resumes.sections import BY_KEY
from tests.factories import NOW, a_job, a_user
from tests.resumes.long_resume import LONG_DATA
from toolkit.private_files import private_storage

pytestmark = pytest.mark.django_db
LABEL = BY_KEY["basics"].field("label")


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    own = settings.STORAGES["private"]
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**own, "OPTIONS": {**own["OPTIONS"], "location": str(tmp_path)}},
    }
    return tmp_path


@pytest.fixture
def member(client):
    user = a_user(name="Ana Moreira")
    client.force_login(user)
    return user


@pytest.fixture
def application(member):
    return tracker.add_by_hand(user=member, title="Pilot", company="Harbor", url="", notes="", now=timezone.now())


@pytest.fixture
def resume(member):
    data = {"basics": {"name": "Ana Moreira", "label": "Captain"}}
    return services.create_resume(user=member, name="Ships", language="en", data=data, now=timezone.now())


@pytest.fixture
def attached(client, application, resume):
    attach(client, application, resume)
    return SentFile.objects.get()


def attach(client, application, document, **more):
    key = f"{document.namespace}-{document.pk}"
    return client.post(f"{application.get_absolute_url()}attach/", {"document": key, **more}, follow=True)


def address(sent):
    return f"/account/applications/{sent.application_id}/files/{sent.pk}/"


def text(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.content.decode())).split())


def read(content):
    return pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()


def relabel(resume, label):
    services.set_fields(
        resume=resume, section=BY_KEY["basics"], number=0, values={LABEL: label}, seen=(), now=timezone.now()
    )


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_pdf_as_sent_is_kept_when_the_resume_is_edited_or_deleted(client, resume, attached):
    relabel(resume, "Admiral")
    lifecycle.delete(document=resume, now=timezone.now())
    answer = client.get(address(attached))
    assert "Captain" in read(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="ana-moreira-resume.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "no-store" in answer["Cache-Control"]


def test_the_application_names_it_and_says_since_when(client, application, attached):
    page = text(client.get(application.get_absolute_url()))
    assert re.search(r"Files you sent Ships Résumé · .*? Remove", page)


def test_a_letter_is_attached_filled_in(client, member, application):
    letter = letters.create_letter(user=member, name="Harbor", language="en", application=application, now=NOW)
    assert "Cover letter for this application: Harbor" in text(client.get(application.get_absolute_url()))
    assert "Attached “Harbor” as PDF." in text(attach(client, application, letter, design="classic", paper="letter"))
    sent = SentFile.objects.get()
    assert (sent.kind, sent.file_name) == ("letter", "ana-moreira-cover-letter-harbor.pdf")
    assert "Dear Harbor team," in read(client.get(address(sent)).content)


def test_a_letter_with_placeholders_to_fill_in_is_not_attached(client, member, application):
    letter = letters.create_letter(user=member, name="General", language="en", now=NOW)
    answer = attach(client, application, letter)
    assert (answer.status_code, "Fill in the placeholders of this letter first." in text(answer)) == (400, True)
    assert not SentFile.objects.exists()


def test_characters_without_a_glyph_are_told_and_attached(client, application, resume):
    relabel(resume, "Captain 𓀀")
    page = text(attach(client, application, resume))
    assert "Attached “Ships” as PDF." in page
    assert "Our fonts don't have these characters: 𓀀." in page
    assert SentFile.objects.count() == 1


def test_a_storage_that_fails_is_told_and_attaches_nothing(client, application, resume, storage):
    storage.chmod(0o500)
    (storage / "in-the-way").unlink(missing_ok=True)
    for first in range(256):  # a file where each folder would be
        storage.chmod(0o700)
        (storage / f"{first:02x}").write_bytes(b"")
    page = attach(client, application, resume)
    assert (page.status_code, "We can't store files right now." in text(page)) == (400, True)
    assert not SentFile.objects.exists()


def test_marking_as_applied_offers_to_attach(client, member, resume):
    saved = tracker.save(user=member, job=a_job(now=timezone.now()), now=timezone.now())
    page = client.post(f"{saved.get_absolute_url()}move/", {"to": "applied"}, follow=True).content.decode()
    assert f'<a href="{saved.get_absolute_url()}#sent">Attach the files you sent</a>' in page
    assert "Attach the files you sent" not in text(
        client.post(f"{saved.get_absolute_url()}move/", {"to": "offer"}, follow=True)
    )


def test_without_a_document_the_page_leads_to_writing_one(client, application):
    page = text(client.get(f"{application.get_absolute_url()}attach/"))
    assert "You have no résumé or cover letter yet. New résumé New cover letter" in page


def test_an_application_keeps_so_many_files(client, application, resume, monkeypatch):
    monkeypatch.setattr(sent_files, "LIMIT", 1)
    attach(client, application, resume)
    page = attach(client, application, resume)
    assert (page.status_code, "You can keep up to 1 files with an application." in text(page)) == (400, True)
    assert SentFile.objects.count() == 1


def test_a_file_is_removed_with_its_content(client, attached, storage, django_capture_on_commit_callbacks):
    assert len(stored(storage)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"{address(attached)}remove/", follow=True)
    assert "Removed “Ships” from this application." in text(page)
    assert (SentFile.objects.count(), stored(storage)) == (0, [])
    assert client.get(address(attached)).status_code == 404


def test_the_files_go_with_the_application_and_with_the_account(
    client, member, application, resume, attached, storage, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        tracker.remove(application=application)
    assert stored(storage) == []
    other = tracker.add_by_hand(user=member, title="Mate", company="", url="", notes="", now=timezone.now())
    attach(client, other, resume)
    assert len(stored(storage)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        privacy.delete_account(user=member, now=timezone.now())
    assert stored(storage) == []


def test_nobody_else_attaches_reads_or_removes(client, application, resume, attached):
    other = a_user("other@example.com")
    client.force_login(other)
    own = tracker.add_by_hand(user=other, title="Cook", company="", url="", notes="", now=timezone.now())
    for path in (address(attached), f"/account/applications/{own.pk}/files/{attached.pk}/"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}remove/").status_code == 404
    assert client.get(f"{application.get_absolute_url()}attach/").status_code == 404
    foreign = attach(client, own, resume)
    assert (foreign.status_code, "Ships" in text(foreign)) == (400, False)
    assert SentFile.objects.count() == 1
    client.logout()
    assert "/accounts/login/" in client.get(address(attached))["Location"]


def test_a_deleted_document_cannot_be_attached(client, application, resume):
    lifecycle.delete(document=resume, now=timezone.now())
    assert attach(client, application, resume).status_code == 400


def test_the_table_of_applications_names_the_files(client, member, application, resume, attached):
    attach(
        client,
        application,
        letters.create_letter(user=member, name="=Ahoy", language="en", application=application, now=NOW),
    )
    content = client.get("/account/applications/export.csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(content, newline=""))
    assert (row["Résumé"], row["Cover letter"]) == ("Ships", "'=Ahoy")


def test_the_table_takes_the_same_queries_for_any_number(client, member, resume, django_assert_num_queries):
    for number in range(3):
        job = tracker.add_by_hand(user=member, title=f"Job {number}", company="", url="", notes="", now=NOW)
        attach(client, job, resume)
    with django_assert_num_queries(3):  # user, applications, files
        client.get("/account/applications/export.csv")


def test_the_members_copy_has_the_files_and_every_document(member, application, resume, attached):
    letters.create_letter(user=member, name="Harbor", language="en", application=application, now=NOW)
    letters.create_letter(user=member, name="Not filled in", language="en", now=NOW)
    packed = zipfile.ZipFile(io.BytesIO(privacy.archive(member, now=NOW)))
    names = packed.namelist()
    assert "Captain" in read(packed.read(f"application_files/{attached.pk}-ana-moreira-resume.pdf"))
    assert sum(name.startswith("resumes/") for name in names) == 5
    assert sum(name.startswith("letters/") for name in names) == 4
    assert "application_files.csv" in names


def test_a_file_that_cannot_be_read_is_named_in_the_members_copy_and_costs_no_other(
    client, member, application, resume, attached, monkeypatch
):
    attach(client, application, resume)
    private_storage().delete(attached.file.name)
    monkeypatch.setattr("resumes.exports.docx.Document", None)  # an export that fails
    packed = zipfile.ZipFile(io.BytesIO(privacy.archive(member, now=NOW)))
    names, readme = packed.namelist(), packed.read("README.txt").decode()
    lost = [f"application_files/{attached.pk}-ana-moreira-resume.pdf", f"resumes/{resume.pk}-ana-moreira-resume.docx"]
    assert not set(lost) & set(names)
    other = SentFile.objects.exclude(pk=attached.pk).get()
    assert f"application_files/{other.pk}-ana-moreira-resume.pdf" in names
    assert sum(name.startswith("resumes/") for name in names) == 4
    listed = readme.partition("not included. Request another copy later to get them:")[2].split()
    assert sorted(listed) == lost


def test_a_job_page_shows_nothing_of_a_resume(client, member, resume):
    job = a_job(now=timezone.now())
    saved = tracker.record_application(user=member, job=job, now=timezone.now())
    attach(client, saved, resume)
    assert "Ships" in text(client.get(saved.get_absolute_url()))
    assert "Ships" not in text(client.get(job.get_absolute_url()))
    client.logout()
    assert "Ships" not in text(client.get(job.get_absolute_url()))


def test_the_storage_has_no_word_of_the_member(attached):
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{30}", attached.file.name)
    assert private_storage().exists(attached.file.name)


def test_a_long_document_is_attached_when_its_pdf_is_made(client, member, application):
    long = services.create_resume(user=member, name="Long", language="en", data=LONG_DATA, now=timezone.now())

    refused = attach(client, application, long)
    assert refused.status_code == 400
    assert "This document is long, so making its PDF takes a few seconds. Then choose “Attach PDF” again." in text(
        refused
    )
    assert not SentFile.objects.exists()

    rendering.render(pk=RenderedPdf.objects.get().pk, now=timezone.now())
    attach(client, application, long)
    reader = pypdf.PdfReader(io.BytesIO(client.get(address(SentFile.objects.get())).content))
    assert "Engineer 59" in "".join(page.extract_text() for page in reader.pages)
