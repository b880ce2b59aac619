"""``manage.py import_guide`` and ``manage.py export_guide``."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from careers import services
from careers.editing import revisions
from careers.importing import guidefile
from careers.models import Guide
from tests.factories import NOW, a_document, a_guide, a_published_guide
from tests.strategies import documents

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
PLAIN = Path(__file__).parent / "fixtures" / "damaged.txt"


def run(command: str, *arguments) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def guide_file(tmp_path):
    path = tmp_path / "keeper.md"
    path.write_bytes(guidefile.dumps(a_document()).encode())
    return path


def test_a_plain_text_becomes_a_draft_and_a_report(settings):
    said = run("import_guide", PLAIN)
    guide = Guide.objects.get(slug="tide-gauge-technician")
    assert not guide.editions.exists()
    assert "Sections empty: Related Roles, Sources & References\n" in said
    assert "Sections missing: none\n" in said
    assert "Characters repaired: 11\n" in said
    assert "Lines we couldn't place: none\n" in said
    address = settings.SITE_URL + reverse("admin:careers_guide_change", args=[guide.pk])
    assert said.endswith(f"Draft created: Tide Gauge Technician ({address})\n")
    assert revisions.comment_in_words(revisions.revisions_of(guide).get())[0] == "Imported from damaged.txt"


def test_the_same_report_comes_as_one_json_object_a_file(guide_file):
    plain, ours = map(json.loads, run("import_guide", "--json", PLAIN, guide_file).splitlines())
    assert plain["sections_empty"] == ["Related Roles", "Sources & References"]
    assert plain["unplaced"] == []
    assert plain["set_aside"][0]["first"] == 244
    assert plain["error"] == ""
    assert reverse("admin:careers_guide_change", args=[Guide.objects.get(slug="lighthouse-keeper").pk]) in ours["draft"]


def test_lines_without_a_place_are_printed_with_their_numbers(tmp_path):
    path = tmp_path / "odd.txt"
    path.write_text("Beekeeper Career Path Guide\n8%\nPros\n• Honey.\n", "utf-8")
    assert "Lines we couldn't place: 1\n  line 2: 8%\n    a figure without a label\n" in run("import_guide", path)


def test_publish_makes_an_edition_at_once(guide_file):
    said = run("import_guide", "--publish", guide_file)
    assert "Published: " in said
    assert Guide.objects.get().editions.count() == 1


def test_a_guide_that_is_not_ready_stays_a_draft_and_the_command_fails(tmp_path):
    path = tmp_path / "thin.md"
    path.write_text("---\ntitle: Thin\n---\n", "utf-8")
    with pytest.raises(CommandError, match=r"thin\.md: the draft wasn't published\. The summary is empty\."):
        run("import_guide", "--publish", path)
    assert Guide.objects.get(slug="thin").editions.count() == 0


def test_the_field_given_serves_files_that_name_none(guide_file):
    run("import_guide", "--field", "engineering", PLAIN, guide_file)
    assert Guide.objects.get(slug="tide-gauge-technician").field.slug == "engineering"
    assert Guide.objects.get(slug="lighthouse-keeper").field.slug == "operations"


@pytest.mark.parametrize("field", ["nonsense", "No Field!"])
def test_an_unknown_field_is_refused_by_name(field):
    with pytest.raises(CommandError, match=f"We don't recognize the career field “{field}”"):
        run("import_guide", "--field", field, PLAIN)
    assert not Guide.objects.exists()


def test_a_published_guide_is_left_alone_without_update_and_the_draft_has_an_address_of_its_own(guide_file):
    guide = a_published_guide(pros=["Older."])
    said = run("import_guide", guide_file)
    assert (
        "A guide is already published at “lighthouse-keeper”, so the draft's address is “lighthouse-keeper-2”." in said
    )
    assert "use --update" in said
    assert services.document_of(Guide.objects.get(slug="lighthouse-keeper-2")).pros == ("Quiet.",)
    assert services.document_of(guide).pros == ("Older.",)
    run("import_guide", "--update", guide_file)
    guide.refresh_from_db()
    assert services.document_of(guide).pros == ("Quiet.",)
    assert guide.editions.get().document.pros == ("Older.",)


def test_a_draft_is_replaced_and_its_old_state_kept_in_its_history(guide_file):
    a_guide(pros=["Older."])
    run("import_guide", guide_file)
    guide = Guide.objects.get()
    assert [revisions.document_at(kept).pros for kept in revisions.revisions_of(guide)] == [("Quiet.",), ("Older.",)]


def test_one_bad_file_does_not_stop_the_rest(tmp_path, guide_file):
    bad = {
        "empty.txt": b"",
        "zeros.bin": b"\0\0",
        "page.html": b"<!doctype html>",
        "letter.txt": b"Dear all",
        "half.md": b"---\ntitle: x\n",
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    names = [*bad, "huge.txt", "missing.txt", ""]
    with pytest.raises(CommandError) as failed:
        run("import_guide", *(tmp_path / name for name in names), guide_file)
    for message in (
        "empty.txt is empty.", "zeros.bin is a binary file", "page.html is a web page", "letter.txt: it has no headings", "half.md isn't a valid guide",
        "huge.txt is larger than 2 MB", "missing.txt: No such file", "Is a directory",
    ):  # fmt: skip
        assert message in str(failed.value)
    assert Guide.objects.get().slug == "lighthouse-keeper"


def test_an_export_is_the_guide_file_to_the_byte(guide_file, tmp_path):
    run("import_guide", guide_file)
    assert run("export_guide", "lighthouse-keeper").encode() == guide_file.read_bytes()
    run("export_guide", "lighthouse-keeper", "--output", tmp_path / "again.md")
    assert (tmp_path / "again.md").read_bytes() == guide_file.read_bytes()


def test_exporting_what_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="Guide “nobody” doesn't exist"):
        run("export_guide", "nobody")
    a_guide()
    with pytest.raises(CommandError, match="Is a directory"):
        run("export_guide", "lighthouse-keeper", "--output", tmp_path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents)
def test_every_document_survives_its_way_through_the_rows(document):
    document = document.model_copy(update={"field": "operations"})
    guide = services.import_document(document=document, update=True, by=None, now=NOW)
    assert services.document_of(guide) == document


def test_the_exit_code_tells_a_shell_whether_every_draft_was_made(tmp_path):
    (tmp_path / "empty.txt").touch()
    command = [sys.executable, "manage.py", "import_guide", str(tmp_path / "empty.txt")]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"CommandError: {tmp_path}/empty.txt is empty."
