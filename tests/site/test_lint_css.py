"""The check of the style sheets finds what it is for, and leaves alone what is meant."""

from pathlib import Path

import pytest

from tests.lint_css import faults, faults_among, parse


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("a { color red; }", "doesn't parse"),
        ("a { color: red", None),
        ("a { color: red; background: none; color: red; }", "a sets color twice"),
        ('a { content: "x"; content: "x" / ""; }', None),
        ("a { color: red; color: red; }", "a sets color twice"),
        ("a { color: red; } b { color: red; } a { top: auto; }", "a has a rule in line 1 already"),
        ("a { color: red; } @media print { a { color: black; } }", None),
        ("@media print { a { color: red; } } @media print { a { order: 1; } }", "a has a rule in line 1 already"),
        ("a { }", "a has no declarations"),
        ("a { & b { color: red; } }", None),
        ("#count { color: red; }", "#count selects by id"),
        ("a { color: red !important; }", "color is !important"),
        ("@layer print { a { color: red !important; } }", None),
        ("a { margin-left: 0; }", "margin-left: 0 is physical"),
        ("a { text-align: right; }", "text-align: right is physical"),
        ("a { margin-inline-start: 0; text-align: end; }", None),
        ("a { & b { width: 1rem; } }", "width: 1rem is physical"),
    ],
)
def test_a_style_sheet_by_itself(source: str, fault: str | None):
    found = [text for _, text in faults(parse(source))]
    assert any(text.startswith(fault) for text in found) if fault else not found


def test_the_staff_site_may_name_ids():
    assert not list(faults(parse("#changelist { color: red; }"), of_admin=True))


@pytest.mark.parametrize(
    ("source", "words", "fault"),
    [
        ("a { color: var(--ink); }", set(), "--ink is never defined"),
        ("a { --ink: red; }", set(), "--ink is never used"),
        ("a { --ink: red; color: var(--ink, blue); }", set(), None),
        ("a { color: var(--bar); }", {"--bar"}, None),
        (".lost { color: red; }", {"found"}, ".lost is named nowhere else"),
        (".found { color: red; }", {"found"}, None),
        (".bar-median { color: red; }", {"bar-"}, None),
        ('[title=".lost"] { color: red; }', set(), None),
    ],
)
def test_style_sheets_together(source: str, words: set[str], fault: str | None):
    found = [text for _, _, text in faults_among({Path("a.css"): parse(source)}, words)]
    assert found == ([fault] if fault else [])
