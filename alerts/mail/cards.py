"""Renders and caches job cards for digests, encoded once per search."""

import datetime as dt
import re
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.display import retired_filters_of
from alerts.mail.fragments import Both, form, holes, page
from jobs.cards import reason_of, verdict_words
from jobs.company_marks import VERSION, mark_of
from jobs.display import age, place_words, region_in_sentence, stated_pay
from jobs.models import Job
from jobs.screening import eligibility
from jobs.screening.claims import Finding
from jobs.search.criteria import parse
from jobs.visitor_location import Place
from jobs.vocabulary.regions import regions
from toolkit.database import bigint_array

KEPT_FOR = 60.0  # seconds that a change of a job's text may go unnoticed; whether it is open is always read
KEPT = 20_000  # cards, and as many reasons for them: 100 MB
LISTS = 2_000  # joined lists of cards: 50 MB
_TYPED = re.compile(r'(?<![\w-])(?:"[^"]+"|[\w+#.]+)')


class Card(NamedTuple):
    """A job's texts, and the parts of its card before and after the lines that differ: whether the reader can apply, and
    why it is included. ``open_to`` decides the first; ``verdicts`` keeps the lines by place and minutes from UTC."""

    words: dict[str, str]
    before: Both
    after: Both
    open_to: tuple[list[str], tuple[int, int] | None, tuple[Finding, ...]]
    verdicts: dict[tuple[str, str, int | None], Both]
    made: float

    def saying(self, verdict: Both, why: Both) -> Both:
        return Both(
            self.before.text + verdict.text + why.text + self.after.text,
            self.before.html + verdict.html + why.html + self.after.html,
        )

    def verdict(self, place: Place | None, offset: int | None) -> Both:
        """Returns the line that says whether people at ``place``, ``offset`` minutes from UTC, can apply."""
        if place is None:
            return NOTHING
        key = (place.country, place.part_slug, offset)
        if key not in self.verdicts:
            self.verdicts[key] = _verdict_line(self.open_to, place, offset)
        return self.verdicts[key]


NOTHING = Both(b"", b"")


def _verdict_line(
    open_to: tuple[list[str], tuple[int, int] | None, tuple[Finding, ...]], place: Place, offset: int | None
) -> Both:
    places, timezone, findings = open_to
    answer = eligibility.answer(
        regions=places, timezone=timezone, findings=findings, country=place.country, offset=offset, part=place.part
    )
    why = reason_of(answer, findings)
    reason = f" · {why}" if why else ""
    name = "verdict_yes" if answer.verdict == eligibility.YES else "verdict"
    return form(name).filled(holes({"verdict": verdict_words(answer, place), "reason": reason}))


class Cards:
    """Job cards for the searches that found them. Used by one worker; not thread-safe."""

    def __init__(self) -> None:
        self._cards: OrderedDict[int, Card] = OrderedDict()
        self._lists: OrderedDict[tuple[object, ...], tuple[float, Both]] = OrderedDict()
        self._whys: dict[int, Why] = {}

    def read(self, job_ids: Iterable[int], now: dt.datetime) -> None:
        """Loads the cards of these jobs, with one query for uncached ones."""
        stale = time.monotonic() - KEPT_FOR
        missing = []
        for pk in set(job_ids):
            if pk in self._cards and self._cards[pk].made > stale:
                self._cards.move_to_end(pk)  # so that it isn't evicted in favor of one of the others
            else:
                missing.append(pk)
        for job in Job.objects.for_mail().filter(pk__in=bigint_array(missing)) if missing else ():
            self._cards[job.pk] = card_of(job, now)
            self._cards.move_to_end(job.pk)
        while len(self._cards) > KEPT:
            self._cards.popitem(last=False)

    def of(
        self, search_id: int, querystring: str, job_ids: Sequence[int], *, place: Place | None, offset: int | None
    ) -> Both:
        """Returns the cards of these jobs for a reader at ``place``, joined. They must have been read."""
        key = (search_id, place and (place.country, place.part_slug), offset, *job_ids)
        known = self._lists.get(key)
        if known and known[0] > time.monotonic() - KEPT_FOR:
            self._lists.move_to_end(key)
            return known[1]
        why = self._why(search_id, querystring)
        cards = [self._cards[pk] for pk in job_ids]
        both = Both.of(card.saying(card.verdict(place, offset), why.line(card.words)) for card in cards)
        self._lists[key] = (time.monotonic(), both)
        self._lists.move_to_end(key)
        if len(self._lists) > LISTS:
            self._lists.popitem(last=False)
        return both

    def headline(self, job_id: int) -> str:
        """Returns, for example, ``Motion Designer at Galewright``."""
        return self._cards[job_id].words["headline"]

    def facts(self, job_id: int) -> str:
        return self._cards[job_id].words["facts"]

    def gone(self, search_id: int, querystring: str) -> str:
        """Describes the filters of a search that are no longer known, in sentences; empty for nearly all searches."""
        return self._why(search_id, querystring).gone

    def _why(self, search_id: int, querystring: str) -> "Why":
        if search_id not in self._whys:
            if len(self._whys) > KEPT:
                self._whys.clear()
            self._whys[search_id] = Why(querystring)
        return self._whys[search_id]


