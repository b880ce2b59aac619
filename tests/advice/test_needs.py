"""Demands told from other sentences, must-haves from nice-to-haves: precision and recall on labelled sentences."""

from pathlib import Path

import pytest

from advice.fit.needs import need_of

HERE = Path(__file__).parent
PRECISION, RECALL = 0.9, 0.85


def labelled(name):
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            label, headings, sentence = (part.strip() for part in line.split("|", 2))
            yield label, tuple(filter(None, headings.split(" > "))), sentence


def measured(name):
    """Returns precision and recall of each label, and what is wrong."""
    pairs = [
        (label, str(need_of(sentence, headings) or "none"), sentence) for label, headings, sentence in labelled(name)
    ]
    figures = {}
    for asked in ("must", "nice"):
        right = sum(label == found == asked for label, found, _ in pairs)
        figures[asked] = (
            right / max(1, sum(found == asked for _, found, _ in pairs)),
            right / sum(label == asked for label, _, _ in pairs),
        )
    return len(pairs), figures, [pair for pair in pairs if pair[0] != pair[1]]


@pytest.mark.parametrize("name", ["demands_labelled.txt", "demands_held_out.txt"])
def test_demands_are_told_apart(name, capsys):
    count, figures, wrong = measured(name)
    with capsys.disabled():
        for asked, (precision, recall) in figures.items():
            print(f"\n{name}, {count} sentences, {asked}: precision {precision:.3f}, recall {recall:.3f}", end="")  # noqa: T201
    shown = wrong if name == "demands_labelled.txt" else f"{len(wrong)} wrong"
    for precision, recall in figures.values():
        assert precision >= PRECISION, shown
        assert recall >= RECALL, shown
