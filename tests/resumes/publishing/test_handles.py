"""Addresses of résumé pages: given, chosen, redirected, kept, released."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.db import connection
from django.urls import get_resolver

from resumes.models import Handle, ReservedWord
from resumes.publishing import handles
from resumes.publishing.handles import HandleRefused, choose_handle, find_page, give_handle, keep_or_release
from resumes.publishing.reserved import is_abusive, is_reserved
from tests.factories import a_user
from tests.resumes.publishing.support import NOW, a_page, with_plus

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def published():
    return a_page()


@pytest.fixture
def owner(published):
    return with_plus(published[0].user)


def where(name, now=NOW):
    found = find_page(name, now=now)
    return found and found.handle


def without_plus(user):
    user.billing_account.comped_until = None
    user.billing_account.save()
    return type(user).objects.get(pk=user.pk)


def test_a_given_address_is_one_a_member_and_says_nothing(published):
    page, given = published
    assert re.fullmatch(r"[b-z2-9]{10}", given)
    assert "ana" not in given
    assert give_handle(user=page.user, now=NOW).name == given


def test_a_chosen_address_is_current_and_others_lead_to_it(published, owner):
    given = published[1]
    choose_handle(user=owner, name=" Ana-Moreira ", now=NOW)
    assert where("ana-moreira") == where(given) == "ana-moreira"
    choose_handle(user=owner, name="ana", now=NOW + DAY)
    assert where("ana-moreira") == where(given) == "ana"
    choose_handle(user=owner, name="ana-moreira", now=NOW + 2 * DAY)
    assert where("ana") == "ana-moreira"


def test_without_plus_no_address_can_be_chosen(published):
    with pytest.raises(HandleRefused, match="part of Plus"):
        choose_handle(user=published[0].user, name="ana", now=NOW)


def test_when_plus_ends_the_page_is_at_the_given_address_and_the_chosen_one_leads_there(published, owner):
    given = published[1]
    choose_handle(user=owner, name="ana-old", now=NOW)
    choose_handle(user=owner, name="ana", now=NOW + DAY)
    without_plus(owner)
    assert where("ana") == where(given) == given
    assert where("ana-old") is None


def test_a_chosen_address_waits_180_days_for_its_owner_then_rests_180_days(published, owner):
    choose_handle(user=owner, name="ana", now=NOW)
    without_plus(owner)
    other = with_plus(a_user("other@example.com"))
    ended = NOW + DAY
    keep_or_release(now=ended)
    keep_or_release(now=ended + 179 * DAY)
    assert Handle.objects.get(name="ana").user == owner
    assert keep_or_release(now=ended + 180 * DAY) == 1
    assert where("ana") is None
    with pytest.raises(HandleRefused, match="taken"):
        choose_handle(user=other, name="ana", now=ended + 359 * DAY)
    keep_or_release(now=ended + 360 * DAY)
    assert choose_handle(user=other, name="ana", now=ended + 360 * DAY).user == other


def test_plus_again_within_180_days_brings_the_address_back(published, owner):
    choose_handle(user=owner, name="ana", now=NOW)
    without_plus(owner)
    keep_or_release(now=NOW + DAY)
    with_plus(owner)
    keep_or_release(now=NOW + 100 * DAY)
    assert keep_or_release(now=NOW + 300 * DAY) == 0
    assert where("ana", NOW + 300 * DAY) == "ana"


def test_an_address_that_rested_can_be_chosen_before_the_sweep_came(published, owner):
    handles.remove_handle(handle=choose_handle(user=owner, name="ana", now=NOW), now=NOW)
    with pytest.raises(HandleRefused, match="taken"):
        choose_handle(user=owner, name="ana", now=NOW + 179 * DAY)
    assert choose_handle(user=owner, name="ana", now=NOW + 180 * DAY)


def test_an_address_belongs_to_one_member(published, owner):
    choose_handle(user=owner, name="ana", now=NOW)
    other = with_plus(a_user("other@example.com"))
    for name in ("ana", "ANA", published[1]):
        with pytest.raises(HandleRefused, match="taken"):
            choose_handle(user=other, name=name, now=NOW)


def test_a_member_has_at_most_five_chosen_addresses(owner):
    for number in range(5):
        choose_handle(user=owner, name=f"ana-{number}", now=NOW)
    with pytest.raises(HandleRefused, match="Remove one first"):
        choose_handle(user=owner, name="ana-5", now=NOW)
    choose_handle(user=owner, name="ana-3", now=NOW + DAY)


def test_a_member_can_choose_five_new_addresses_in_30_days(owner):
    choose_handle(user=owner, name="ana", now=NOW)
    for number in range(4):
        handles.remove_handle(handle=choose_handle(user=owner, name=f"ana-{number}", now=NOW), now=NOW)
    with pytest.raises(HandleRefused, match="up to 5 new addresses in 30 days"):
        choose_handle(user=owner, name="ana-5", now=NOW)
    assert not Handle.objects.filter(name="ana-5").exists()
    choose_handle(user=owner, name="ana", now=NOW + DAY)
    other = with_plus(a_user("other@example.com"))
    assert choose_handle(user=other, name="ana-5", now=NOW)


def test_an_address_that_is_taken_is_not_counted_as_chosen(owner):
    choose_handle(user=with_plus(a_user("other@example.com")), name="ana", now=NOW)
    for _time in range(6):
        with pytest.raises(HandleRefused, match="taken"):
            choose_handle(user=owner, name="ana", now=NOW)
    assert choose_handle(user=owner, name="ana-1", now=NOW)


def test_plus_that_comes_back_during_the_sweep_keeps_the_address(owner):
    choose_handle(user=owner, name="ana", now=NOW)
    without_plus(owner)
    keep_or_release(now=NOW)
    came_back = []

    def come_back(execute, sql, *args):
        if "released_at" in sql and sql.startswith("UPDATE") and not came_back:
            came_back.append(with_plus(owner))
        return execute(sql, *args)

    with connection.execute_wrapper(come_back):
        assert keep_or_release(now=NOW + 180 * DAY) == 0
    assert came_back
    assert Handle.objects.get(name="ana").user == owner


@pytest.mark.parametrize(
    "name", ["", "ab", "-ana", "ana-", "a--b", "ana moreira", "añа", "ana_m", "a" * 31, "ana/x", "ana.m"]
)
def test_addresses_are_letters_digits_and_single_hyphens(owner, name):
    with pytest.raises(HandleRefused, match="Use "):
        choose_handle(user=owner, name=name, now=NOW)


def _names_and_words(resolver):
    for one in resolver.url_patterns:
        yield from re.findall(r"[a-z0-9][a-z0-9-]*", re.sub(r"<[^>]*>|\(\?P<[^>]*>", "/", str(one.pattern)))
        if hasattr(one, "url_patterns"):
            yield one.namespace or ""
            yield from _names_and_words(one)
        else:
            yield (one.name or "").replace("_", "-")


def test_every_word_and_name_of_the_sites_addresses_is_reserved(owner):
    words = {word.strip("-") for word in _names_and_words(get_resolver())}
    words = {word for word in words if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word) and 3 <= len(word) <= 30}
    assert {"resumes", "jobs", "pricing", "accounts", "careers", "webhook", "page-settings"} <= words
    assert {word for word in words if not is_reserved(word)} == set()


@pytest.mark.parametrize("name", ["{name}", "the-{name}", "{name}-support", "my{name}", "{digits}"])
def test_our_name_is_reserved_however_it_is_written(name):
    brand = settings.SITE_NAME.casefold()
    assert is_reserved(name.format(name=brand, digits=brand.replace("e", "3").replace("a", "4").replace("o", "0")))


@pytest.mark.parametrize("name", ["admin", "support", "moderator", "security", "postmaster", "www", "official"])
def test_words_that_sound_official_are_reserved(name):
    assert is_reserved(name)


@pytest.mark.parametrize(
    "name", ["fuck-you", "fuckyou", "f-u-c-k", "sh1t", "shit-happens", "hitler", "n4zi-88", "big-slut", "wh0re"]
)
def test_insults_are_refused_with_digits_and_hyphens(name):
    assert is_abusive(name)


@pytest.mark.parametrize(
    "name",
    ["matsushita", "nazir-khan", "nazim", "scunthorpe-united", "cockburn", "dick-smith", "essex", "middlesex", "assunta", "ana-42",
     "rashit", "mishita", "saltwater", "analyst", "cassandra", "hancock", "kumar-2026", "retardant-chemist"],
)  # fmt: skip
def test_names_of_people_and_places_are_not_taken_for_insults(name):
    assert not is_reserved(name)


def test_words_that_staff_reserved_are_refused(owner):
    ReservedWord.objects.create(word="northwind")
    ReservedWord.objects.create(word="badword", is_part=True)
    for name in ("northwind", "north-wind", "my-badword-page"):
        with pytest.raises(HandleRefused, match="reserved"):
            choose_handle(user=owner, name=name, now=NOW)
    assert choose_handle(user=owner, name="northwind-ana", now=NOW)
