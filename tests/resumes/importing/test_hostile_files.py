"""Hostile, damaged and unsuitable files are refused within five seconds and 300 MB, with a sentence that says what to do."""

import json
import re
import subprocess
import sys
import time
from contextlib import suppress
from threading import Thread
from zipfile import ZIP_BZIP2, ZIP_LZMA

import psutil
import pytest

from local.processes import command_line
from resumes.importing import ImportRefused, read_file
from tests.local.support import eventually
from tests.resumes.importing import hostile
from tests.resumes.importing.layouts.pdf_files import single_column
from tests.resumes.importing.layouts.word_files import table_docx
from tests.resumes.importing.people import PEOPLE
from toolkit.child_process import AT_ONCE, ChildFailed, ChildTooSlow, Limits, call_in_child

# Which limit ends it depends on how fast the machine is.
TOO_MUCH = "can't read|too long|more than a résumé"
FILES = {
    "flate bomb": (hostile.flate_bomb, "can't read|too long|a scan without text"),
    "operator bomb": (hostile.operator_bomb, TOO_MUCH),
    "page tree loop": (hostile.page_tree_loop, "can't read|a scan without text"),
    "scan": (hostile.scanned, "is a scan without text"),
    "encrypted PDF": (hostile.encrypted_pdf, "needs a password"),
    "truncated PDF": (lambda: single_column(PEOPLE[0])[:-2000], "damaged or incomplete"),
    "PDF that is a zip": (lambda: hostile.scanned() + hostile.good_docx(), "two kinds at once"),
    "zip that is a PDF": (lambda: b"%PDF-1.7\n" + hostile.good_docx(), "two kinds at once"),
    "web page that is a PDF": (lambda: b"<html>" + hostile.scanned(), "two kinds at once"),
    "50 MB": (lambda: b"%PDF-1.7\n" + bytes(50 * hostile.MEGABYTE), "larger than 10 MB"),
    "truncated DOCX": (lambda: table_docx(PEOPLE[0])[:-3000], "damaged or incomplete"),
    "external entity": (hostile.external_entity, "can do harm"),
    "external entity in UTF-16": (hostile.external_entity_in_utf16, "can do harm"),
    "entities of entities": (hostile.laughs, "can do harm"),
    "10 GB member": (hostile.huge_member, "more than a résumé"),
    "member larger than it says": (hostile.packed_document, "can't read"),
    "150 MB document": (hostile.packed_document_that_says_so, "more than a résumé"),
    "deep document": (hostile.deep_document, "can't read"),
    "zip slip": (hostile.zip_slip, "can do harm"),
    "encrypted zip": (hostile.encrypted_zip, "needs a password"),
    "a million rows": (hostile.million_rows, "more rows"),
    "3,000 members": (hostile.many_members, "more than a résumé"),
    "other zip": (lambda: hostile.archive({"a.txt": b"a"}), "no résumé that we can read"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "This is a picture"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), r"\.doc"),
    "RTF": (lambda: b"{\\rtf1 Maren}", "RTF"),
    "web page": (lambda: b"<!DOCTYPE html><p>Maren", "web page"),
    "binary": (lambda: bytes(range(256)) * 10, "can't read this kind"),
    "empty": (lambda: b" \n\n", "is empty"),
    "forms of forms": (hostile.forms_of_forms, TOO_MUCH),
    "form of itself": (hostile.form_of_itself, "can't read|a scan without text"),
    "two billion characters": (hostile.two_billion_characters, TOO_MUCH),
    "many ranges": (hostile.many_ranges, TOO_MUCH),
    "two billion widths": (hostile.two_billion_widths, TOO_MUCH),
    "two hundred filters": (hostile.two_hundred_filters, "can't read"),
    "nested arrays": (hostile.nested_arrays, TOO_MUCH),
    "one page many times": (hostile.one_page_many_times, "can't read|more than a résumé"),
    "wide rows of a filter": (hostile.wide_rows_of_a_filter, "can't read|a scan without text"),
    "zeros in five letters": (hostile.zeros_in_five_letters, "can't read|too long|a scan without text"),
    "runs": (hostile.runs, "can't read|too long|a scan without text"),
    "same content many times": (hostile.same_content_many_times, TOO_MUCH),
    "forty long pages": (hostile.forty_long_pages, "too long|more than a résumé"),
    "unknown encryption": (hostile.unknown_encryption, "can't read|needs a password"),
    "overlapping members": (hostile.overlapping_members, TOO_MUCH),
    "many headers": (hostile.many_headers, TOO_MUCH),
    "LZMA bomb": (lambda: hostile.packed_by(ZIP_LZMA), "can't read|more than a résumé"),
    "BZIP2 bomb": (lambda: hostile.packed_by(ZIP_BZIP2), "can't read|more than a résumé"),
    "a million paragraphs": (hostile.million_paragraphs, TOO_MUCH),
    "many attributes": (hostile.many_attributes, "can't read|too long|a scan without text"),
    "tables in tables": (hostile.tables_in_tables, TOO_MUCH),
    "many breaks": (hostile.many_breaks, TOO_MUCH),
    "a million cells": (hostile.million_cells, "can't read|too long|any part of a résumé"),
    "a quote that doesn't end": (hostile.open_quote, "can't read"),
    "control characters": (hostile.control_characters, "can't read this kind"),
    "deep JSON": (lambda: b'{"basics":' + b"[" * 400_000, "nested too deeply|too long"),
    "wide JSON": (lambda: b'{"basics":{},"x":[' + b"[]," * 170_000 + b"1]}", "too long"),
    "no résumé in it": (lambda: b"---\n***\n", "couldn't find any part"),
}  # fmt: skip


