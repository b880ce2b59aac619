"""Text from strangers costs time in proportion to its length, whatever it repeats.

Processor time of this thread, the best of several tries, so that a busy machine changes nothing.
"""

import contextlib
import functools
import gc
import json
import time
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict

from careers.importing.files import read_guide
from careers.importing.report import NotAGuide
from careers.roles import words_of
from consulting.file_kinds import shown_name
from feeds.importing import labels, timezones
from feeds.importing.pay_words import read_pay
from feeds.sources import formats, job_pages, values
from feeds.sources.base import FeedError
from jobs import deduplication, services
from jobs.screening import places, remote, rules, scam
from jobs.screening.claims import Claims
from jobs.screening.phrasebook import phrasebooks
from jobs.screening.reading import Sentence
from jobs.screening.rules import residence
from jobs.search import criteria, lexemes
from jobs.similar import title_words
from mail.quoted_text import without_quotes
from occupations.skills import find_skills
from resumes.document import MAX_PROSE, Basics
from resumes.exports.content import arrange
from resumes.exports.letters import LetterDocument, fill
from tests.factories import NOW
from toolkit import markdown, mojibake, redaction, rich_text, sentences, text, web_addresses
from toolkit.client import device
from toolkit.request_text import Utf8Requests

SIZE = 100_000  # bytes in UTF-8
MOST = 0.3  # seconds
TRIES = 4
NOTICED = 0.1  # below that, growth cannot be told from noise
GROWTH = 3.5  # times the time for twice the text; a square would be four
PLAIN_GROWTH = 2.5  # no square, however much a try is disturbed

UNITS = [
    "![", "[", "(", "<", "&", "&#", "&amp;", " ", "\n", "\r\n", "\t", "0", "1,", "1.", "a@", "@a", "a.", "-", "- ", "\n-", "\n* ",
    "\n> ", "\n#", "\n|-", "a|b\n-|-\n", "**", "*a", "_a_", "`", "~~", "\\", "](", "[a](", "[a]: b\n", "<b>", "</b>", "<p>", "<div",
    "<ul><li>", "<a href='x'>", "<!--", "<script>", "<![CDATA[", '"', "'", "http://", "https://a", "mailto:", "/", "..", ";", ":", "|",
    "=", "%", "+", "\x00", "\u200b", "\u0301", "e\u0301", "\u0130", "\ufdfa", "\u0393\u00b1", "\u00b1", "\u00a0x", "\u00e9", "\u4e2d", "\u00ce\u201c\u0392\u00b1", "\u03b2\u20ac\u201d", "{", "{\"a\":", "[1,",
    "$1-", "\u20ac1,000-", "$100 to ", "60k ", "$100 a day ", "only ", "US only ", "US, only ", "US only. ", "US only\n", "remote only in ",
    "Germany, ", "based in ", "must be based in ", "authorized to work in ", "citizens only ", "not open to ", "not hire in ", "except ",
    "3 days in the office ", "hybrid ", "travel ", "within 2 hours of ", "overlap EST ", "UTC+1 to ", "send a b c ", "apply on ", "no visa ",
    "people living in ", "Mozilla/5.0 (", "Chrome/1.0 ", "March 4, 2026 ", "Tue, 15 Sep 2026 09:00:00 ",
]  # fmt: skip
# The rules read sentences of a thousand characters: many of them, each full of one trigger.
SENTENCES = [f"{(unit * 1000)[:990]}.\n" for unit in UNITS if len(unit) > 4 and unit.isprintable()]


def claims(hostile):
    return Claims(
        title=hostile, text=hostile, place=hostile, workplace="remote", tags=(hostile,), regions=("germany",),
        company="Northwind", apply_email=hostile, apply_url=hostile,
    )  # fmt: skip


def quietly(read, *refusals):
    def call(hostile):
        with contextlib.suppress(*refusals):
            read(hostile)

    return call


def a_feed(format, wrap):
    return quietly(lambda hostile: formats.read_feed(format, wrap(hostile)), FeedError)


def in_rss(hostile):
    hostile = hostile.replace("\x00", "").replace("]]>", "")
    inside = f"<![CDATA[{hostile}]]>".encode()
    names = ("title", "guid", "link", "description", "category", "salary", "pubDate", "expires_at", "creator", "region")
    item = b"".join(b"<%b>%b</%b>" % (name.encode(), inside, name.encode()) for name in names)
    return b"<rss version='2.0'><channel><item>" + item + b"</item></channel></rss>"


def in_lever(hostile):
    fields = ("id", "text", "hostedUrl", "description", "workplaceType", "createdAt", "salaryDescription")
    return json.dumps([dict.fromkeys(fields, hostile)]).encode()


def skills_read_afresh(hostile):
    find_skills.cache_clear()
    return labels.skills_of([hostile], [hostile], hostile)


