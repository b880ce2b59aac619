"""Résumés as text, Markdown, PDF and DOCX: what goes where, and that no line is lost."""

import functools
from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resumes.importing import ImportRefused, read_file, read_text
from resumes.importing.recognition import decoded
from tests.resumes.importing.layouts import LAYOUTS, UNSEEN
from tests.resumes.importing.layouts.pdf_files import compiled
from tests.resumes.importing.measure import _parse_here, lost_lines, measured
from tests.resumes.importing.people import PEOPLE
from toolkit.child_process import Limits, call_in_child

in_child = functools.partial(call_in_child, limits=Limits(seconds=120, cpu_seconds=60))
CONTACT = "Maren Oakfield\nPlatform Engineer\nmaren@example.com\n"


def document(text):
    return read_text(text).document.to_json()


def unplaced(text):
    return {one.line: one.text for one in read_text(text).not_placed}


@pytest.mark.parametrize("layout", [*LAYOUTS, *UNSEEN])
def test_a_known_layout_comes_back(layout):
    person = PEOPLE[1]

    fields, missed, lost = measured({**LAYOUTS, **UNSEEN}[layout], person)

    assert len(missed) / fields <= (0.03 if layout in LAYOUTS else 0.08), missed
    assert lost == 0


@pytest.mark.parametrize("layout", ["single_column", "table_docx"])
def test_a_child_process_reads_the_same(layout):
    content = LAYOUTS[layout](PEOPLE[0])

    assert read_file("", content, parse=in_child) == read_file("", content, parse=_parse_here)


line = st.one_of(
    st.text(st.characters(blacklist_characters="\r"), max_size=60),
    st.sampled_from([
        "Experience", "EDUCATION", "## Skills", "Languages:", "Kontakt", "Projects", "Awards", "1. Work", "Interests", "References", "Summary", "Certifications",
        "Acme GmbH, Berlin\t2019 – 2021", "Engineer | Acme | 03/2019 - present", "Mar 2021 – Present", "seit 2020", "2016", "Employer: Acme", "Position: Engineer",
        "- did it", "• did it,", "  and more", "o", "•", "BSc in Physics, University of X, 2016", "Python, Go; SQL", "Backend: Python", "English (C1)",
        "Born: 1 Jan 1980", "+49 30 123456", "a@b.example", "linkedin.com/in/x-", "Page 1 of 2", "2 / 3", "", "-----", "develop-", "ment of it", "x" * 130, "| a | b |",
    ]),
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(line, max_size=25).map("\n".join))
def test_no_line_is_lost_whatever_the_text(text):
    try:
        draft = read_text(text)
    except ImportRefused:
        return
    told = {one.line for one in (*draft.placed, *draft.not_placed)}
    lines = decoded(text.encode("utf-8", "replace"))[0].split("\n")
    assert told == {number for number, one in enumerate(lines, 1) if one.strip()}
    assert lost_lines("\n".join(lines).encode(), draft) == []


class TestWhatPeopleReport:
    def test_an_entry_split_in_mid_line(self):
        work = document(
            CONTACT
            + "Experience\nEngineer, Acme GmbH, 2019 – 2021\n- Built a system that plans routes for the whole coun-\n  try and its neighbors\n"
        )["work"]
        assert work[0]["highlights"] == ["Built a system that plans routes for the whole country and its neighbors"]

    @pytest.mark.parametrize(
        "bullet", ["•", "◦", "▪", "●", "–", "—", "-", "*", "➢", "✓", "\uf0b7", "\uf0a7", "»", "·", "o", "‣", "⁃", "1."]
    )
    def test_bullets_of_every_font(self, bullet):
        work = document(
            f"{CONTACT}Experience\nEngineer, Acme GmbH, 2019 – 2021\n{bullet} Built it\n{bullet} Sold it\n"
        )["work"]
        assert work[0]["highlights"] == ["Built it", "Sold it"]

    def test_a_bullet_on_a_line_by_itself(self):
        work = document(f"{CONTACT}Experience\nEngineer, Acme GmbH, 2019 – 2021\n•\nBuilt it\n•\nSold it\n")["work"]
        assert work[0]["highlights"] == ["Built it", "Sold it"]

    @pytest.mark.parametrize(
        "text",
        [
            "工程师在上海工作",
            "مهندسة برمجيات",
            "Μηχανικός λογισμικού",
            "Инженер-программист",
            "Made people happy 👩‍💻 🇺🇸",
        ],
    )
    def test_other_scripts_and_emoji(self, text):
        basics = document(f"{CONTACT}Summary\n{text}\n")["basics"]
        assert basics["summary"] == text

    def test_a_section_of_ones_own_is_kept_as_not_placed(self):
        text = f"{CONTACT}\nEXPERIENCE\n\nEngineer, Acme GmbH, 2019 – 2021\n- Built it\n\nWHERE I SPEAK\n\nA talk about queues\n\nSKILLS\n\nPython\n"
        assert set(unplaced(text).values()) == {"WHERE I SPEAK", "A talk about queues"}
        assert document(text)["work"][0]["highlights"] == ["Built it"]

    def test_an_empty_import_is_no_success(self):
        for content in (b"", b"\n \n", b"\xef\xbb\xbf", b"* * *"):
            with pytest.raises(ImportRefused):
                read_file("resume.txt", content)

    def test_a_year_alone_is_a_date(self):
        draft = document(
            f"{CONTACT}Experience\nEngineer, Acme GmbH, 2019\n2017\nDeveloper, Foo Ltd\nEducation\nBSc in Physics, University of Ashgrove, 2016\n"
        )
        assert draft["education"][0]["endDate"] == "2016"

    def test_every_job_is_read(self):
        jobs = "\n".join(
            f"Engineer {number}\nAcme {number} GmbH\n{2000 + number} – {2001 + number}\n- Built {number}\n"
            for number in range(12)
        )
        assert [job["name"] for job in document(f"{CONTACT}Experience\n{jobs}")["work"]] == [
            f"Acme {number} GmbH" for number in range(12)
        ]

    def test_the_insides_of_a_pdf_are_no_skills(self):
        draft = read_text(f"{CONTACT}Skills\nPython\n4 0 obj\n<</Type/Page>>\nendobj\n%PDF-1.7\n")
        assert [skill["name"] for skill in draft.document.to_json()["skills"]] == ["Python"]
        assert len(draft.not_placed) == 4

    @pytest.mark.parametrize("paper", ["a4", "us-letter"])
    def test_three_pages_are_read_whole(self, paper):
        jobs = [{"position": f"Engineer {number}", "employer": f"Acme {number} GmbH"} for number in range(30)]
        content = compiled(PEOPLE[0], f"""
#set page(paper: "{paper}", numbering: "1 / 1")
= #d.name
#d.email
== #w.work
#for n in range(30) [*Engineer #n* #h(1fr) #(1980 + n) – #(1981 + n) \\ Acme #n GmbH, Berlin
- Planned routes for trucks that carry a great many things from one place to another, and did so every day of the year
]
""")  # fmt: skip
        draft = read_file("", content, parse=_parse_here)
        assert [(job["position"], job["name"]) for job in draft.document.to_json()["work"]] == [
            tuple(job.values()) for job in jobs
        ]
        assert all("carry" in job["highlights"][0] for job in draft.document.to_json()["work"])
        assert {one.reason for one in draft.not_placed} == {"This is a page number."}

    def test_personal_data_is_left_out_and_said_so(self):
        draft = read_text(f"{CONTACT}Date of birth: 1 January 1980\n")
        assert "Employers shouldn't ask" in draft.not_placed[0].reason


