"""How often the checklist is right, on sentences that were labelled without looking at its rules."""

from pathlib import Path

import pytest

from resumes.checklist import points_of, starts_with_verb
from resumes.document import ResumeDocument
from tests.resumes.test_checklist import TODAY

HERE = Path(__file__).parent


def labelled(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


def told(sentence):
    document = ResumeDocument.from_json({"basics": {"summary": sentence}})
    return next((point.key for point in points_of(document, TODAY) if point.key in ("birth", "marital")), "-")


def rates(answers, wrong_is="-"):
    """Precision and recall of the answers that say something, from pairs of what is right and what was said."""
    right = sum(said == label != wrong_is for label, said in answers)
    return right / sum(said != wrong_is for _, said in answers), right / sum(label != wrong_is for label, _ in answers)


@pytest.mark.parametrize(
    ("name", "ask", "silent", "precision", "recall"),
    [
        ("checklist_sentences.txt", told, "-", 0.95, 0.9),
        ("checklist_highlights.txt", lambda text: "yes" if starts_with_verb(text) else "no", "yes", 0.95, 0.9),
    ],
)
def test_answers_are_right(name, ask, silent, precision, recall):
    answers = [(label, ask(text)) for label, text in labelled(name)]
    found = rates(answers, silent)
    wrong = [f"{text}: {ask(text)}, not {label}" for label, text in labelled(name) if ask(text) != label]
    said = "\n".join([f"precision {found[0]:.3f}, recall {found[1]:.3f} of {len(answers)}", *wrong])
    assert found >= (precision, 0), said
    assert found[1] >= recall, said
