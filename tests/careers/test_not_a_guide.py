"""What is handed in as a guide and is none, or only just."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careers.importing.files import MAX_BYTES, NotAGuide, read_guide, read_guide_at


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n\t\r\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "line 1 has the byte 0x89"),
        (b"Text\0text", "is a binary file"),
        (b"a\nb\xff\nc", "line 2 has the byte 0xFF"),
        (b"<!DOCTYPE html><title>Pros</title>", "is a web page"),
        (b"\n  <div>Pros</div>", "is a web page"),
        (b"Dear all,\n\nthe meeting is on Monday.", "it has no headings of a career guide"),
        (b"FAQ\nWhy?\nBecause.", "it doesn't name the role"),
        (b"Share career guide\n", "it has no headings of a career guide"),
        (b"---\ntitle: x\ndemand: 9\n---\n", "line 3: demand: must be 5 or less"),
        (b"\n---\ntitle: x\n---\n", "must come first in the file"),
        (b"x" * (MAX_BYTES + 1), "is larger than 2 MB"),
        (b"Pros\n" * 20_001, "has 20001 lines"),
        (b"---\ntitle: x\n---\n## Pros\n" + b"no item\n" * 60, "and 10 more"),
        ("Pros\nCons".encode("utf-32"), "is a binary file"),
    ],
)
def test_what_is_no_guide_is_refused_with_the_reason(data, message):
    with pytest.raises(NotAGuide, match="thing.txt") as refused:
        read_guide(data, name="thing.txt")
    assert message in str(refused.value)


def test_a_file_that_ends_within_a_character_is_read_with_a_warning():
    reading = read_guide(b"Tide Gauge Technician Career Path Guide\nSummary" + b"\xe2\x80", name="cut.txt")
    assert reading.document.summary == "Summary"
    assert reading.report.warnings == ("The file ends in the middle of a character (e2 80).",)


def test_no_more_of_a_file_is_read_than_a_guide_may_hold(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # sparse: reading it whole would not end
    with pytest.raises(NotAGuide, match="larger than 2 MB"):
        read_guide_at(path)


def test_a_guide_file_is_told_by_its_front_matter():
    reading = read_guide(
        b"---\ntitle: x\npay:\n- country: US\n  currency: USD\n  low: 2\n  high: 1\n---\n\n## Pros\n\n- a\n\n## Cons\n",
        name="x.md",
    )
    report = reading.report
    assert (report.format, report.title, report.sections_read, report.sections_empty) == (
        "guide file",
        "x",
        ("Pros",),
        ("Cons",),
    )
    assert "Path" in report.sections_missing
    assert "Pay notes" not in report.sections_missing
    assert report.warnings == ("Pay in US is out of order: low is above high.",)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused(data):
    try:
        reading = read_guide(data, name="any")
    except NotAGuide as refused:
        said = str(refused)
    else:
        said = f"any: {reading.document.title}"
    assert said.startswith("any")
