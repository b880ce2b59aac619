"""Sources of advice: what a reader can see of a résumé, a job, a guide and an occupation, in pieces that can be quoted."""

import datetime as dt
import html
import re
import time
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advice.sources import Kind, of_guide, of_job, of_occupation, of_resume
from advice.sources.job import passages_of
from advice.sources.source import LONGEST, parts_of
from careers.models import Edition
from occupations.models import Occupation
from resumes import services as resumes
from resumes.document import ResumeDocument
from tests.factories import a_job, a_published_guide, a_user
from tests.resumes.people import ANA
from toolkit.rich_text import RichText, clean, words
from toolkit.text import one_line

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
HIDDEN = "\u200b\u200d\u202e\u2066\u2069\ufeff\xad\U000e0041"
HOSTILE = st.text(
    st.one_of(
        st.characters(), st.sampled_from([*HIDDEN, "\n", "\t", " ", "<", ">", "&", "*", "[", "]", "(", ")", "."])
    ),
    max_size=20,
)
PROSE = st.one_of(HOSTILE, st.lists(HOSTILE, max_size=4).map("\n- ".join), HOSTILE.map(lambda text: text * 60))
ENTRY = st.fixed_dictionaries(
    {}, optional={"position": HOSTILE, "name": HOSTILE, "summary": PROSE, "highlights": st.lists(PROSE, max_size=3)}
)
RESUMES = st.fixed_dictionaries(
    {},
    optional={
        "basics": st.fixed_dictionaries({}, optional={"label": HOSTILE, "summary": PROSE}),
        "work": st.lists(ENTRY, max_size=3),
        "projects": st.lists(
            st.fixed_dictionaries({"name": HOSTILE, "description": PROSE, "keywords": st.lists(HOSTILE, max_size=3)}),
            max_size=2,
        ),
        "skills": st.lists(
            st.fixed_dictionaries({"name": HOSTILE, "keywords": st.lists(HOSTILE, max_size=3)}), max_size=2
        ),
        "education": st.lists(st.fixed_dictionaries({"studyType": HOSTILE, "institution": HOSTILE}), max_size=2),
        "languages": st.lists(st.fixed_dictionaries({"language": HOSTILE, "fluency": HOSTILE}), max_size=2),
    },
)
# Markup as feeds bring it: headings that are bold lines, hidden parts, and what never closes.
TAGS = ("<p>", "</p>", "<br>", "<ul><li>", "</li>", "<h2>", "</h2>", "<b>", "</b>", "<div style='display:none'>", "<!--", "-->",
        "<script>", "</script>", "<table><tr><td>", "</td></tr></table>", "<pre>", "<a href='javascript:x'>", "</a>")  # fmt: skip
MARKUP = st.lists(st.one_of(HOSTILE, st.sampled_from(TAGS)), max_size=20).map("".join)


def check(sources):
    """What holds for all sources: visible text on one line, short, each with a key of its own."""
    assert len({source.key for source in sources}) == len(sources)
    for source in sources:
        assert source.text == one_line(source.text) != ""
        assert source.label == one_line(source.label)
        assert len(source.text) <= LONGEST
        assert not set(source.text) & set(HIDDEN) - {"\u200d"}


