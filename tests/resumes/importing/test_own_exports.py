"""What the exports write, the importer reads back: for people in every language that it knows, in every format and design."""

import re
from collections.abc import Iterator

import pytest

from resumes.document import ResumeDocument
from resumes.exports import DESIGNS, FORMATS, Options
from resumes.exports.rich_text import line_of, text_of
from resumes.importing import read_file
from tests.resumes import people as exported
from tests.resumes.importing import people as labelled
from tests.resumes.importing.measure import _parse_here

KINDS = [
    *[pytest.param(key, "plain", id=key) for key in ("docx", "text", "markdown")],
    *[pytest.param("pdf", design, id=f"pdf-{design}") for design in DESIGNS],
]
# Of the people there, those with a language that the importer reads. HOSTILE isn't among them: a name, a title or a phone number made
# of formulas and markup is read as what it looks like. What the format has and exports don't say apart comes back elsewhere: a project's
# entity and roles in its description.
WRITTEN = (exported.ANA, exported.KLAUS, exported.MINIMAL)
LINKED = ("docx", "text", "markdown")  # formats that say which text an address is behind


def _document(person: labelled.Person) -> ResumeDocument:
    """Returns the résumé of a person of the labelled set."""
    return ResumeDocument.from_json(
        {
            "basics": {
                "name": person.name,
                "label": person.label,
                "email": person.email,
                "phone": person.phone,
                "summary": person.summary,
                "location": {"city": person.city, "countryCode": person.country_code},
            },
            "work": [
                {
                    "position": job.position,
                    "name": job.employer,
                    "location": job.city,
                    "startDate": job.start,
                    **({"endDate": job.end} if job.end else {}),
                    "highlights": list(job.highlights),
                }
                for job in person.jobs
            ],
            "education": [
                {
                    "institution": one.school,
                    "studyType": one.kind,
                    "area": one.area,
                    "startDate": one.start,
                    "endDate": one.end,
                }
                for one in person.degrees
            ],
            "skills": [{"name": group, "keywords": list(skills)} for group, skills in person.skills],
            "languages": [{"language": name, "fluency": level} for name, level in person.languages],
        }
    )


def facts_of(document: ResumeDocument) -> Iterator[tuple[str, str]]:
    """Yields what has to come back, each under the place where it belongs."""
    data = document.to_json()
    basics = data.get("basics", {})
    yield from ((name, basics.get(name, "")) for name in ("name", "label", "email", "phone"))
    yield from ((name, basics.get("location", {}).get(name, "")) for name in ("city", "countryCode"))
    for section, names in FIELDS.items():
        for number, item in enumerate(data.get(section, [])):
            for name in names:
                values = item.get(name, "")
                for value in values if isinstance(values, list) else [values]:
                    yield f"{section}[{number}].{name}", _text(value)


FIELDS = {
    "work": ("position", "name", "location", "startDate", "endDate", "highlights"),
    "volunteer": ("position", "organization", "startDate", "endDate"),
    "education": ("studyType", "area", "institution", "startDate", "endDate", "score", "courses"),
    "projects": ("name", "startDate", "endDate", "highlights", "keywords"),
    "skills": ("name", "keywords"),
    "languages": ("language", "fluency"),
    "certificates": ("name", "issuer", "date"),
    "awards": ("title", "awarder", "date"),
    "publications": ("name", "publisher"),
    "interests": ("name",),
    "references": ("name", "reference"),
}


def _text(value: str) -> str:
    """Returns a text without its styles and the addresses behind its words."""
    return re.sub(r" \(https?://[^)]*\)", "", text_of(line_of(value)))


def lost(document: ResumeDocument, language: str, key: str, design: str) -> list[tuple[str, str]]:
    """Returns what an export says and a draft of it doesn't."""
    content = FORMATS[key].render(document, Options(language, design=design)).content
    back = list(facts_of(read_file("", content, parse=_parse_here).document))
    return [one for one in facts_of(document) if one[1] and one not in back]


@pytest.mark.parametrize(("key", "design"), KINDS)
@pytest.mark.parametrize("person", WRITTEN, ids=lambda person: person.key)
def test_an_export_comes_back_complete(person, key, design):
    assert lost(person.document, person.language, key, design) == []


@pytest.mark.parametrize(("key", "design"), KINDS)
@pytest.mark.parametrize("person", labelled.PEOPLE, ids=lambda person: person.language)
def test_an_export_in_each_language_comes_back_complete(person, key, design):
    assert lost(_document(person), person.language, key, design) == []


@pytest.mark.parametrize("key", LINKED)
def test_addresses_behind_names_come_back_where_they_were(key):
    content = FORMATS[key].render(exported.ANA.document, Options()).content

    draft = read_file("", content, parse=_parse_here)

    assert draft.not_placed == ()
    back = draft.document.to_json()
    for section in ("work", "projects", "certificates", "publications"):
        assert [one.get("url") for one in back[section]] == [one.get("url") for one in exported.ANA.data[section]]
    assert back["basics"]["url"] == exported.ANA.data["basics"]["url"]
    assert ("Fediverse", "@ana@social.example") in [
        (one["network"], one.get("username")) for one in back["basics"]["profiles"]
    ]