ENTRIES = {
    "Markdown": markdown.render,
    "links of Markdown": markdown.links,
    "words of rendered HTML": markdown.plain,
    "rich text": rich_text.clean,
    "words of rich text": lambda source: rich_text.RichText(source).text,
    "sentences": sentences.sentences,
    "excerpt": rich_text.excerpt,
    "quotes of a reply by email": without_quotes,
    "name of a file": shown_name,
    "repair of encodings": mojibake.repair,
    "one line": text.one_line,
    "words for comparing": text.words,
    "host of an address": web_addresses.host_of,
    "rules": lambda hostile: rules.examine(claims(hostile)),
    "rules on scams": lambda hostile: scam.examine(claims(hostile)),
    "rule on countries": lambda hostile: residence.country_only(Sentence.of(hostile), phrasebooks()["en"], claims("x")),
    "remote statements": lambda hostile: remote.statement(
        replace(claims(hostile), workplace="", title="x", place="x", tags=())
    ),
    "places": places.read_places,
    "time zones": lambda hostile: timezones.window([hostile]),
    "industries": lambda hostile: labels.industries_of([hostile], hostile),
    "job types": lambda hostile: labels.types_of([hostile], hostile),
    "levels": lambda hostile: labels.level_of(hostile, hostile),
    "skills": lambda hostile: skills_read_afresh(hostile),
    "employers' names": services.name_key,
    "key of an opening": lambda hostile: deduplication.opening_key("x", hostile),
    "words of a title": title_words,
    "role of a title": words_of,
    "a value of a feed": lambda hostile: values.text(hostile, 200),
    "a link of a feed": quietly(values.link, values.Unreadable),
    "a mailbox of a feed": quietly(values.mailbox, values.Unreadable),
    "a time of a feed": quietly(values.moment, values.Unreadable),
    "pay in words": quietly(read_pay, values.Unreadable),
    "an amount of a feed": quietly(values.amount, values.Unreadable),
    "a period of a feed": quietly(values.period, values.Unreadable),
    "a currency of a feed": quietly(values.currency, values.Unreadable),
    "RSS": a_feed("rss", in_rss),
    "XML": a_feed("personio", str.encode),
    "a JSON feed": a_feed("lever", in_lever),
    "JSON": a_feed("greenhouse", str.encode),
    "page of a job": lambda hostile: job_pages.read_job_page(hostile.encode(), title="x", now=NOW),
    "guide from plain text": quietly(lambda hostile: read_guide(hostile.encode(), name="guide.txt"), NotAGuide),
    "guide from a guide file": quietly(
        lambda hostile: read_guide(b"---\ntitle: x\n---\n" + hostile.encode(), name="guide.md"), NotAGuide
    ),
    "criteria of a search": lambda hostile: criteria.parse(_query(hostile)),
    "words of a search": lexemes.prepared,
    "device": device,
    "a log line": redaction.redacted,
    "placeholders of a letter": lambda hostile: fill(hostile, {"company": hostile}),
    "a letter, as long as one can be": lambda hostile: arrange(LetterDocument(Basics(), hostile[:MAX_PROSE]), "en"),
    "email address": quietly(validate_email, ValidationError),
    "a content type": lambda hostile: Utf8Requests(lambda *_: [])({"CONTENT_TYPE": hostile}, None),
}


def _query(hostile):
    query = QueryDict(mutable=True)
    for name in ("q", "geo", "industry", "type", "level", "pay", "currency", "zone", "company", "posted"):
        query[name] = hostile
    return query


def cost(read, hostile, is_enough):
    """The least processor time of some tries; it stops as soon as that ``is_enough`` to know."""
    best = float("inf")
    gc.disable()  # as timeit does: what other tests have left behind is not the text's cost
    try:
        for _try in range(TRIES):
            started = time.thread_time()
            read(hostile)
            best = min(best, time.thread_time() - started)
            if is_enough(best):
                break
    finally:
        gc.enable()
    return best


@functools.cache
def slowness():
    """How many times as long as usual this machine takes for the same work, at least 1: its processors are shared."""
    return max(1, cost(lambda size: sum(map(abs, range(size))), 1_000_000, lambda best: best <= 0.03) / 0.05)


def filled(unit, size):
    return unit * (size // len(unit.encode()))


def a_part_shows_enough(read, unit):
    """Whether a quarter of the text leaves no doubt about the whole. It takes so little that not even a cube of its length could be
    noticed in the whole. Or it takes so little more than four times a sixteenth that what grows with the square is less than a
    quarter of it: the whole then takes less than three times as long as its half, and no cube could make it slow."""
    quarter = cost(read, filled(unit, SIZE // 4), lambda best: best <= NOTICED / 4**3)
    if quarter <= NOTICED / 4**3:
        return True
    if quarter > MOST / 15:
        return False
    sixteenth = cost(read, filled(unit, SIZE // 16), lambda best: quarter <= 4 * best)
    return quarter <= 4.8 * sixteenth


@pytest.mark.parametrize("entry", ENTRIES)
def test_hostile_text_takes_no_longer_than_its_length_allows(entry):
    read = ENTRIES[entry]
    read("Germany only: warm up")
    slow = {}
    for unit in [*UNITS, *(SENTENCES if entry.startswith("rule") else ())]:
        if a_part_shows_enough(read, unit):
            continue
        whole = cost(read, filled(unit, SIZE), lambda best: best <= MOST)
        if whole > MOST * slowness():
            slow[unit[:40]] = f"{whole:.2f} s"
        elif whole > NOTICED:
            half = cost(read, filled(unit, SIZE // 2), lambda best: whole <= PLAIN_GROWTH * best)  # noqa: B023 - called here
            most = GROWTH * half
            if whole > most and cost(read, filled(unit, SIZE), lambda best: best <= most) > most:  # noqa: B023
                slow[unit[:40]] = f"{half:.3f} s for half, {whole:.3f} s for all"
    assert slow == {}
