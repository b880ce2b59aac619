"""Reads profiles of the Occupational Outlook Handbook, US Bureau of Labor Statistics."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from occupations.facts import Description
from occupations.reading.rows import ProfileRow
from occupations.reading.tables import BadTable, read_table, soc_code
from occupations.sources import Key


def read(folder: Path, release: str, facts: dict[str, Any]) -> Iterator[tuple[str, ProfileRow]]:
    """Yields profiles by SOC code: the first paragraph of each section. A profile without text is left out."""

    def code(cell: str, title: str, kind: str, slug: str) -> tuple[str, str, str, bool]:
        return soc_code(cell), title, slug, kind == "Summary"

    codes = list(read_table(folder / "codes.tsv.gz", ("soc_code", "title", "occupation_type", "ooh_slug"), code))
    occupations = Counter(slug for _, _, slug, is_summary in codes if not is_summary)

    def profile(slug: str, *cells: str) -> tuple[str, dict[str, str]]:
        title, url, text, setting, how, modified = cells
        day = dt.datetime.strptime(modified, "%A, %B %d, %Y").replace(tzinfo=dt.UTC).date()
        return slug, {
            "profile": title, "url": url, "text": text, "work_environment": setting, "how_to_become": how,
            "updated": day.isoformat(),
        }  # fmt: skip

    columns = ("slug", "title", "url", "what_they_do", "work_environment", "how_to_become", "last_modified")
    profiles = dict(read_table(folder / "profiles.tsv.gz", columns, profile))
    for soc, title, slug, is_summary in codes:
        found = profiles.get(slug)
        if found is None:
            raise BadTable(f"codes.tsv.gz: the profile “{slug}” of {soc} is not in profiles.tsv.gz")
        if found["text"]:
            description = Description(source=Key.HANDBOOK, release=release, code=soc, title=title, **found)
            yield soc, ProfileRow(description=description, slug=slug, is_shared=is_summary or occupations[slug] > 1)
