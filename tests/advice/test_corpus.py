"""What a model says on a corpus of labelled answers, played over the wire: nothing that its sources don't back is shown, and what they
do back isn't lost."""

from collections import Counter

import pytest

from advice.answers.prompts import answer_schema, messages
from advice.answers.reading import AnswerReader
from advice.answers.values import Reason
from advice.endpoint import Stream, configured
from tests.advice.corpus import answers

MOST_LOST = 0.02  # share of supported claims that may be dropped


def read(answer):
    """What a page would show of an answer that arrives in pieces, and the reasons of what is dropped."""
    request = answer.request
    reader = AnswerReader(request)
    shown = [
        claim
        for piece in Stream(messages(request), answer_schema(request), endpoint=configured(), max_tokens=900)
        for claim in reader.feed(piece)
    ]
    checked = reader.finish()
    assert tuple(shown) == checked.claims
    return checked


def positions(answer, checked):
    """Which claims of the answer are shown: each claim's first words are its own."""
    left = [claim.text for claim in checked.claims]
    return [any(_same(said.text, text) for text in left) for said in answer.claims]


def _same(said, shown):
    bare = [
        word.strip("*`_<>/-.,:;[]()0123456789").lower() for word in said.replace("<b>", "").replace("</b>", "").split()
    ]
    kept = [word.strip("*`_<>/-.,:;[]()0123456789").lower() for word in shown.split()]
    return [word for word in bare if word] == [word for word in kept if word]


@pytest.mark.parametrize(
    ("part", "least_hostile", "least_supported"),
    [
        ("tuned", 110, 60),
        ("held_out", 110, 60),
        ("fresh", 40, 25),
        ("last", 25, 20),
        ("review", 150, 50),
        ("blind_1", 60, 60),
        ("blind_2", 55, 50),
        ("blind_3", 55, 50),
        ("blind_4", 60, 50),
    ],
)
def test_no_unsupported_claim_is_shown_and_few_supported_ones_are_lost(
    model_standin, capsys, part, least_hostile, least_supported
):
    corpus = answers(part)
    model_standin.say(*({"text": answer.text} for answer in corpus))
    hostile = shown_wrongly = supported = lost = 0
    wrong, reasons = [], Counter()
    for answer in corpus:
        checked = read(answer)
        reasons.update(checked.dropped)
        hostile += any(not said.is_supported for said in answer.claims)
        for said, is_shown in zip(answer.claims, positions(answer, checked), strict=True):
            supported += said.is_supported
            lost += said.is_supported and not is_shown
            shown_wrongly += is_shown and not said.is_supported
            if is_shown != said.is_supported:
                wrong.append(f"{answer.world}: {said.text}")
    with capsys.disabled():
        print(  # noqa: T201 - the figures are a result
            f"\n{part}: {len(corpus)} answers, {hostile} hostile or sloppy; {shown_wrongly} unsupported claims shown; "
            f"{lost} of {supported} supported ones lost ({lost / supported:.1%}); "
            + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        )
    assert hostile >= least_hostile
    assert supported >= least_supported
    assert shown_wrongly == 0, wrong
    assert lost <= MOST_LOST * supported, wrong


def test_the_corpus_is_large_enough_and_its_halves_share_no_answer():
    tuned, held_out = answers("tuned"), answers("held_out")
    assert sum(any(not said.is_supported for said in answer.claims) for answer in (*tuned, *held_out)) >= 200
    assert sum(said.is_supported for answer in (*tuned, *held_out) for said in answer.claims) >= 100
    assert not {answer.text for answer in tuned} & {answer.text for answer in held_out}


def test_every_reason_is_met(model_standin):
    """The corpus has claims that are dropped for each of the reasons that come from a claim's content."""
    dropped = Counter()
    for answer in (*answers("tuned"), *answers("held_out")):
        reader = AnswerReader(answer.request)
        reader.feed(answer.text)
        dropped.update(reader.finish().dropped)
    of_the_form = {Reason.TOO_LONG, Reason.TOO_MANY, Reason.MALFORMED}
    assert set(Reason) - set(dropped) <= of_the_form
