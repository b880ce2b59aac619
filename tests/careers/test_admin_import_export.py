"""Importing and exporting guides on the staff site."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from careers import services
from careers.editing import revisions
from careers.importing import files, guidefile
from careers.models import Guide
from tests.factories import a_document, a_guide, a_published_guide

pytestmark = pytest.mark.django_db


def hand_in(client, *files, **fields):
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("admin:careers_guide_import"), {"uploads": uploads, **fields})


def a_file(**changes):
    return guidefile.dumps(a_document(**changes)).encode()


def test_an_exported_guide_file_is_imported_as_a_draft_with_a_revision(editor):
    guide = a_published_guide()
    answer = editor.get(reverse("admin:careers_guide_export", args=[guide.pk]))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="lighthouse-keeper.md"'
    data = answer.content.replace(b"slug: lighthouse-keeper", b"slug: twin")
    text = hand_in(editor, ("twin.md", data)).content.decode()
    twin = Guide.objects.get(slug="twin")
    assert "Draft created:" in text
    assert reverse("admin:careers_guide_change", args=[twin.pk]) in text
    assert guidefile.dumps(services.document_of(twin)).encode() == data
    assert revisions.comment_in_words(revisions.revisions_of(twin).get()) == ("Imported from twin.md", "")
    assert str(twin.updated_by) == "Edda"


def test_one_bad_file_does_not_stop_the_rest(editor):
    text = hand_in(
        editor,
        ("bad.md", b"\x00\x01"),
        ("page.html", b"<!DOCTYPE html><p>x</p>"),
        ("good.md", a_file()),
        ("empty.txt", b""),
    ).content.decode()
    assert Guide.objects.get().slug == "lighthouse-keeper"
    assert text.count('role="alert"') == 3
    assert "bad.md is a binary file, not a text file." in text


def test_a_file_that_is_too_large_is_refused_by_its_size(editor):
    text = hand_in(editor, ("big.txt", b"x" * (files.MAX_BYTES + 1))).content.decode()
    assert "The file is larger than 2 MB." in text
    assert not Guide.objects.exists()


def test_a_published_guide_is_touched_only_when_asked(editor):
    guide = a_published_guide(now=timezone.now())
    text = hand_in(editor, ("again.md", a_file(stress="New"))).content.decode()
    assert "A guide is already published at “lighthouse-keeper”" in text
    assert Guide.objects.get(slug="lighthouse-keeper-2").stress == "New"
    assert services.document_of(Guide.objects.get(pk=guide.pk)).stress == "Low, with hard nights"
    hand_in(editor, ("again.md", a_file(stress="New")), update="on")
    assert services.document_of(Guide.objects.get(pk=guide.pk)).stress == "New"
    assert [revisions.comment_in_words(kept)[0] for kept in revisions.revisions_of(guide)] == [
        "Imported from again.md",
        "Imported",
    ]
    assert guide.editions.count() == 1


def test_the_field_chosen_on_the_page_is_for_guides_that_name_none(editor):
    finance = a_guide(title="F", slug="f", field="finance").field
    hand_in(editor, ("one.md", a_file(field="")), ("two.md", a_file(slug="two", field="design")), field=finance.pk)
    assert Guide.objects.get(slug="lighthouse-keeper").field == finance
    assert Guide.objects.get(slug="two").field.slug == "design"


def test_the_report_names_what_is_missing_and_escapes_what_it_quotes(editor):
    text = (
        "Buoy Tender Career Path Guide\n\nA buoy tender keeps buoys where charts say.\n\n"
        "Core Functions of the Buoy Tender Role\n\nTends buoys.\n\nSources & References\n"
    )
    shown = hand_in(editor, ("buoy <b>.txt", text.encode())).content.decode()
    assert "Draft created:" in shown
    assert "Empty sections" in shown
    assert "Sources" in shown
    assert "<b>" not in shown


def test_without_a_file_the_page_says_so(editor):
    response = editor.post(reverse("admin:careers_guide_import"), {})
    assert "This field is required." in response.content.decode()
    assert response.status_code == 200
