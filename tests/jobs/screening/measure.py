"""Measures screening against the corpus: precision and recall by rule and topic, and the answers by country.

``python -m tests.jobs.screening.measure`` prints the figures of every half and set; ``--wrong`` those of the tune half alone, with its
misjudged cases (``--wrong second``: of the second set); ``--write`` updates the figures that the site publishes.
"""

import argparse
import json
import os
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import django

from local.command import local_mode

CORPUS = Path(__file__).parent / "corpus"
# The two halves of the first set, and further sets that were written without sight of the rules and of each other. The misjudged
# cases of those that are UNSEEN are never listed: rules that were written with them in view could not be judged by them.
HALVES = ("tune", "held-out", "second", "third", "fourth", "fifth")
UNSEEN = ("held-out", "fifth")
# Every case is asked about these countries, and about those of FURTHER that it answers. The values are the clock of one
# town in winter (README.md), in minutes from UTC.
CLOCKS = {"ES": 60, "US": -300, "IN": 330, "CA": -300, "GB": 0, "DE": 60, "BR": -180}
FURTHER = {
    "AE": 240, "AM": 240, "AR": -180, "AT": 60, "AU": 660, "BE": 60, "BM": -240, "BY": 180, "CH": 60, "CL": -180, "CN": 480,
    "CO": -300, "CU": -300, "CZ": 60, "DK": 60, "EE": 120, "EG": 120, "FI": 120, "FO": 0, "FR": 60, "GE": 240, "GH": 0,
    "GR": 120, "HT": -300, "IE": 0, "IR": 210, "IS": 0, "IT": 60, "JO": 180, "JP": 540, "KE": 180, "KP": 540, "KR": 540,
    "LT": 120, "LU": 60, "LV": 120, "MA": 60, "MT": 60, "MX": -360, "NA": 120, "NG": 60, "NI": -360, "NL": 60, "NO": 60,
    "NZ": 780, "PE": -300, "PH": 480, "PK": 300, "PL": 60, "PT": 0, "RO": 120, "RU": 180, "SA": 180, "SE": 60, "SG": 480,
    "SK": 60, "SY": 180, "TR": 180, "UY": -180, "VE": -240, "WS": 780, "ZA": 120,
}  # fmt: skip
VERDICTS = ("yes", "partly", "no", "unclear")
PUBLICATIONS = ("published", "held", "left_out")


@dataclass(frozen=True)
class Case:
    """A sentence or a whole job with the right answers. Keys that a case doesn't judge are empty."""

    id: str
    half: str
    topic: str
    text: str
    why: str
    label: str = "Anywhere"
    title: str = "Coordinator"
    company: str = "Example Works"
    workplace: str = ""
    tags: tuple[str, ...] = ()
    remote_board: bool = True
    pay: str = ""
    finding: str = ""
    scam: str = ""
    remote: str = ""
    publication: str = ""
    held_for: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    window: tuple[int, int] | None = None


@dataclass(frozen=True)
class Decision:
    """What the site does with a case. ``answers`` are empty for a job that is left out."""

    publication: str
    rules: frozenset[tuple[str, str]] = frozenset()
    windows: tuple[tuple[int, int], ...] = ()
    answers: dict[str, str] = field(default_factory=dict)

    def has(self, kind: str) -> bool:
        return any(found == kind for _, found in self.rules)


@dataclass
class Score:
    """Counts of one yes-or-no question."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def add(self, *, expected: bool, got: bool) -> None:
        self.right += expected and got
        self.false += got and not expected
        self.missed += expected and not got

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass
class Figures:
    """All figures of one half or set. ``answers`` counts (country, expected, got); ``publication`` counts (expected, got)."""

    contradiction: Score = field(default_factory=Score)
    scam: Score = field(default_factory=Score)
    remote: Score = field(default_factory=Score)
    held: Score = field(default_factory=Score)
    topics: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    rules: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    publication: Counter[tuple[str, str]] = field(default_factory=Counter)
    windows: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    sentences: int = 0
    jobs: int = 0

    @property
    def agreement(self) -> float:
        """The share of answers, over all countries, that are as expected."""
        total = sum(self.answers.values())
        return sum(n for (_, expected, got), n in self.answers.items() if got == expected) / total if total else 1.0

    @property
    def wrong_yes(self) -> int:
        """How often the site says yes to a person who can't apply."""
        return sum(n for (_, expected, got), n in self.answers.items() if (expected, got) == ("no", "yes"))


# --- Reading the corpus -----------------------------------------------------------------------------------------------


@cache
def cases(kind: str) -> tuple[Case, ...]:
    """Returns the corpus's ``sentences`` or ``jobs``, of all languages."""
    return tuple(case for path in sorted((CORPUS / kind).glob("*.toml")) for case in _read(path, kind))


