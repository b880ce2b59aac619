"""Tables of publishers as typed rows: one module per publisher."""

import hashlib
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from occupations.reading import ashe, classification, handbook, job_bank, oews, onet, projections
from occupations.reading.rows import GroupRow, OnetRow, PayRow, ProfileRow, ProjectionRow, Row
from occupations.reading.tables import BadTable
from occupations.sources import Key

__all__ = [
    "READERS",
    "ROWS",
    "SHIPPED",
    "BadTable",
    "GroupRow",
    "OnetRow",
    "PayRow",
    "ProfileRow",
    "ProjectionRow",
    "Row",
    "Tables",
    "find_tables",
]

SHIPPED = Path(__file__).resolve().parent.parent / "data"

READERS: dict[Key, Callable[[Path, str, dict[str, Any]], Iterator[tuple[str, Row]]]] = {
    Key.CLASSIFICATION: classification.read,
    Key.WAGES: oews.read,
    Key.PROJECTIONS: projections.read,
    Key.HANDBOOK: handbook.read,
    Key.ONET: onet.read,
    Key.UK_PAY: ashe.read,
    Key.CANADA_PAY: job_bank.read,
}
ROWS: dict[Key, type[Row]] = {
    Key.CLASSIFICATION: GroupRow,
    Key.WAGES: PayRow,
    Key.PROJECTIONS: ProjectionRow,
    Key.HANDBOOK: ProfileRow,
    Key.ONET: OnetRow,
    Key.UK_PAY: PayRow,
    Key.CANADA_PAY: PayRow,
}


@dataclass(frozen=True)
class Tables:
    """A release as files: a folder named for its source, with the tables and ``release.toml``."""

    key: Key
    name: str
    reference: date
    folder: Path
    facts: dict[str, Any]

    def rows(self) -> Iterator[tuple[str, Row]]:
        return READERS[self.key](self.folder, self.name, self.facts)

    @property
    def digest(self) -> str:
        """A hash of everything that is read."""
        found = hashlib.sha256()
        for path in sorted(self.folder.iterdir()):
            found.update(path.name.encode() + b"\0" + path.read_bytes())
        return found.hexdigest()


def find_tables(folder: Path) -> list[Tables]:
    """Returns the releases in ``folder``, in the order of `READERS`. Raises ``BadTable``."""
    found = []
    for key in READERS:
        path = folder / key / "release.toml"
        if not path.exists():
            continue
        try:
            facts = tomllib.loads(path.read_text("utf-8"))
            name, reference = facts.pop("name"), facts.pop("reference")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadTable(f"{key}/release.toml: {error}") from error
        except KeyError as error:
            raise BadTable(f"{key}/release.toml: {error.args[0]} is missing") from error
        if not isinstance(name, str) or not isinstance(reference, date):
            raise BadTable(f"{key}/release.toml: name must be text and reference a date")
        found.append(Tables(key, name, reference, path.parent, facts))
    if not found:
        raise BadTable(f"{folder} has no release: a folder such as oews/ with release.toml")
    return found
