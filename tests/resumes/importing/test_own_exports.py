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


def _job(**fields: object) -> dict[str, object]:
    usual = {"position": "Editor", "name": "Tin & Twine", "startDate": "2020-01", "endDate": "2021-02"}
    return usual | {"highlights": ["Wrote the weekly letter"]} | fields


def _degree(**fields: object) -> dict[str, object]:
    return {"institution": "Larkmoor College", "studyType": "BSc", "area": "Physics"} | fields


# One thing each that résumés have and that the people above don't.
SMALL: dict[str, dict[str, object]] = {
    "a country": {"work": [_job(location="Germany")]},
    "remote": {"work": [_job(location="Remote")]},
    "a city and its country": {"work": [_job(location="Berlin, Germany")]},
    "a legal form": {"work": [_job(name="Acme, Inc.", location="Austin, TX")]},
    "titles with commas": {
        "work": [
            _job(position="Head of Design, Mobile", location="Berlin"),
            _job(name="Ox & Co", position="Editor, Books", location="Paris"),
        ]
    },
    "a short summary": {
        "work": [_job(summary="Letters and books"), _job(name="Ox & Co", position="Clerk", summary="Sales")]
    },
    "a year each": {
        "work": [
            _job(startDate="2020", endDate="2020"),
            _job(name="Ox & Co", position="Clerk", startDate="2018", endDate="2018"),
        ]
    },
    "one job in one year": {"work": [_job(startDate="2020", endDate="2020")]},
    "jobs without dates": {
        "work": [
            {"position": "Editor", "name": "Tin & Twine", "highlights": ["Wrote the weekly letter"]},
            {"position": "Clerk", "name": "Ox & Co", "highlights": ["Sold a thing"]},
        ]
    },
    "numbers and styles": {
        "work": [_job(summary="Responsible for:\n\n1. letters\n2. books", highlights=["Wrote **bold** things"])]
    },
    "volunteering in a year": {
        "volunteer": [
            {"organization": "Food Bank", "position": "Driver", "startDate": "2019", "endDate": "2019"},
            {"organization": "Hill School", "position": "Tutor", "startDate": "2018", "endDate": "2018"},
        ]
    },
    "courses without an area": {
        "education": [_degree(area="", startDate="2010", endDate="2012", courses=["Optics", "Heat", "Logic"])]
    },
    "many courses": {
        "education": [
            _degree(
                startDate="2010",
                endDate="2012",
                courses=[
                    *("Optics of thin films", "Mathematical logic", "Celestial mechanics", "Numerical methods"),
                    *("History of science", "Philosophy of physics"),
                ],
            ),
            _degree(studyType="MSc", startDate="2012", endDate="2013"),
        ]
    },
    "projects without dates": {
        "projects": [
            {"name": "Bandit", "description": "A tool.", "highlights": ["Used by two"], "keywords": ["Go", "C"]},
            {"name": "Robber", "highlights": ["Used by ten"]},
        ]
    },
    "an award with a text": {
        "awards": [{"title": "Prize", "awarder": "Guild", "date": "2020", "summary": "For good work in the field."}]
    },
    "references": {
        "references": [
            {"name": "Rui Falcão", "reference": "Calm in a fire."},
            {"name": "Dr. Mia de Wit", "reference": "She writes very well."},
        ]
    },
    "levels of skills": {"skills": [{"name": "Python", "level": "Advanced"}, {"name": "Go"}]},
}
# What can't come back, and why: the text is the same for two different résumés.
AMBIGUOUS: dict[str, tuple[dict[str, object], list[str]]] = {
    "an unknown place, in one job alone, could be part of the employer's name": (
        {"work": [_job(location="Smallville")]},
        ["work[0].name", "work[0].location"],
    ),
    "a name above a period could be that of a position": (
        {"work": [{"name": "Tin & Twine", "startDate": "2020-01"}]},
        ["work[0].name"],
    ),
    "a single word below a degree could be anything": (
        {"education": [_degree(startDate="2010", endDate="2012", courses=["Optics"])]},
        ["education[0].courses"],
    ),
    "a single word below a project could be its last paragraph": (
        {"projects": [{"name": "Robber", "description": "A tool.", "startDate": "2021", "keywords": ["Go"]}]},
        ["projects[0].keywords"],
    ),
    "two lines without dates could be two entries": (
        {"education": [_degree()]},
        ["education[0].area", "education[0].institution"],
    ),
}


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


@pytest.mark.parametrize(("key", "design"), KINDS)
@pytest.mark.parametrize("sections", SMALL.values(), ids=SMALL)
def test_a_small_export_comes_back_complete(sections, key, design):
    document = ResumeDocument.from_json({"basics": {"name": "Lena Fox", "label": "Editor"}} | sections)

    assert lost(document, "en", key, design) == []


@pytest.mark.parametrize(("sections", "expected"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_an_export_says_in_one_way_for_two_things_is_lost_to_one_of_them(sections, expected):
    document = ResumeDocument.from_json({"basics": {"name": "Lena Fox", "label": "Editor"}} | sections)

    assert [place for place, _value in lost(document, "en", "text", "plain")] == expected


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
