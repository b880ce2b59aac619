"""One ad for a page and an hour, by weight, whoever asks; what an offer is and isn't good for."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ads.choosing import HOUR, choose, hour_of
from ads.offers import GOOD_HOURS, BadOffer, OldOffer, make_offer, read_offer

NOW = dt.datetime(2026, 11, 20, 12, 59, tzinfo=dt.UTC)


@dataclass(frozen=True)
class One:
    key: str
    weight: int = 1


def winners(candidates, hours=4_000, page="/jobs/"):
    return [choose(candidates, page=page, placement="search", hour=hour) for hour in range(hours)]


@settings(max_examples=30)
@given(st.lists(st.integers(1, 100), min_size=1, max_size=5))
def test_each_is_chosen_as_often_as_its_weight_says(weights):
    candidates = [One(str(number), weight) for number, weight in enumerate(weights)]
    hours = 1_500
    won = Counter(winners(candidates, hours))
    for one in candidates:
        share = one.weight / sum(weights)
        five_sigmas = 5 * (share * (1 - share) / hours) ** 0.5
        assert abs(won[one] / hours - share) <= five_sigmas + 1e-9


@settings(max_examples=30)
@given(st.permutations([One("a", 3), One("b", 1), One("c", 7)]), st.text(max_size=30), st.integers(0, 10**6))
def test_the_order_of_candidates_does_not_matter_and_nothing_is_chosen_by_chance(candidates, page, hour):
    chosen = {
        choose(order, page=page, placement="job", hour=hour) for order in (candidates, sorted(candidates, key=str))
    }
    assert len(chosen) == 1


def test_a_campaign_that_comes_takes_pages_and_moves_no_others():
    before = winners([One("a"), One("b")])
    after = winners([One("a"), One("b"), One("c")])
    assert {(old.key, new.key) for old, new in zip(before, after, strict=True)} == {
        ("a", "a"), ("b", "b"), ("a", "c"), ("b", "c")
    }  # fmt: skip


def test_pages_and_hours_differ():
    candidates = [One(str(number)) for number in range(5)]
    assert len({one.key for one in winners(candidates, 50)}) == 5
    pages = [choose(candidates, page=f"/jobs/{number}/", placement="job", hour=1) for number in range(50)]
    assert len(set(pages)) == 5


def test_without_candidates_there_is_nothing():
    assert choose([], page="/", placement="job", hour=1) is None


# --- Offers -------------------------------------------------------------------------------------------------------------


def an_offer(*, now=NOW, is_shared=True, page="/careers/accountant/", campaign=7):
    hour = hour_of(now.timestamp())
    return make_offer(campaign=campaign, placement="guide", page=page, hour=hour, is_shared=is_shared)


def test_an_offer_of_a_kept_page_is_the_same_for_all_its_visitors_and_one_of_a_member_is_not():
    assert an_offer() == an_offer()
    assert an_offer() != an_offer(page="/careers/recruiter/")
    assert an_offer() != an_offer(now=NOW + dt.timedelta(hours=1))
    assert an_offer(is_shared=False) != an_offer(is_shared=False)


def test_an_offer_says_where_it_was_made_and_names_no_page():
    read = read_offer(an_offer(), campaign=7, now=NOW)
    assert (read.campaign, read.placement, read.is_shared, read.day) == (7, "guide", True, "20261120")
    assert "accountant" not in an_offer()


def test_an_offer_is_good_until_some_hours_after_its_hour_began():
    offer, began = an_offer(), NOW.replace(minute=0)
    end = began + dt.timedelta(hours=GOOD_HOURS)
    assert read_offer(offer, campaign=7, now=end - dt.timedelta(seconds=1)).ends == end.timestamp()
    with pytest.raises(OldOffer):
        read_offer(offer, campaign=7, now=end)
    assert HOUR * GOOD_HOURS == 10_800


@pytest.mark.parametrize("change", [lambda text: "", lambda text: text[:-1], lambda text: text.replace("7-", "8-", 1), lambda text: "ü" + text, lambda text: text + "x"])  # fmt: skip
def test_a_changed_offer_is_none(change):
    with pytest.raises(BadOffer):
        read_offer(change(an_offer()), campaign=7, now=NOW)


def test_an_offer_of_another_campaign_is_none():
    with pytest.raises(BadOffer):
        read_offer(an_offer(), campaign=8, now=NOW)


def test_offers_survive_a_change_of_the_secret_key(settings):
    offer = an_offer()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert read_offer(offer, campaign=7, now=NOW)
