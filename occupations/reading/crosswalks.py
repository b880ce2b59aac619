"""Reads our hand-made crosswalks: which group of the UK's or Canada's classification an SOC occupation is."""

from dataclasses import dataclass
from pathlib import Path

from occupations.reading.tables import read_table, soc_code

FOLDER = Path(__file__).resolve().parent.parent / "crosswalks"


@dataclass(frozen=True)
class Match:
    """``is_wider``: the group covers more than the occupation."""

    code: str
    title: str
    is_wider: bool


def read(name: str, folder: Path = FOLDER) -> dict[str, Match]:
    """Returns matches by SOC code. ``name`` is ``uk`` or ``canada``."""

    def row(soc: str, code: str, title: str, fit: str) -> tuple[str, Match]:
        if fit not in ("same", "wider"):
            raise ValueError(f"“{fit}” is neither same nor wider")
        return soc_code(soc), Match(code, title, fit == "wider")

    return dict(read_table(folder / f"{name}.tsv", ("soc_code", "code", "title", "fit"), row))
