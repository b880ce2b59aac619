"""Our own titles: what names which occupation where O*NET's titles don't tell, and what is never sure."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "titles.toml"


@dataclass(frozen=True)
class Ours:
    """Titles by occupation code. ``ends`` count with other words in front too, ``alone`` don't, ``with_skills`` count if the
    job's skills are the occupation's. ``unsure`` titles name no single occupation. ``translations`` are of words."""

    ends: dict[str, list[str]]
    alone: dict[str, list[str]]
    with_skills: dict[str, list[str]]
    unsure: list[str]
    translations: dict[str, str]


@cache
def ours() -> Ours:
    return Ours(**tomllib.loads(FILE.read_text(encoding="utf-8")))