@given(RESUMES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_resume_becomes_visible_lines(data):
    document = ResumeDocument.from_json(data)
    sources = of_resume(document, url="/account/resumes/5/")
    check(sources)
    assert sources == of_resume(document, url="/account/resumes/5/")
    assert all(source.url.startswith("/account/resumes/5/") for source in sources)


@given(RESUMES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_a_resume_says_of_the_work_is_lost(data):
    document = ResumeDocument.from_json(data)
    said = " ".join(source.text for source in of_resume(document, url=""))
    kept = re.sub(r"\W", "", said)
    for work in document.work:
        for text in (work.position, work.name):
            assert re.sub(r"\W", "", one_line(text)) in kept


@given(MARKUP)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_description_becomes_visible_sentences(markup):
    description = clean(markup)
    passages = passages_of(description)
    assert [passage.key for passage in passages] == [f"s{number}" for number in range(1, len(passages) + 1)]
    assert all(passage.text == one_line(passage.text) != "" for passage in passages)
    # Bullets and numbers of lists aren't part of sentences.
    letters = lambda text: re.sub(r"[\W\d_]", "", one_line(text))  # noqa: E731
    assert letters(" ".join(passage.text for passage in passages)) == letters(words(description))


@given(st.text(max_size=40).map(lambda text: text * 200))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_parts_join_to_the_text(text):
    assert re.sub(r"\s", "", "".join(parts_of(text))) == re.sub(r"\s", "", one_line(text))


def test_a_huge_resume_takes_little_time():
    bullets = ["Led x. " * 300] * 200
    document = ResumeDocument.from_json({"work": [{"name": "Acme", "highlights": bullets}]})
    began = time.perf_counter()
    check(of_resume(document, url=""))
    assert time.perf_counter() - began < 2


def test_lines_of_a_resume_name_their_place_and_leave_out_contact_data():
    sources = of_resume(ANA.document, url="/account/resumes/5/")
    check(sources)
    by_key = {source.key: source for source in sources}
    line = by_key["work.0.highlights.1"]
    assert line.text == "Managed a vendor budget of R$1.8 million and renegotiated 14 of 19 contracts"
    assert (line.kind, line.label) == (Kind.RESUME, "Maré Logística")
    assert line.url == "/account/resumes/5/work/?open=0#entry-0-highlights"
    assert by_key["work.0"].text == "Operations Lead, Maré Logística, Recife, remote, Mar 2022 – Present"
    everything = " ".join(source.text for source in sources)
    for secret in ("Ana Moreira", "ana@example.com", "5550", "codehaven"):
        assert secret not in everything


def test_headings_of_a_description_reach_as_far_as_they_do_on_the_page():
    description = clean(
        "<h2>Who you are</h2><p>Kind.</p><p><strong>Nice to have:</strong></p><ul><li>Kafka</li></ul>"
        "<p>We would also like you to bring:</p><ul><li>SQL. And patience.</li></ul><p>We are small.</p><h2>Pay</h2><p>Fair.</p>"
    )
    found = [(passage.text, passage.headings) for passage in passages_of(description) if not passage.is_heading]
    assert found == [
        ("Kind.", ("Who you are",)),
        ("Kafka", ("Who you are", "Nice to have")),
        ("SQL.", ("Who you are", "Nice to have", "We would also like you to bring")),
        ("And patience.", ("Who you are", "Nice to have", "We would also like you to bring")),
        ("We are small.", ("Who you are", "Nice to have")),
        ("Fair.", ("Pay",)),
    ]


# --- On the pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def member(client, db):
    user = a_user()
    client.force_login(user)
    return user


def ids_of(page):
    return {html.unescape(found) for found in re.findall(r'\bid="([^"]+)"', page)}


def test_each_line_of_a_resume_opens_where_it_is_edited(client, member):
    data = ANA.data | {
        "publications": [{"name": "On lists", "publisher": "Press", "summary": "Short."}],
        "projects": [{"name": "Map", "description": "A map.", "keywords": ["SQL"], "highlights": ["Drew it"]}],
    }
    resume = resumes.create_resume(user=member, name="One", language="en", data=data, now=NOW)
    for source in of_resume(resume.document, url=f"/account/resumes/{resume.pk}/"):
        address = urlsplit(source.url)
        page = client.get(f"{address.path}?{address.query}").content.decode()
        assert address.fragment in ids_of(page), source


def test_each_sentence_of_a_job_is_on_its_page(client, db):
    job = a_job(
        now=NOW,
        description="<h2>You</h2><p>You know SQL, Python &amp; R well. You write well-kept notes, and you read them.</p>"
        "<ul><li>3+ years of operations</li><li>Patience</li></ul>",
        timezone=(0, 120),
    )
    page = client.get(job.get_absolute_url()).content.decode()
    sources = of_job(job)
    check(sources)
    assert [source.text for source in sources if source.key[0] == "s" and source.key != "skills"][1:3] == [
        "You know SQL, Python & R well.", "You write well-kept notes, and you read them."
    ]  # fmt: skip
    assert {"title", "company", "regions", "pay", "level", "skills", "timezone"} <= {source.key for source in sources}
    shown = one_line(html.unescape(re.sub(r"<[^<>]+>", " ", page)))
    for source in sources:
        anchor, _, fragment = urlsplit(source.url).fragment.partition(":~:")
        assert not anchor or anchor in ids_of(page)
        for part in filter(None, fragment.removeprefix("text=").split(",")):
            assert unquote(part) in shown


def test_each_part_of_a_guide_opens_its_section(client, db):
    a_published_guide()
    edition = Edition.objects.live(dt.datetime.now(dt.UTC)).get()
    page = client.get(edition.get_absolute_url()).content.decode()
    sources = of_guide(edition)
    check(sources)
    keys = {source.key.partition(".")[0] for source in sources}
    assert {"summary", "pay", "growth", "path", "tiers", "day", "skill_map", "questions", "advice"} <= keys
    pay = next(source.text for source in sources if source.key == "pay.US")
    assert "median $41,000" in pay
    assert "Estimated by our editors." in pay
    for source in sources:
        fragment = urlsplit(source.url).fragment
        assert not fragment or fragment in ids_of(page), source


def test_each_figure_of_an_occupation_names_its_release_and_opens_its_part(client, occupations):
    for occupation in Occupation.objects.filter(is_listed=True):
        page = client.get(occupation.get_absolute_url()).content.decode()
        sources = of_occupation(occupation)
        check(sources)
        for source in sources:
            assert urlsplit(source.url).fragment in ids_of(page), source
            if source.key.startswith(("pay", "outlook", "way-in", "text")):
                assert "Published statistic" in source.text
    developers = {source.key: source for source in of_occupation(Occupation.objects.get(code="15-1252.00"))}
    assert "May 2025" in developers["pay.US"].text
    assert "Half earn more than $" in developers["pay.US"].text
    assert "grow" in developers["outlook"].text


def test_text_of_a_job_is_what_its_page_shows():
    text = RichText("<script>steal()</script><p>Sh\u200bown \u202eonly</p><style>p{}</style>")
    assert [passage.text for passage in passages_of(text.html)] == ["Shown only"]
