"""Whether a job is let in, held or published, and for whom, by kinds of sentences and labels (``kinds.txt``)."""

from dataclasses import replace
from pathlib import Path

import pytest

from jobs.screening import places, remote, rules, scam
from jobs.screening.claims import Claims
from jobs.screening.eligibility import answer

LINES = (Path(__file__).parent / "kinds.txt").read_text(encoding="utf-8").splitlines()
KINDS = [tuple(part.strip() for part in line.split(" | ")) for line in LINES if line and not line.startswith("#")]
CODES = ("ES", "US", "IN", "CA", "GB")


def decided(board, label, text):
    claims = Claims(
        title="Reviewer", text=text, place=label, regions=places.read_places(label).regions, company="Northwind"
    )
    if board == "own" and not remote.statement(claims).is_remote:
        return "left out", ""
    found = (*rules.examine(replace(claims, workplace="remote")), *scam.examine(claims))
    is_held = any(one.kind in ("contradiction", "scam") for one in found)
    answers = [
        answer(regions=list(claims.regions), timezone=None, findings=found, country=code, offset=0).verdict[0]
        for code in CODES
    ]
    return "held" if is_held else "published", "".join(answers)


@pytest.mark.parametrize(("board", "label", "text", "expected"), KINDS, ids=[kind[2][:50] for kind in KINDS])
def test_a_job_is_let_in_and_answered_by_what_is_said_about_it(board, label, text, expected):
    publication, answers = decided(board, label, text)
    wanted, _, letters = (
        expected.rpartition(" ") if expected.count(" ") and expected != "left out" else (expected, "", "")
    )
    assert publication == wanted
    assert all(letter in ("?", got) for letter, got in zip(letters, answers, strict=False))
