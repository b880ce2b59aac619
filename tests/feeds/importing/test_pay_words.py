"""Pay in employers' words: never a wrong figure, and most of what is certain is read."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.importing.pay_words import read_pay
from feeds.sources.base import FeedPay
from feeds.sources.values import Unreadable
from jobs.screening import places

CORPUS = Path(__file__).parent / "corpus" / "pay_in_words.txt"
AS_WRITTEN = "as written"


def cases():
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, words, reading, *elsewhere = line.split(" | ")
            yield label, words, reading, "".join(elsewhere)


def reading_of(label, words, elsewhere=""):
    try:
        pay = read_pay(words, regions=places.read_places(label).regions, elsewhere=elsewhere)
    except Unreadable:
        return AS_WRITTEN
    ends = ("-" if end is None else f"{end:f}" for end in (pay.low, pay.high))
    return " ".join([pay.currency, *ends, pay.period])


def test_no_figure_is_wrong_and_most_of_what_is_certain_is_read(capsys):
    found = [(case, reading_of(case[0], case[1], case[3])) for case in cases()]
    read = [(case, got) for case, got in found if got != AS_WRITTEN]
    wrong = [f"{case[0]} | {case[1]}: {got}, not {case[2]}" for case, got in read if got != case[2]]
    certain = [case for case, _got in found if case[2] != AS_WRITTEN]
    missed = [f"{case[0]} | {case[1]}" for case, got in found if got == AS_WRITTEN and case[2] != AS_WRITTEN]
    precision, recall = 1 - len(wrong) / len(read), 1 - len(missed) / len(certain)
    with capsys.disabled():
        sys.stdout.write(
            f"\npay in words: {len(found)} strings, {len(certain)} certain; precision {precision:.3f}, recall {recall:.3f}\n"
        )
    assert len(found) >= 250
    assert wrong == []
    assert recall >= 0.97, missed


@pytest.mark.parametrize(
    ("label", "pay"),
    [
        ("€48,000 - €60,000 per year", FeedPay(Decimal(48000), Decimal(60000), "EUR", "year")),
        ("$83,000 - $130,000 USD per year", FeedPay(Decimal(83000), Decimal(130000), "USD", "year")),
        ("US$40 – US$55 an hour", FeedPay(Decimal(40), Decimal(55), "USD", "hour")),
        ("GBP 500/day", FeedPay(Decimal(500), Decimal(500), "GBP", "day")),
        ("£90k annually", FeedPay(Decimal(90000), Decimal(90000), "GBP", "year")),
        ("60 000 - 80 000 PLN monthly", FeedPay(Decimal(60000), Decimal(80000), "PLN", "month")),
        ("€48-60k a year", FeedPay(Decimal(48000), Decimal(60000), "EUR", "year")),
        ("from €48,000 a year", FeedPay(Decimal(48000), None, "EUR", "year")),
        ("£90k+ per annum", FeedPay(Decimal(90000), None, "GBP", "year")),
        ("up to CHF 120'000 per year", FeedPay(None, Decimal(120000), "CHF", "year")),
    ],
)
def test_pay_may_be_a_label(label, pay):
    assert read_pay(label) == pay


@pytest.mark.parametrize(
    "label",
    [
        "$50,000 per year",
        "€5,000",
        "Competitive",
        "",
        "€50,000 or £45,000 a year",
        "EUR 40 000, 50 000 or 60 000 a year",
        "€5,000 a competitive package",
    ],
)
def test_a_label_that_leaves_a_part_open_is_unreadable(label):
    with pytest.raises(Unreadable):
        read_pay(label)


@settings(max_examples=200, deadline=None)
@given(
    low=st.integers(20_000, 150_000),
    more=st.integers(0, 50_000),
    code=st.sampled_from(["EUR", "USD", "GBP", "CHF", "CAD"]),
    dash=st.sampled_from([" - ", "-", "–", " – ", " to ", " bis ", " à "]),
    form=st.sampled_from(
        ["{} {:,}{}{:,} per year", "{} {}{}{} p.a.", "{1:,}{2}{3:,} {0}", "{0}{1:,}{2}{0}{3:,} annually"]
    ),
)
def test_any_yearly_range_is_read_as_it_was_written(low, more, code, dash, form):
    pay = read_pay(form.format(code, low, dash, low + more))
    assert pay == FeedPay(Decimal(low), Decimal(low + more), code, "year")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=250) | st.text("0123456789.,k€$£-+/ aeprsuty", max_size=60))
def test_any_words_are_read_or_unreadable(words):
    try:
        pay = read_pay(words)
    except Unreadable:
        return
    assert pay.low or pay.high
    assert pay.low is None or pay.high is None or pay.low <= pay.high