def _read(path: Path, kind: str) -> Iterator[Case]:
    for row in tomllib.loads(path.read_text(encoding="utf-8"))[kind.removesuffix("s")]:
        # A sentence about whether the job is remote stands in a job that doesn't say so elsewhere.
        board = row.pop("remote_board", "remote" not in row)
        window = row.pop("window", None)
        tags = tuple(row.pop("tags", ()))
        workplace = row.pop("workplace", "")
        yield Case(**row, remote_board=board, tags=tags, workplace=workplace, window=tuple(window) if window else None)


# --- Asking the site ---------------------------------------------------------------------------------------------------


def decide(case: Case) -> Decision:
    """Takes a case the way an import does, without a database."""
    from feeds.importing import normalization
    from feeds.sources.base import FeedItem
    from jobs import services
    from jobs.models import Company, Job, Source
    from jobs.screening.eligibility import answer

    item = FeedItem(
        external_id=case.id,
        title=case.title,
        company=case.company,
        url="https://jobs.example/" + case.id,
        description="".join(map(_as_html, case.text.split("\n\n"))),
        place=case.label,
        workplace=case.workplace,
        tags=case.tags,
    )
    source = Source(name="Example", format=Source.Format.JOBICY if case.remote_board else Source.Format.GREENHOUSE)
    if normalization.left_out_because(item, source):
        return Decision("left_out")
    posting = normalization.read_job(item, source).posting
    job = Job(company=Company(name=case.company), **posting.columns())
    findings = services.examine(job)
    kinds = {finding.kind for finding in findings}
    return Decision(
        "held" if kinds & {"contradiction", "scam"} else "published",
        frozenset((finding.rule, finding.kind) for finding in findings),
        tuple(finding.timezone for finding in findings if finding.timezone) + ((job.timezone,) if job.timezone else ()),
        {
            country: answer(
                regions=job.regions, timezone=job.timezone, findings=findings, country=country, offset=offset
            ).verdict
            for country, offset in (CLOCKS | FURTHER).items()
            if country in CLOCKS or country in case.answers
        },
    )


def _as_html(block: str) -> str:
    """A block of lines that start with a dash is a list."""
    lines = [escape(line.strip()) for line in block.strip().splitlines()]
    if lines and all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{line[2:]}</li>" for line in lines) + "</ul>"
    return f"<p>{'<br>'.join(lines)}</p>"


# --- Comparing ---------------------------------------------------------------------------------------------------------


@cache
def measure(half: str) -> Figures:
    figures = Figures()
    for kind in ("sentences", "jobs"):
        for case in cases(kind):
            if case.half == half:
                got = decide(case)
                bad = _compare_job(case, got, figures) if kind == "jobs" else _compare_sentence(case, got, figures)
                figures.topics[case.topic]["wrong" if bad else "right"] += 1
                if bad:
                    figures.wrong.append(f"{case.id} [{case.label}] {case.text if kind == 'sentences' else case.title}")
                    figures.wrong += [f"    {one}" for one in bad]
                    figures.wrong.append(f"    right because: {case.why}")
    figures.sentences = sum(case.half == half for case in cases("sentences"))
    figures.jobs = sum(case.half == half for case in cases("jobs"))
    return figures


def _compare_sentence(case: Case, got: Decision, figures: Figures) -> list[str]:
    bad = []
    if case.remote:
        figures.remote.add(expected=case.remote == "stated", got=got.publication == "published")
        if (case.remote == "stated") != (got.publication == "published"):
            bad.append(f"says remote work: {case.remote}; the job was {got.publication} {_names(got)}")
        return bad
    accepted = case.finding.split(" or ")
    for kind, score in (("contradiction", figures.contradiction), ("scam", figures.scam)):
        if kind in accepted and len(accepted) > 1:
            continue
        score.add(expected=kind in accepted, got=got.has(kind))
        _count_rules(kind, got, figures, expected=kind in accepted)
        if (kind in accepted) != got.has(kind):
            bad.append(f"expected {case.finding}; found {_names(got) or 'nothing'}")
    if case.window and case.answers:
        hit = any(_is_near(case.window, window) for window in got.windows)
        figures.windows["right" if hit else "wrong"] += 1
        if not hit:
            bad.append(f"window: expected {case.window}, got {got.windows or 'none'}")
    return bad + _compare_answers(case, got, figures)


def _compare_job(case: Case, got: Decision, figures: Figures) -> list[str]:
    bad = []
    figures.publication[case.publication, got.publication] += 1
    if case.publication != got.publication:
        bad.append(f"expected {case.publication} {case.held_for}; was {got.publication} {_names(got)}")
    if "left_out" not in (case.publication, got.publication):
        figures.held.add(expected=case.publication == "held", got=got.publication == "held")
        for kind, score in (("contradiction", figures.contradiction), ("scam", figures.scam)):
            score.add(expected=case.held_for == kind, got=got.has(kind))
            _count_rules(kind, got, figures, expected=case.held_for == kind)
    return bad + _compare_answers(case, got, figures)


