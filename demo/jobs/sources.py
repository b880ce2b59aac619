"""Sources of invented jobs. They are never fetched: their addresses don't exist."""

import datetime as dt
from functools import cached_property

from django.utils.text import slugify

from demo.jobs import grammar
from demo.jobs.material import employer
from jobs.models import Company, ImportRun, Source

_AGGREGATORS = (
    ("Remote Harvest", Source.Format.JOBICY, Source.Health.GOOD),
    ("Deskfree Daily", Source.Format.RSS, Source.Health.THROTTLED),
)
_OWN_FORMATS = (
    Source.Format.GREENHOUSE, Source.Format.LEVER, Source.Format.ASHBY, Source.Format.RECRUITEE, Source.Format.WORKABLE,
    Source.Format.SMARTRECRUITERS, Source.Format.PERSONIO,
)  # fmt: skip
_OWN = 14  # number of employers with their own feed
_SILENT = {5: Source.Health.EMPTY, 11: Source.Health.DEAD}  # how the feeds of these employers are doing


class Sources:
    """``aggregators`` repeat what others publish; ``of`` is the source where an employer's jobs appear first."""

    def __init__(self, companies: dict[int, Company], now: dt.datetime) -> None:
        self._companies = companies
        self._now = now

    @cached_property
    def aggregators(self) -> list[Source]:
        return [self._source(name, format_, health, None) for name, format_, health in _AGGREGATORS]

    @cached_property
    def own(self) -> dict[int, Source]:
        """The employers' own feeds by the employer's number."""
        return {
            number: self._source(
                f"{employer(number).name} careers",
                _OWN_FORMATS[number % len(_OWN_FORMATS)],
                _SILENT.get(number, Source.Health.GOOD),
                self._companies[number],
            )
            for number in range(_OWN)
        }

    def of(self, employer: int) -> Source:
        return self.own.get(employer) or self.aggregators[employer % 2]

    def elsewhere(self, employer: int, number: int) -> Source:
        """A source where the same opening appears again, other than the first one."""
        first = self.of(employer)
        others = [source for source in self.aggregators if source != first]
        return others[number % len(others)]

    def _source(self, name: str, format_: Source.Format, health: Source.Health, company: Company | None) -> Source:
        host = f"feeds.{slugify(name)}.example"
        source, is_new = Source.objects.get_or_create(
            name=name,
            defaults={
                "format": format_, "url": f"https://{host}/jobs", "hosts": [host], "company": company,
                "is_active": False, "health": health,
            },
        )  # fmt: skip
        if is_new:
            ImportRun.objects.bulk_create(self._runs(source))
        return source

    def _runs(self, source: Source) -> list[ImportRun]:
        """Four imports, six hours apart; the last two show the source's health."""
        dice = grammar.dice("runs", source.name)
        last = {
            Source.Health.EMPTY: (ImportRun.Outcome.EMPTY, ""),
            Source.Health.DEAD: (ImportRun.Outcome.FAILED, "The server answered 503 Service Unavailable."),
            Source.Health.THROTTLED: (ImportRun.Outcome.THROTTLED, "The server asked us to wait 3,600 seconds."),
        }
        seen = dice.randint(4, 60)
        runs = []
        for back in range(4, 0, -1):
            started = self._now - dt.timedelta(hours=6 * back, minutes=dice.randint(0, 9))
            outcome, error = (
                last.get(Source.Health(source.health), (ImportRun.Outcome.GOOD, ""))
                if back < 3
                else (ImportRun.Outcome.GOOD, "")
            )
            is_good = outcome == ImportRun.Outcome.GOOD
            runs.append(
                ImportRun(
                    source=source, started_at=started, finished_at=started + dt.timedelta(seconds=dice.randint(1, 40)),
                    outcome=outcome, error=error, seen=seen if is_good else 0, same=seen - 1 if is_good else 0,
                    added=int(is_good),
                )
            )  # fmt: skip
        return runs
