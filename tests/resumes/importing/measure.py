"""Measures how much of the labelled set comes back right: ``python -m tests.resumes.importing.measure [layout …] [--misses]``."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO

import docx
import pypdf
from django.conf import settings
from docx.oxml.ns import qn

from tests.resumes.importing.layouts import LAYOUTS, UNSEEN, Layout
from tests.resumes.importing.people import PEOPLE, Person


def fields_of(person: Person) -> Iterator[tuple[str, str]]:
    """Yields the fields that a person's résumé has, with what they should be."""
    yield from (("name", person.name), ("title", person.label), ("email", person.email), ("phone", person.phone))
    yield from (("city", person.city), ("country", person.country_code))
    yield from (("link", link) for link in person.links)
    for number, job in enumerate(person.jobs):
        yield from (
            (f"{number} {name}", value) for name, value in (("employer", job.employer), ("position", job.position))
        )
        yield from ((f"{number} {name}", value) for name, value in (("start", job.start), ("end", job.end)))
        yield from ((f"{number} highlight", text) for text in job.highlights)
    for number, degree in enumerate(person.degrees):
        values = (
            ("school", degree.school),
            ("degree", degree.kind),
            ("subject", degree.area),
            ("from", degree.start),
            ("to", degree.end),
        )
        yield from ((f"{number} {name}", value) for name, value in values)
    yield from (("skill", skill) for _group, skills in person.skills for skill in skills)
    yield from (("language", f"{name}: {level}") for name, level in person.languages)
    yield "summary", person.summary


def fields_read(data: dict) -> Iterator[tuple[str, str]]:
    """Yields the fields of a document the same way."""
    basics = data.get("basics", {})
    location = basics.get("location", {})
    for name, key in (
        ("name", "name"),
        ("title", "label"),
        ("email", "email"),
        ("phone", "phone"),
        ("summary", "summary"),
    ):
        yield name, basics.get(key, "")
    yield from (("city", location.get("city", "")), ("country", location.get("countryCode", "")))
    yield from (
        ("link", re.sub("^https?://", "", url))
        for url in [basics.get("url", ""), *(one.get("url", "") for one in basics.get("profiles", []))]
    )
    for number, job in enumerate(data.get("work", [])):
        for name, key in (("employer", "name"), ("position", "position"), ("start", "startDate"), ("end", "endDate")):
            yield f"{number} {name}", job.get(key, "")
        yield from ((f"{number} highlight", text) for text in [*job.get("highlights", []), job.get("summary", "")])
    for number, one in enumerate(data.get("education", [])):
        for name, key in (
            ("school", "institution"),
            ("degree", "studyType"),
            ("subject", "area"),
            ("from", "startDate"),
            ("to", "endDate"),
        ):
            yield f"{number} {name}", one.get(key, "")
    for skill in data.get("skills", []):
        yield from (("skill", text) for text in skill.get("keywords", [skill.get("name", "")]))
    yield from (
        ("language", f"{one.get('language', '')}: {one.get('fluency', '')}") for one in data.get("languages", [])
    )


def measured(layout: Layout, person: Person) -> tuple[int, list[str], int]:
    """Returns how many fields the person has, those that don't come back, and how many lines are lost."""
    from resumes.importing import read_file

    content = layout(person)
    draft = read_file("", content, parse=_parse_here)
    expected = list(fields_of(person))
    read = Counter((name, _plain(value)) for name, value in fields_read(draft.document.to_json()))
    missed = []
    for name, value in expected:
        if name == "name" and read[name, value.upper()]:  # capitals stay as the person wrote them
            value = value.upper()
        if name.endswith("school"):  # the format has no field for a school's city, so it stays with the school
            cities = {degree.city for degree in person.degrees}
            value = next((one for one in (value, *(f"{value}, {city}" for city in cities)) if read[name, one]), value)
        if read[name, _plain(value)]:
            read[name, _plain(value)] -= 1
        else:
            missed.append(f"{name}: {value}")
    return len(expected), missed, len(lost_lines(content, draft))


def _parse_here(module: str, function: str, content: bytes):
    """Calls a parser in this process: these files are our own, and a child for each takes longer than reading it."""
    return getattr(import_module(module), function)(content)


def lost_lines(content: bytes, draft) -> list[str]:
    """Returns the lines of a file, read here by other means, that a draft says nothing about."""
    told = _squeezed(" ".join(one.text for one in (*draft.placed, *draft.not_placed)))
    return [line for line in _lines_of(content) if _squeezed(line) not in told]


def _lines_of(content: bytes) -> list[str]:
    if content.startswith(b"%PDF"):
        return [line for page in pypdf.PdfReader(BytesIO(content)).pages for line in page.extract_text().split("\n")]
    if content.startswith(b"PK"):
        document = docx.Document(BytesIO(content))
        body = [
            document.element.body,
            *(one.header._element for one in document.sections),
            *(one.footer._element for one in document.sections),
        ]
        return [
            "".join(text.text or "" for text in line.iter(qn("w:t"))) for part in body for line in part.iter(qn("w:p"))
        ]
    return content.decode().split("\n")


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _print(title: str, layouts: dict[str, Layout], *, misses: bool) -> None:
    print(title)  # noqa: T201
    all_fields = all_missed = 0
    for name, layout in layouts.items():
        results = [measured(layout, person) for person in PEOPLE]
        fields, missed, lost = (
            sum(one[0] for one in results),
            sum(len(one[1]) for one in results),
            sum(one[2] for one in results),
        )
        all_fields, all_missed = all_fields + fields, all_missed + missed
        print(f"  {name:18} {1 - missed / fields:7.2%} of {fields} fields, {lost} lines lost")  # noqa: T201
        for person, result in zip(PEOPLE, results, strict=True) if misses else ():
            for one in result[1]:
                print(f"      {person.language}  {one}")  # noqa: T201
    if all_fields:
        print(f"  {'all':18} {1 - all_missed / all_fields:7.2%}")  # noqa: T201


if __name__ == "__main__":
    settings.configure(USE_I18N=False, VIRUS_SCANNER="")
    chosen = [one for one in sys.argv[1:] if not one.startswith("-")]
    only = lambda layouts: {name: one for name, one in layouts.items() if not chosen or name in chosen}  # noqa: E731
    _print("Layouts", only(LAYOUTS), misses="--misses" in sys.argv)
    _print("Unseen layouts", only(UNSEEN), misses="--misses" in sys.argv)