def _compare_answers(case: Case, got: Decision, figures: Figures) -> list[str]:
    """A job that should have been left out invites nobody; one that was left out by mistake answers nobody."""
    expected = case.answers
    if case.publication == "left_out" and got.publication == "published":
        expected = dict.fromkeys(CLOCKS, "no")
    bad = []
    for country, right in expected.items():
        said = got.answers.get(country, "left out")
        accepted = right.split(" or ")
        figures.answers[country, said if said in accepted else accepted[0], said] += 1
        if said not in accepted:
            bad.append(f"{country}: expected {right}, got {said}")
    return bad


def _is_near(right: tuple[int, int], window: tuple[int, int]) -> bool:
    """Whether two windows differ by no more than an hour at either end: zones move with summer time."""
    return all(abs(one - other) <= 60 for one, other in zip(right, window, strict=True))


def _count_rules(kind: str, got: Decision, figures: Figures, *, expected: bool) -> None:
    for rule, found in got.rules:
        if found == kind:
            figures.rules[rule]["right" if expected else "false"] += 1


def _names(got: Decision) -> str:
    return ", ".join(f"{rule} ({kind})" for rule, kind in sorted(got.rules))


# --- Printing ----------------------------------------------------------------------------------------------------------


def report(half: str, figures: Figures) -> Iterator[str]:
    yield f"=== {half}: {figures.sentences} sentences, {figures.jobs} jobs ==="
    yield f"{'':24}{'precision':>10}{'recall':>8}{'right':>7}{'false':>7}{'missed':>8}"
    for name in ("contradiction", "scam", "remote", "held"):
        score = getattr(figures, name)
        yield f"{name:24}{score.precision:10.3f}{score.recall:8.3f}{score.right:7}{score.false:7}{score.missed:8}"
    yield f"answers: agreement {figures.agreement:.4f}, “yes” where the answer is no: {figures.wrong_yes}"
    yield f"hours: {figures.windows['right']} windows right, {figures.windows['wrong']} wrong"
    yield "\nPrecision by rule"
    for rule, counts in sorted(figures.rules.items()):
        yield f"  {rule:22}{counts['right'] / counts.total():10.3f}{counts['right']:7}{counts['false']:7}"
    yield "\nRight by topic"
    for topic, counts in sorted(figures.topics.items()):
        yield f"  {topic:22}{counts['right'] / counts.total():10.3f}{counts['right']:7} of {counts.total()}"
    yield "\nPublication (rows: expected)"
    yield f"  {'':12}" + "".join(f"{name:>11}" for name in PUBLICATIONS)
    for right in PUBLICATIONS:
        yield f"  {right:12}" + "".join(f"{figures.publication[right, got]:11}" for got in PUBLICATIONS)
    yield "\nAnswers by country (expected → got)"
    columns = (*VERDICTS, "left out")
    yield f"  {'':12}" + "".join(f"{name:>10}" for name in columns)
    for name, countries in [*((code, [code]) for code in CLOCKS), ("··", FURTHER)]:
        for right in VERDICTS:
            counts = [sum(figures.answers[code, right, got] for code in countries) for got in columns]
            yield f"  {name} {right:9}" + "".join(f"{count:10}" for count in counts)
    yield ""


def figures_as_json() -> dict[str, Any]:
    """Returns the figures that the site publishes (``jobs.screening.figures``)."""

    return {
        "sentences": len(cases("sentences")),
        "jobs": len(cases("jobs")),
        "languages": len({path.stem.partition("-")[0] for path in (CORPUS / "sentences").glob("*.toml")}),
        "halves": {half: _half_as_json(measure(half)) for half in HALVES},
        # Measured before any rule was changed for the set, and so not measured again.
    }


def _half_as_json(figures: Figures) -> dict[str, Any]:
    scores = {name: getattr(figures, name) for name in ("contradiction", "scam", "remote")}
    counts = figures.answers
    return {
        "sentences": figures.sentences,
        "jobs": figures.jobs,
        "questions": {name: [score.right, score.false, score.missed] for name, score in scores.items()},
        "countries": {
            country: [
                sum(n for (code, right, got), n in counts.items() if code == country and right == got),
                sum(n for (code, _, _), n in counts.items() if code == country),
                counts[country, "no", "yes"],
            ]
            for country in CLOCKS
        },
        "answers": counts.total(),
        "agreeing": sum(n for (_, right, got), n in counts.items() if right == got),
        "wrong_yes": figures.wrong_yes,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--wrong",
        nargs="?",
        const="tune",
        choices=[half for half in HALVES if half not in UNSEEN],
        help="measure this half or set alone, and list its misjudged cases",
    )
    parser.add_argument("--write", action="store_true", help="update the figures that the site publishes")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    # The settings as for --help, with which no server starts: screening reads no database.
    with local_mode(["measure", "--help"]):
        django.setup()
        for half in [options.wrong] if options.wrong else HALVES:
            figures = measure(half)
            print("\n".join(report(half, figures)))  # noqa: T201
            if options.wrong == half:
                print("\n".join(figures.wrong))  # noqa: T201
        if options.write:
            from jobs.screening.figures import FIGURES

            FIGURES.write_text(json.dumps(figures_as_json(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
