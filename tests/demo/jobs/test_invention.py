"""What the invented jobs say. No database."""

import datetime as dt
from collections import Counter

import pytest

from demo.jobs import grammar
from demo.jobs.invention import draft
from demo.jobs.material import GUIDED, employer, material
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, WorkType
from jobs.vocabulary.regions import regions
from tests.factories import NOW


def drafts(count, seed=1):
    return [draft(number, seed=seed, now=NOW) for number in range(count)]


def test_a_posting_follows_from_its_seed_and_number_alone():
    assert drafts(40) == drafts(60)[:40]


def test_another_seed_gives_other_postings():
    assert not {one.posting.description.source for one in drafts(30)} & {
        one.posting.description.source for one in drafts(30, seed=2)
    }


def test_descriptions_have_300_to_800_words():
    lengths = [len(one.posting.description.text.split()) for one in drafts(500)]
    assert min(lengths) >= 300
    assert max(lengths) <= 800
    assert max(lengths) - min(lengths) > 200


def test_every_value_is_of_our_vocabulary():
    for one in drafts(400):
        posting = one.posting
        assert set(posting.industries) <= set(INDUSTRIES)
        assert set(posting.regions) <= set(regions())
        assert set(posting.types) <= set(WorkType.values)
        assert posting.level in Level.values
        assert posting.timezone is None or posting.timezone[0] <= posting.timezone[1]
        assert posting.apply_url or posting.apply_email


def test_no_sentence_has_a_gap_or_names_one_thing_twice():
    for one in drafts(200):
        assert "{" not in one.posting.description.source
        assert "None" not in one.posting.description.source
    assert {grammar.fill("{a} and {a}", {"a": ("x", "y")}, grammar.dice(n)) for n in range(20)} == {
        "x and y",
        "y and x",
    }


def test_titles_levels_and_types_belong_together():
    for one in drafts(600):
        if "Intern" in one.posting.title.split():
            assert one.posting.types == (WorkType.INTERNSHIP,)
            assert one.posting.level == Level.ENTRY
        if one.posting.title.startswith("Senior "):
            assert one.posting.level == Level.SENIOR


def test_pay_is_round_in_order_and_in_the_currency_of_the_place():
    currencies = {place.labels: place.currency for place in material().places}
    by_label = {label: currency for labels, currency in currencies.items() for label in labels}
    paid = [one.posting for one in drafts(600) if one.posting.pay]
    assert len(paid) > 350
    for posting in paid:
        pay = posting.pay
        assert pay.currency == by_label[posting.place]
        assert pay.low is None or pay.high is None or pay.low <= pay.high
        assert all(int(end) % 50 == 0 for end in (pay.low, pay.high) if end)
    assert len({posting.pay.period for posting in paid}) >= 4
    assert any(posting.pay.is_wide for posting in paid)


def test_few_titles_and_employers_have_most_postings():
    many = drafts(1200)
    for named in ("company", "title", "place"):
        common = [count for _, count in Counter(getattr(one.posting, named) for one in many).most_common()]
        assert common[0] > 4 * common[len(common) // 2]


def test_about_eighty_employers_at_first_and_more_with_more_postings():
    assert 70 <= len({one.employer for one in drafts(600)}) <= 81
    later = {draft(number, seed=1, now=NOW).employer for number in range(60_000, 60_600)}
    assert max(later) > 1_000
    assert len({employer(number).name for number in range(5_000)}) == 5_000


def test_they_were_published_in_the_last_45_days_and_end_a_month_or_two_later():
    for one in drafts(300):
        assert NOW - dt.timedelta(days=45) <= one.published_at < NOW
        assert dt.timedelta(days=27) <= one.expires_at - one.published_at <= dt.timedelta(days=60)


def test_some_are_copies_at_other_sources_and_some_are_faulty():
    many = drafts(600)
    assert 40 <= sum(one.copy_of is not None for one in many) <= 60
    assert all(many[one.copy_of].posting == one.posting for one in many if one.copy_of is not None)
    assert 20 <= sum(bool(one.fault) for one in many) <= 60
    assert {one.fault for one in drafts(3000)} - {""} == {fault.name for fault in material().faults}


@pytest.mark.parametrize("title", GUIDED)
def test_every_guide_has_a_role_among_them(title):
    assert sum(title in one.posting.title and one.posting.pay is not None for one in drafts(600)) >= 15
