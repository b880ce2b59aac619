"""Import report: counts, problems and held jobs, as text and JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from feeds.sources.base import BrokenItem, SkippedItem
from jobs.lifecycle import Status
from jobs.models import ImportRun, Job, RulePolicy

COUNTS = ("seen", "added", "changed", "same", "held", "closed", "broken")
MOST_KEPT = 500  # problems a run keeps in the database; all of them are counted


@dataclass(frozen=True)
class Problem:
    """``is_kept``: the job was imported without the value that the reason names."""

    position: int
    name: str
    reason: str
    is_kept: bool = False


@dataclass(frozen=True)
class Held:
    """A job that waits for a moderator, with the sentences that hold it."""

    title: str
    company: str
    url: str
    quotes: tuple[tuple[str, str], ...]  # rule and sentence


@dataclass(frozen=True)
class Move:
    """The effect of an item: ``what`` is added, changed, same or skipped (then there is no job, and ``notes`` say why)."""

    what: str
    job: Job | None = None
    notes: tuple[str, ...] = ()


@dataclass
class Report:
    """``run`` has the counts (unsaved after a preview). ``left_out`` are items that are not public, already over or not
    remote work at all."""

    run: ImportRun
    left_out: list[SkippedItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def broken(self, item: BrokenItem) -> None:
        self.run.broken += 1
        self._note(Problem(item.position, item.name, item.reason))

    @property
    def skipped(self) -> int:
        return len(self.left_out)

    def count(self, move: Move, position: int, name: str) -> None:
        job = move.job
        if job is None:
            self.left_out.append(SkippedItem(position, name, " ".join(move.notes)))
            return
        self.run.seen += 1
        setattr(self.run, move.what, getattr(self.run, move.what) + 1)
        for note in move.notes:
            self._note(Problem(position, job.title, note, is_kept=True))
        if move.what != "same" and job.status == Status.PENDING:
            self.run.held += 1
            quotes = tuple((found.rule, found.quote) for found in RulePolicy.objects.holding(job.findings))
            self.held.append(Held(job.title, job.company.name, job.source_url, quotes))

    def _note(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.run.problems) < MOST_KEPT:
            self.run.problems.append(asdict(problem))

    @property
    def is_usable(self) -> bool:
        """Whether the feed was read and had content."""
        return self.run.outcome in (ImportRun.Outcome.GOOD, ImportRun.Outcome.UNCHANGED)

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.run.source.name,
            "outcome": self.run.outcome,
            "error": self.run.error,
            **{name: getattr(self.run, name) for name in COUNTS},
            "skipped": self.skipped,
            "left_out": [{"position": one.position, "name": one.name, "reason": one.reason} for one in self.left_out],
            "problems": [asdict(problem) for problem in self.problems],
            "held_postings": [
                {**asdict(held), "quotes": [{"rule": rule, "quote": quote} for rule, quote in held.quotes]}
                for held in self.held
            ],
        }

    def as_text(self) -> str:
        run = self.run
        lines = [f"{run.source.name}: {run.Outcome(run.outcome).label}", f"  {run.error}"]
        counts = [f"{getattr(run, name)} {name}" for name in COUNTS]
        lines.append("  " + ", ".join([*counts, f"{self.skipped} skipped"]))
        sections: tuple[tuple[str, Sequence[Problem | SkippedItem]], ...] = (
            ("Broken items:", [one for one in self.problems if not one.is_kept]),
            ("Left out:", self.left_out),
            ("Imported in part:", [one for one in self.problems if one.is_kept]),
        )
        for title, problems in sections:
            lines += [title, *(f"  {one.position}. {one.name}: {one.reason}" for one in problems)] if problems else []
        lines += ["Held for moderation:"] if self.held else []
        for held in self.held:
            lines += [f"  {held.title}, {held.company}", *(f"    {rule}: “{quote}”" for rule, quote in held.quotes)]
        return "\n".join(line for line in lines if line.strip())
