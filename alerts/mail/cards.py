"""The part of a mail that all recipients of a search share: its postings, made once and kept encoded."""

import datetime as dt
import re
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from alerts import searches
from alerts.mail.forms import form, page
from alerts.models import Search
from jobs.models import Job
from jobs.search.criteria import Criteria
from jobs.vocabulary.regions import regions
from jobs.words import age, pay_words, place_words, spoken

KEPT_FOR = 60.0  # seconds in which a change of a posting's words may be missed; whether it is open is always asked
KEPT = 20_000
_TYPED = re.compile(r'(?<![\w-])(?:"[^"]+"|[\w+#.]+)')


class Both(NamedTuple):
    """The same in both parts of a mail, encoded."""

    text: bytes
    html: bytes


class Cards:
    """Postings as cards for the searches that found them. One worker's; not for threads."""

    def __init__(self) -> None:
        self._words: OrderedDict[int, tuple[float, dict[str, str]]] = OrderedDict()
        self._lists: OrderedDict[tuple[int, tuple[int, ...]], tuple[float, Both]] = OrderedDict()
        self._asked: dict[int, Criteria] = {}

    def read(self, job_ids: Iterable[int], now: dt.datetime) -> None:
        """Has the words of these postings; one query for those that are not known."""
        stale = time.monotonic() - KEPT_FOR
        missing = []
        for pk in set(job_ids):
            if pk in self._words and self._words[pk][0] > stale:
                self._words.move_to_end(pk)  # so that it is not forgotten for one of the others
            else:
                missing.append(pk)
        for job in Job.objects.for_cards().filter(pk__in=missing) if missing else ():
            self._words[job.pk] = (time.monotonic(), words_of(job, now))
            self._words.move_to_end(job.pk)
        while len(self._words) > KEPT:
            self._words.popitem(last=False)

    def of(self, search: Search, job_ids: Sequence[int]) -> Both:
        """The cards of these postings one after the other. They must have been read."""
        key = (search.pk, tuple(job_ids))
        known = self._lists.get(key)
        if known and known[0] > time.monotonic() - KEPT_FOR:
            return known[1]
        why = Why(self._criteria(search))
        filled = [{**self._words[pk][1], "why": why.of(self._words[pk][1])} for pk in job_ids]
        both = Both(
            b"\r\n".join(form("card.txt").encoded(words) for words in filled),
            b"".join(form("card.html").encoded(words) for words in filled),
        )
        self._lists[key] = (time.monotonic(), both)
        if len(self._lists) > KEPT:
            self._lists.popitem(last=False)
        return both

    def title(self, job_id: int) -> str:
        words = self._words[job_id][1]
        return _("%(title)s at %(company)s") % {"title": words["title"], "company": words["company"]}

    def _criteria(self, search: Search) -> Criteria:
        if search.pk not in self._asked:
            if len(self._asked) > KEPT:
                self._asked.clear()
            self._asked[search.pk] = searches.criteria_of(search) or Criteria()
        return self._asked[search.pk]


def words_of(job: Job, now: dt.datetime) -> dict[str, str]:
    """What fills the holes of a card."""
    place = place_words(job.regions)
    facts = [place, pay_words(job.pay) if job.pay else "", age(job.published_at, now) if job.published_at else ""]
    return {
        "title": job.title,
        "company": job.company.name,
        "facts": " · ".join(filter(None, facts)),
        "place": place,
        "skills": ", ".join(job.skills),
        "url": settings.SITE_URL + job.get_absolute_url(),
        "fewer": page("alerts:fewer", job.pk),
        "report": page("jobs:report", job.pk),
    }


class Why:
    """Why a posting is in an alert: the words that were asked for and are in it, and the rule that opens it to a place."""

    def __init__(self, criteria: Criteria) -> None:
        typed = [word.strip('"') for word in _TYPED.findall(criteria.q)]
        self.words = [word for word in typed if word.lower() != "or"]
        self.is_choice = len(self.words) != len(typed)
        self.region = spoken(regions()[criteria.geo]) if criteria.geo else ""

    def of(self, words: Mapping[str, str]) -> str:
        parts = [self._matched(words), self._rule(words)]
        return " ".join(filter(None, parts)) or _("It matches your filters.")

    def _matched(self, words: Mapping[str, str]) -> str:
        if not self.words:
            return ""
        listed = ", ".join(f"“{word}”" for word in self.words)
        if not self.is_choice:
            return _("Found by %s.") % listed
        head = f"{words['title']} {words['company']} {words['skills']}".lower()
        named = [word for word in self.words if word.lower() in head]
        if named:
            return _("Found by %s.") % ", ".join(f"“{word}”" for word in named)
        return _("Its text has one of %s.") % listed

    def _rule(self, words: Mapping[str, str]) -> str:
        if not self.region:
            return ""
        return _("Open to %(region)s: the posting says %(place)s.") % {"region": self.region, "place": words["place"]}
