"""Reads the corpus of labelled answers, and the sources that they cite."""

import json
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from advice.answers.prompts import bounded
from advice.answers.values import Request, Task
from advice.sources.source import Kind, Source

DATA = Path(__file__).parent / "data"
_CITATION = re.compile(r"(-?\d+): (.*)")


@dataclass(frozen=True)
class Said:
    """A claim of the corpus. ``is_supported``: its sources say so. ``is_free``: in words of its own."""

    text: str
    citations: tuple[tuple[int, str], ...]
    is_supported: bool
    is_free: bool = False

    def as_json(self):
        return {
            "text": self.text,
            "citations": [{"source": number, "quote": quote} for number, quote in self.citations],
        }


@dataclass(frozen=True)
class Answer:
    world: str
    task: Task
    claims: tuple[Said, ...]

    @property
    def text(self) -> str:
        return json.dumps({"claims": [claim.as_json() for claim in self.claims]}, ensure_ascii=False)

    @property
    def request(self) -> Request:
        return request_of(self.world, self.task)


def request_of(world: str, task: Task = Task.QUESTION) -> Request:
    data = _worlds()[world]
    sources = tuple(
        Source(Kind(kind), f"{kind}.{number}", label, text, f"/{kind}/#{number}")
        for number, (kind, label, text) in enumerate(data["sources"])
    )
    return bounded(Request(task, sources, data["words"], is_whole=True))


@cache
def _worlds():
    return tomllib.loads((DATA / "worlds.toml").read_text(encoding="utf-8"))


def answers(part: str) -> list[Answer]:
    """The answers of a part: ``tuned``, ``held_out``, ``fresh``, ``last``, ``review``, or one written blind, ``blind_1`` and so on."""
    found: list[Answer] = []
    world, task = "", Task.QUESTION
    for line in (DATA / f"answers_{part}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            world, task = line[2:].split()[0], Task(line.split()[2])
        elif line[:1] in "+-~" and line:
            found.append(Answer(world, task, (_said(line),)))
        elif line[:3] in ("  +", "  -", "  ~"):
            last = found.pop()
            found.append(Answer(last.world, last.task, (*last.claims, _said(line.strip()))))
    return found


def batches(part: str) -> list[Answer]:
    """The answers of a part in fewer and longer ones: claims on one task about the same world, each about sources of its own."""
    made: list[Answer] = []
    for answer in answers(part):
        for at, other in enumerate(made):
            if (other.world, other.task) == (answer.world, answer.task) and not _cited(other) & _cited(answer):
                made[at] = replace(other, claims=(*other.claims, *answer.claims))
                break
        else:
            made.append(answer)
    return made


def _cited(answer: Answer) -> set[object]:
    """The sources that claims cite; what cites none is told apart by its text."""
    return {number for said in answer.claims for number, _quote in said.citations} | {
        said.text for said in answer.claims if not said.citations
    }


def _said(line: str) -> Said:
    text, *cited = (part.strip() for part in line[2:].split(" | "))
    pairs = tuple((int(found[1]), found[2]) for one in cited if (found := _CITATION.fullmatch(one)))
    assert len(pairs) == len(cited), line
    return Said(text, pairs, line[0] != "-", line[0] == "~")