def card_of(job: Job, now: dt.datetime) -> Card:
    """Renders the card of a job read with ``for_mail()``."""
    words = words_of(job, now)
    said = holes(words | _picture_of(job))
    before, after = (part.filled(said) for part in form("card").cut("lines"))
    pay = form("pay" if words["pay"] else "no_pay").filled(said)
    before = Both(before.text + pay.text, before.html + pay.html)
    return Card(words, before, after, (job.regions, job.timezone, job.findings), {}, time.monotonic())


def _picture_of(job: Job) -> dict[str, str]:
    """Returns the address of the company's logo or mark, and how it looks until a mail program loads it. The address is
    the same in every email."""
    slug = job.company.slug
    if job.has_logo:  # type: ignore[attr-defined]  # annotated by for_mail()
        return {"picture": _picture_at("jobs:logo", slug), "look": "height:auto;background:#FFFFFF"}
    look = f"height:40px;background:{mark_of(slug).tint}"
    return {"picture": _picture_at("jobs:mark-for-email", slug), "look": look}


def _picture_at(name: str, slug: str) -> str:
    return settings.SITE_URL + _path_of_pictures(name).format(slug=slug)


@cache
def _path_of_pictures(name: str) -> str:
    """Returns the path with a gap for the slug: ``reverse`` is too slow for every card."""
    versions = [VERSION] if name == "jobs:mark-for-email" else []
    return reverse(name, args=[*versions, "slug"]).replace("/slug", "/{slug}")


def words_of(job: Job, now: dt.datetime) -> dict[str, str]:
    """Returns the values for a card's placeholders."""
    place = place_words(job.regions, job.parts)
    facts = [place, stated_pay(job.pay, job.pay_text), age(job.published_at, now) if job.published_at else ""]
    return {
        "title": job.title,
        "company": job.company.name,
        "headline": _("%(title)s at %(company)s") % {"title": job.title, "company": job.company.name},
        "facts": " · ".join(filter(None, facts)),
        "place": place,
        "pay": facts[1],
        "age": facts[2],
        "skills": ", ".join(job.skills),
        "url": page("jobs:detail", job.pk, job.slug),
        "fewer": page("alerts:fewer", job.pk),
        "report": page("jobs:report", job.pk),
    }


class Why:
    """Why a job is in an alert: the searched words found in it, and the rule that opens it to a location. Created from
    the canonical form of a search."""

    def __init__(self, querystring: str) -> None:
        asked = QueryDict(querystring)
        typed = [word.strip('"') for word in _TYPED.findall(asked.get("q", ""))]
        self.words = [word for word in typed if word.lower() != "or"]
        self.is_choice = len(self.words) != len(typed)
        self.gone = " ".join(retired_filters_of(parse(asked)))
        region = regions().get(asked.get("geo", ""))
        self.region = region_in_sentence(region) if region else ""
        self._by_all = _found_by(self.words) if self.words else ""
        self._rules: dict[str, str] = {}
        self._lines: dict[str, Both] = {}

    def of(self, words: Mapping[str, str]) -> str:
        matched = self._by_some(words) if self.is_choice else self._by_all
        return " ".join(filter(None, (matched, self._rule(words["place"])))) or _("Matches your filters.")

    def line(self, words: Mapping[str, str]) -> Both:
        """Returns the reason as a line of an email; many jobs of a search share one."""
        said = self.of(words)
        if said not in self._lines:
            self._lines[said] = form("why").filled(holes({"why": said}))
        return self._lines[said]

    def _by_some(self, words: Mapping[str, str]) -> str:
        head = f"{words['title']} {words['company']} {words['skills']}".lower()
        named = [word for word in self.words if word.lower() in head]
        if named:
            return _found_by(named)
        return _("Matches one of %s.") % _listed(self.words)

    def _rule(self, place: str) -> str:
        if not self.region:
            return ""
        if place not in self._rules:
            words = _("Open to %(region)s (job location: %(place)s).")
            self._rules[place] = words % {"region": self.region, "place": place}
        return self._rules[place]


def _found_by(words: Iterable[str]) -> str:
    return _("Matches %s.") % _listed(words)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