# Read in a process of its own, for their memory.
LARGE = (
    "flate bomb",
    "operator bomb",
    "150 MB document",
    "many headers",
    "LZMA bomb",
    "a million paragraphs",
    "tables in tables",
)


def refusal(name):
    """The sentence with which a file is refused (None if it is read), and the seconds it took."""
    content = FILES[name][0]()
    assert name in ("50 MB", "control characters") or len(content) < hostile.MEGABYTE
    sentence, began = None, time.monotonic()
    try:
        read_file("resume", content)
    except ImportRefused as refused:
        sentence = str(refused)
    return sentence, time.monotonic() - began


# What a process that does nothing else needs for a file that is no text, and the largest memory of all its children, which read
# one file after the other.
_READ_LARGE = """
import json
import resource
from contextlib import suppress
import django
django.setup()
from local.processes import command_line
from resumes.importing import ImportRefused, read_file
from tests.resumes.importing.hostile import control_characters
peak = lambda who: resource.getrusage(who).ru_maxrss
content = control_characters()
before = peak(resource.RUSAGE_SELF)
with suppress(ImportRefused):
    read_file("resume", content)
kilobytes = peak(resource.RUSAGE_SELF) - before
from tests.resumes.importing.test_hostile_files import LARGE, refusal  # it has a peak of its own
refusals = {name: refusal(name) for name in LARGE}
print(json.dumps({"refusals": refusals, "own": kilobytes, "children": peak(resource.RUSAGE_CHILDREN)}))
"""


@pytest.fixture(scope="module")
def large():
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _READ_LARGE], capture_output=True, text=True, check=True, timeout=300
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused_in_time_and_says_what_to_do(name, request):
    sentence, seconds = request.getfixturevalue("large")["refusals"][name] if name in LARGE else refusal(name)

    assert sentence is not None
    assert re.search(FILES[name][1], sentence)
    assert sentence.endswith(".")
    assert seconds < 6


def test_no_child_uses_more_than_300_megabytes(large):
    assert 10_000 < large["children"] < 300_000


def test_a_file_that_is_no_text_takes_little_memory_of_the_web_process(large):
    assert large["own"] < 50_000


@pytest.mark.parametrize("size", [1, 30])
def test_text_that_is_hard_for_patterns_is_read_in_time(size):
    for piece in [
        "a-",
        "1 ",
        "a.",
        "((",
        "1.1.",
        "- ",
        "**",
        "a@",
        "|",
        "Jan ",
        "2020-",
        "\t",
        "x,",
        "é ",
        "/",
        "http://",
        "a: ",
        "[a](",
        "A, ",
    ]:
        for heading in ("", "Work\n", "Skills\n"):
            line = (piece * 4000)[: 100 * size - 1]
            text = heading + "\n".join(f"{number}{line}" for number in range(min(50_000 // len(line), 1900)))
            began = time.process_time()
            with suppress(ImportRefused):
                read_file("", text.encode())
            assert time.process_time() - began < 4, (piece, heading)


def children():
    """The children of this process that run a parser."""
    return [one for one in psutil.Process().children() if "-I" in command_line(one)]


class TestChildProcess:
    def test_an_error_of_the_function_is_a_failure(self):
        with pytest.raises(ChildFailed):
            call_in_child("toolkit.document_text.archive", "no_such_function", b"", Limits(seconds=60))

    def test_the_clock_ends_it(self):
        began = time.monotonic()
        with pytest.raises(ChildTooSlow):
            call_in_child("tests.resumes.importing.child_functions", "sleep", b"", Limits(seconds=0.5))
        assert time.monotonic() - began < 5

    def test_the_processor_ends_it(self):
        with pytest.raises(ChildTooSlow):
            call_in_child("tests.resumes.importing.child_functions", "spin", b"", Limits(seconds=60, cpu_seconds=1))

    @pytest.mark.parametrize("function", ["allocate", "write", "open_many", "print_much", "crash"])
    def test_a_limit_ends_it(self, function):
        with pytest.raises(ChildFailed):
            call_in_child("tests.resumes.importing.child_functions", function, b"", Limits(seconds=60))

    def test_no_function_can_use_more_than_300_megabytes(self):
        functions = "tests.resumes.importing.child_functions"
        assert 100_000_000 < call_in_child(functions, "fill_memory", b"", Limits(seconds=60)) < 300_000_000

    def test_a_few_work_at_once_and_others_are_refused_soon(self):
        functions = "tests.resumes.importing.child_functions"
        took = []

        def hold():
            with suppress(ChildTooSlow):
                call_in_child(functions, "sleep", b"", Limits(seconds=6))
            took.append(time.monotonic())

        threads = [Thread(target=hold) for _child in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        eventually(lambda: len(children()) == AT_ONCE, "the children work")
        with pytest.raises(ImportRefused, match=r"many files right now\. Try again in a minute\."):
            read_file("resume", hostile.scanned())
        refused = time.monotonic()
        for thread in threads:
            thread.join()

        assert refused < min(took)
        assert call_in_child(functions, "look_around", b"a", Limits(seconds=60))["length"] == 1

    def test_it_sees_no_environment_and_reads_its_input(self):
        assert call_in_child("tests.resumes.importing.child_functions", "look_around", b"abc", Limits(seconds=60)) == {
            "environment": 0,
            "length": 3,
        }
