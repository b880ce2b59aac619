"""The pure rules: who gets a thread, how long a reply took, whose address it is, which files are taken."""

import datetime as dt
import statistics

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consulting.choosing import Candidate, choose, gap
from consulting.file_kinds import FileRefused, kind_of, shown_name
from consulting.reply_addresses import Address, read_address, reply_address
from consulting.reply_times import FEWEST, after_message, measured
from tests.factories import NOW

offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarter: quarter * 15)
candidates = st.lists(
    st.builds(
        Candidate,
        pk=st.integers(1, 10**6),
        languages=st.frozensets(st.sampled_from(["en", "de", "fr"])),
        offset=offsets,
        waiting=st.integers(0, 5),
        total=st.integers(0, 9),
        capacity=st.integers(1, 9),
    ),
    unique_by=lambda one: one.pk,
    max_size=6,
)


def one(pk, languages="en", offset=0, waiting=0, total=0, capacity=10):
    return Candidate(pk, frozenset(languages.split()), offset, waiting, total, capacity)


# --- Who gets it ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "best"),
    [
        ([one(1, "de", waiting=3, total=9), one(2, "en")], 1),  # the language counts more than the load
        ([one(1, "de", offset=-480), one(2, "de", offset=60, waiting=4, total=4)], 2),  # an ocean away is too far
        ([one(1, "de", waiting=1, total=1), one(2, "de", offset=120, total=5)], 2),  # fewer wait
        ([one(1, "de", waiting=1, total=3), one(2, "de", waiting=1, total=2)], 2),  # then fewer are open
        ([one(1, "de", offset=120), one(2, "de", offset=60)], 2),  # then the nearer clock
        ([one(7, "de"), one(3, "de")], 3),
        ([one(1, "fr"), one(2, "en", waiting=4, total=4)], 2),  # English, if nobody speaks it
        ([one(1, "de"), one(2, "de en")], 1),  # but English is worth nothing to somebody who is understood
        ([one(1, "de", total=10), one(2, "en")], 2),  # no room
    ],
)
def test_language_then_hours_then_load_then_the_nearest_clock(others, best):
    assert choose(others, language="de", offset=60).pk == best


def test_nobody_is_chosen_if_nobody_has_room():
    assert choose([one(1, total=10), one(2, total=11)], language="en", offset=0) is None
    assert choose([], language="en", offset=0) is None


@settings(suppress_health_check=[HealthCheck.too_slow])  # says nothing on a busy machine
@given(candidates, st.sampled_from(["en", "de", "fr", "pl"]), offsets)
def test_the_choice_has_room_speaks_the_language_if_anybody_does_and_ignores_the_order(people, language, offset):
    chosen = choose(people, language=language, offset=offset)
    free = [one for one in people if one.total < one.capacity]
    assert (chosen is None) == (not free)
    if chosen:
        assert chosen in free
        assert language in chosen.languages or all(language not in one.languages for one in free)
    assert choose(reversed(people), language=language, offset=offset) == chosen


@given(offsets, offsets)
def test_clocks_are_at_most_half_a_day_apart_in_either_direction(first, second):
    assert 0 <= gap(first, second) <= 12 * 60
    assert gap(first, second) == gap(second, first)
    assert gap(first, first) == 0


def test_the_day_line_is_not_a_day():
    assert gap(-11 * 60, 13 * 60) == 0
    assert gap(-10 * 60, 12 * 60) == 2 * 60


# --- How long a reply took ----------------------------------------------------------------------------------------------------

conversations = st.lists(st.tuples(st.booleans(), st.integers(0, 10_000)), max_size=30)


def by_definition(messages):
    """From the first message of the member after the last reply to the next reply."""
    found = []
    for number, (by_member, at) in enumerate(messages):
        if by_member:
            continue
        before = messages[:number]
        last_reply = max((index for index, (member, _at) in enumerate(before) if not member), default=-1)
        if unanswered := [when for member, when in before[last_reply + 1 :] if member]:
            found.append(at - unanswered[0])
    return found


