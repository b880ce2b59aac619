"""``manage.py import_jobs``."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from feeds.importing import schedule
from feeds.management.commands.import_jobs import _name_in
from jobs.models import Company, ImportRun, Job, Source
from tests.feeds.importing.support import a_source, entry, feed_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(tmp_path):
    """Writes a feed of these entries; its path."""

    def write(*entries, name="board.json"):
        path = tmp_path / name
        path.write_bytes(feed_of(*entries))
        return str(path)

    return write


def import_jobs(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_jobs", *arguments, stdout=out, stderr=err)
    return out.getvalue()


def refused(*arguments):
    """The exit code and the message."""
    with pytest.raises(CommandError) as error:
        import_jobs(*arguments)
    return error.value.returncode, str(error.value)


def test_a_file_is_imported_and_reported(feed):
    said = import_jobs("--source", "jobicy", feed(entry(1), entry(2, jobTitle=""), entry(3)))
    assert "board: Good" in said
    assert "2 seen, 2 added" in said
    assert "1 broken" in said
    assert "jobTitle" in said.split("Broken items:")[1]
    source = Source.objects.get()
    assert (source.name, source.format, source.url) == ("board", "jobicy", "")


def test_what_was_left_out_is_told(feed):
    odd_pay = {"salaryMin": 60, "salaryMax": 80, "salaryCurrency": "USD", "salaryPeriod": "yearly"}
    said = import_jobs("--source", "jobicy", feed(entry(1), entry(2, **odd_pay)))
    assert "Imported in part:\n  2. Operations Officer 2: pay: 60 to 80 USD a year shown as written" in said


def test_held_postings_are_told_with_the_sentence_that_holds_them(feed):
    sentence = "You will spend three days a week in our Leeds office."
    path = feed(entry(1, jobDescription=f"<p>We make lamps.</p><p>{sentence}</p>"))
    dry = json.loads(import_jobs("--source", "jobicy", "--json", "--dry-run", path))
    assert dry["held_postings"][0]["title"] == "Operations Officer 1"
    assert dry["held_postings"][0]["quotes"][0]["quote"] == sentence
    said = import_jobs("--source", "jobicy", path)
    assert "Held for moderation:\n  Operations Officer 1, Northwind\n" in said
    assert f"“{sentence}”" in said
    assert Job.objects.get().status == "pending"


def test_the_report_as_json(feed):
    report = json.loads(import_jobs("--source", "jobicy", feed(entry(1), {"id": 2}), "--json"))
    assert report["source"] == "board"
    assert report["outcome"] == "good"
    assert (report["seen"], report["added"], report["broken"]) == (1, 1, 1)
    assert report["problems"][0]["position"] == 2
    assert report["dry_run"] is False


def test_a_dry_run_shows_the_same_report_and_writes_nothing(feed):
    path = feed(entry(1), {"id": 2})
    dry = import_jobs("--source", "jobicy", path, "--dry-run")
    assert not any(model.objects.exists() for model in (Source, Job, Company, ImportRun))
    assert dry.replace("\nThis was a dry run. Nothing changed.", "") == import_jobs("--source", "jobicy", path)


def test_a_feed_of_which_nothing_can_be_used_exits_with_1_and_leaves_no_source(feed, tmp_path):
    page = tmp_path / "page.json"
    page.write_text("<!doctype html><title>Not found</title>")
    for path, why in (
        (str(page), "not JSON"),
        (feed(name="none.json"), "empty"),
        (feed({"id": 1}), "No items could be used. Broken items: 1"),
    ):
        code, message = refused("--source", "jobicy", path)
        assert code == 1
        assert why in message
    assert not Source.objects.exists()


def test_a_failing_feed_leaves_a_source_that_was_there_before(tmp_path):
    source = a_source(name="board")
    path = tmp_path / "board.json"
    path.write_text("{")
    assert refused("--source", "jobicy", str(path))[0] == 1
    assert source.runs.get().outcome == ImportRun.Outcome.FAILED


def test_another_import_of_the_source_exits_with_2(feed):
    source = a_source(name="board")
    schedule.claim(source, now=timezone.now())
    code, message = refused("--source", "jobicy", feed(entry(1)))
    assert code == 2
    assert "already being imported" in message


def test_the_name_and_the_format_of_a_known_source_must_fit(feed):
    path = feed(entry(1))
    import_jobs("--source", "jobicy", path, "--name", "Remote Board")
    import_jobs(path, "--name", "Remote Board")
    assert Source.objects.get().runs.count() == 2
    assert "has the format jobicy" in refused("--source", "rss", path, "--name", "Remote Board")[1]
    assert "Add its format: --source" in refused(path)[1]
    assert "has another URL" in refused("https://board.example/feed", "--name", "Remote Board")[1]


def test_what_is_neither_file_nor_source_is_said(tmp_path):
    assert refused("--source", "jobicy", "nowhere.json") == (1, "nowhere.json: No such file or directory")
    assert refused("--source", "jobicy", str(tmp_path))[0] == 1


def test_an_address_makes_a_source_that_is_asked_again(board):
    board.will(feed_of(entry(1)))
    said = import_jobs("--source", "jobicy", board.url)
    source = Source.objects.get()
    assert "127.0.0.1: Good" in said
    assert (source.name, source.url, source.hosts) == ("127.0.0.1", board.url, ["127.0.0.1"])
    board.will(feed_of(entry(1)))
    assert "1 same" in import_jobs(source.name)


def test_an_address_that_is_refused_says_why():
    code, message = refused("--source", "jobicy", "http://board.example/feed", "--name", "x")
    assert code == 1
    assert "board.example" in message


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://boards-api.greenhouse.io/v1/boards/northwind/jobs?content=true", "northwind"),
        ("https://api.lever.co/v0/postings/northwind?mode=json", "northwind"),
        ("https://api.ashbyhq.com/posting-api/job-board/northwind", "northwind"),
        ("https://jobicy.com/api/v2/remote-jobs?count=100", "jobicy.com"),
        ("https://www.board.example/feed.xml", "board.example"),
    ],
)
def test_a_source_without_a_name_is_named_after_its_address(url, name):
    assert _name_in(url) == name