class TestDocx:
    def read(self, build):
        written = docx.Document()
        build(written)
        out = BytesIO()
        written.save(out)
        return read_file("", out.getvalue(), parse=_parse_here)

    def test_text_boxes_headers_and_footers_are_read(self):
        box = f'<w:r {nsdecls("w")}><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent><w:p><w:r><w:t>maren@example.com</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>'

        def build(written):
            written.sections[0].header.paragraphs[0].text = "Maren Oakfield"
            written.sections[0].footer.paragraphs[0].text = "+1 512 555 0134"
            written.add_paragraph("Platform Engineer")._p.append(parse_xml(box))
            written.add_heading("Skills", 1)
            written.add_paragraph("Python, Go")

        draft = self.read(build)
        basics = draft.document.to_json()["basics"]
        assert (basics["name"], basics["label"], basics["email"]) == (
            "Maren Oakfield",
            "Platform Engineer",
            "maren@example.com",
        )
        assert basics["phone"] == "+1 512 555 0134"

    def test_links_behind_words_are_read(self):
        def build(written):
            written.add_paragraph("Maren Oakfield")
            written.part.relate_to(
                "https://github.com/moakfield",
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
                is_external=True,
            )

        assert self.read(build).document.to_json()["basics"]["profiles"][0]["username"] == "moakfield"


def test_every_section_has_its_fields():
    text = f"""{CONTACT}
VOLUNTEERING

Code mentor, Girls Who Build, 2018 – 2020
- Taught 40 pupils

PROJECTS

tinyqueue — https://github.com/irina/tinyqueue
A queue in 100 lines.

CERTIFICATIONS

Certified ScrumMaster, Scrum Alliance, 2017
Cloud Architect (2019)

AWARDS

Best Paper Award, Journal of Nothing (2015)

PUBLICATIONS

On Queues, Journal of Lines, June 2018

HOBBIES

Chess, hiking

REFERENCES

Available on request.
"""
    found = document(text)
    del found["basics"]

    assert found == {
        "volunteer": [
            {
                "organization": "Girls Who Build",
                "position": "Code mentor",
                "startDate": "2018",
                "endDate": "2020",
                "highlights": ["Taught 40 pupils"],
            }
        ],
        "projects": [
            {"name": "tinyqueue", "url": "https://github.com/irina/tinyqueue", "description": "A queue in 100 lines."}
        ],
        "certificates": [
            {"name": "Certified ScrumMaster", "issuer": "Scrum Alliance", "date": "2017"},
            {"name": "Cloud Architect", "date": "2019"},
        ],
        "awards": [{"title": "Best Paper Award", "awarder": "Journal of Nothing", "date": "2015"}],
        "publications": [{"name": "On Queues", "publisher": "Journal of Lines", "releaseDate": "2018-06"}],
        "interests": [{"name": "Chess"}, {"name": "hiking"}],
        "references": [{"reference": "Available on request."}],
    }
    assert unplaced(text) == {}