@given(conversations)
def test_the_time_to_a_reply_runs_from_the_first_unanswered_message(steps):
    at, messages = NOW, []
    for by_member, minutes in steps:
        at += dt.timedelta(minutes=minutes)
        messages.append((by_member, at))
    waiting_since, waited = None, []
    for by_member, at in messages:
        step = after_message(waiting_since, by_member=by_member, at=at)
        waiting_since = step.waiting_since
        waited += [step.waited] if step.waited is not None else []
    assert waited == by_definition(messages)
    unanswered = [when for member, when in messages if member]
    assert (waiting_since is not None) == (bool(messages) and messages[-1][0])
    assert waiting_since is None or waiting_since in unanswered


@given(st.lists(st.timedeltas(dt.timedelta(), dt.timedelta(days=30)), max_size=60))
def test_the_median_is_hidden_below_twenty_replies(times):
    found = measured(times)
    assert (found is None) == (len(times) < FEWEST)
    if found is not None:
        assert found == statistics.median(times)
        assert sum(time <= found for time in times) * 2 >= len(times)
        assert sum(time >= found for time in times) * 2 >= len(times)


def test_twenty_is_enough():
    hours = [dt.timedelta(hours=number) for number in range(1, 21)]
    assert measured(hours[:19]) is None
    assert measured(hours) == dt.timedelta(hours=10.5)


# --- Addresses for replies ------------------------------------------------------------------------------------------------------

numbers = st.integers(1, 2**63 - 1)


@given(numbers, numbers)
def test_an_address_is_read_back_in_any_case_and_fits_a_mailbox(thread, user):
    address = reply_address(thread=thread, user=user, domain="reply.example.org")
    assert read_address(address.upper(), domain="reply.example.org") == Address(thread, user)
    assert read_address(f"  {address} ", domain="Reply.Example.org") == Address(thread, user)
    if thread < 10**9 and user < 10**9:
        assert len(address.partition("@")[0]) <= 64


@given(numbers, numbers, numbers)
def test_no_number_can_be_changed(thread, user, other):
    address = reply_address(thread=thread, user=user, domain="reply.example.org")
    for old in {thread, user}:
        forged = address.replace(f"{old}", f"{other}", 1)
        assert forged == address or read_address(forged, domain="reply.example.org") in (None, Address(thread, user))


@pytest.mark.parametrize(
    "address",
    ["", "@", "reply+1.2@reply.example.org", "reply+1.2." + "0" * 24 + "@reply.example.org", "a@b", "reply+١.2." + "a" * 24 + "@reply.example.org"],
)  # fmt: skip
def test_what_we_did_not_sign_is_nobodys(address):
    assert read_address(address, domain="reply.example.org") is None


def test_without_a_domain_no_address_is_ours():
    address = reply_address(thread=1, user=2, domain="")
    assert read_address(address, domain="") is None
    assert read_address(reply_address(thread=1, user=2, domain="a.example"), domain="b.example") is None


# --- Files ------------------------------------------------------------------------------------------------------------------------

PDF, PNG, ZIP = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.docx", ZIP),
        ("a.odt", ZIP),
        ("a.png", PNG),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.txt", "résumé".encode()),
    ],
)
def test_usual_documents_and_pictures_are_taken(name, content):
    assert kind_of(name, content).media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.exe", b"MZ"),
        ("a.pdf.exe", PDF),
        ("a", PDF),
        ("", PDF),
        (".pdf", b""),
        ("a.pdf", b"<html>%PDF-"),
        ("a.png", PDF),
        ("a.txt", b"\xff\xfe"),
        ("a.txt", b"a\x00b"),
        ("a.docm", ZIP),
        ("a.zip", ZIP),
    ],
)
def test_other_types_and_lies_about_the_type_are_refused_by_name(name, content):
    with pytest.raises(FileRefused, match="“"):
        kind_of(name, content)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ada\\résumé.pdf", "résumé.pdf"),
        ("ph\u202efdp.exe", "phfdp.exe"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("....pdf", "pdf"),
        ("x" * 500 + ".PDF", "x" * 100 + ".pdf"),
        ("", "file"),
        ("\x00", "file"),
    ],
)
def test_names_are_one_safe_line(name, shown):
    assert shown_name(name) == shown


@given(st.text(max_size=300))
def test_every_name_fits_its_column_and_holds_no_folder(name):
    shown = shown_name(name)
    assert 0 < len(shown) <= 120
    assert not set(shown) & set('/\\\r\n"\x00')
