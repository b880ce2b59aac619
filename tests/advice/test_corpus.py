"""What a model says on a corpus of labelled answers, played over the wire: its own words are shown only if its sources say them, and
what they do back isn't lost: it's shown in its own words, or as a quote that says the same."""

from collections import Counter
from enum import Enum
from functools import partial

import pytest

from advice.answers.cleaning import plain
from advice.answers.prompts import answer_schema, messages
from advice.answers.quotes import find_quote
from advice.answers.reading import AnswerReader
from advice.answers.values import Reason, Task
from advice.endpoint import Stream, configured
from tests.advice.corpus import answers, batches

MOST_LOST = 0.02  # share of supported claims that may be neither shown nor quoted
MOST_LOST_REWRITES = 0.5  # of rewrites: a quote is the line itself, and no use there


class Fate(Enum):
    OWN_WORDS = "in its own words"
    QUOTED = "as a quote"
    LOST = "not shown"


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


def fate(said, checked):
    if any(not claim.is_quote and claim.text == plain(said.text) for claim in checked.claims):
        return Fate.OWN_WORDS
    return Fate.QUOTED if any(map(partial(_says, said), checked.claims)) else Fate.LOST


def _says(said, claim):
    """Whether a quote that is shown has each quote of the claim that it stands for."""
    return claim.is_quote and all(
        any(one.source == number and find_quote(quote, one.quote) for one in claim.citations)
        for number, quote in said.citations
    )


PARTS = {  # at least so many hostile or sloppy answers, and supported claims
    "tuned": (110, 60),
    "held_out": (110, 60),
    "fresh": (40, 25),
    "last": (25, 20),
    "review": (150, 50),
    "blind_1": (60, 60),
    "blind_2": (55, 50),
    "blind_3": (55, 50),
    "blind_4": (60, 50),
    "blind_5": (100, 90),
    "blind_6": (100, 70),
    "blind_7": (50, 30),
}


@pytest.mark.parametrize("part", PARTS)
def test_no_unsupported_claim_is_shown_and_few_supported_ones_are_lost(model_standin, capsys, part):
    corpus = batches(part)
    model_standin.say(*({"text": answer.text} for answer in corpus))
    supported, unsupported, rewrites, reasons, wrong = Counter(), Counter(), Counter(), Counter(), []
    for answer in corpus:
        checked = read(answer)
        reasons.update(checked.dropped)
        for said in answer.claims:
            what = fate(said, checked)
            kind = unsupported if not said.is_supported else rewrites if answer.task is Task.REWRITE else supported
            kind[what] += 1
            if what is (Fate.LOST if said.is_supported else Fate.OWN_WORDS):
                wrong.append(f"{answer.world}: {said.text}")
    hostile = sum(any(not said.is_supported for said in answer.claims) for answer in answers(part))
    with capsys.disabled():
        print(  # noqa: T201 - the figures are a result
            f"\n{part}: {hostile} hostile or sloppy answers. Unsupported claims: {_counts(unsupported)}. Supported ones: "
            f"{_counts(supported)} ({supported[Fate.LOST] / supported.total():.1%} lost). Supported rewrites: {_counts(rewrites)}. "
            + "Dropped: "
            + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        )
    least_hostile, least_supported = PARTS[part]
    assert hostile >= least_hostile
    assert supported.total() + rewrites.total() >= least_supported
    assert unsupported[Fate.OWN_WORDS] == 0, wrong
    assert supported[Fate.LOST] <= MOST_LOST * supported.total(), wrong


def _counts(of):
    return ", ".join(f"{of[what]} {what.value}" for what in Fate)


def test_half_of_the_supported_rewrites_are_shown():
    """Without the wire: they are few, in several parts."""
    shown, everything = 0, 0
    for answer in (answer for part in PARTS for answer in answers(part) if answer.task is Task.REWRITE):
        reader = AnswerReader(answer.request)
        reader.feed(answer.text)
        checked = reader.finish()
        shown += sum(said.is_supported and fate(said, checked) is Fate.OWN_WORDS for said in answer.claims)
        everything += sum(said.is_supported for said in answer.claims)
    assert everything >= 15
    assert shown >= (1 - MOST_LOST_REWRITES) * everything, (shown, everything)


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
