import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careers.models import Edition
from tests.factories import NOW, a_guide, a_published_guide

pytestmark = pytest.mark.django_db
BEFORE = NOW - dt.timedelta(days=1)
ROLES = {
    "Software Engineer": {
        "also_called": ["Software Developer", "Programmer"],
        "field": "engineering",
        "tech_stack": ["PostgreSQL"],
    },
    "Accountant": {"also_called": ["Staff Accountant"], "field": "finance", "tech_stack": ["QuickBooks"]},
    "Operations Officer": {"also_called": ["Operations Coordinator"], "field": "operations", "tech_stack": ["SAP ERP"]},
}


@pytest.fixture
def guides():
    for title, changes in ROLES.items():
        a_published_guide(
            title=title, slug=title.lower().replace(" ", "-"), now=BEFORE, summary=f"What a {title} does.", **changes
        )


def found(query):
    return [edition.title for edition in Edition.objects.live(NOW).for_cards().matching(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("accountant", "Accountant"),
        ("acountant", "Accountant"),
        ("accuontant", "Accountant"),
        ("sofware enginer", "Software Engineer"),
        ("programer", "Software Engineer"),
        ("operatons", "Operations Officer"),
        ("postgresql", "Software Engineer"),
        ("quickbooks", "Accountant"),
    ],
)
def test_search_finds_the_role_in_spite_of_typing_errors(guides, query, first):
    assert found(query)[0] == first


def test_a_mistyped_title_comes_before_a_guide_that_has_its_words_among_other_names(guides):
    other = {
        "also_called": ["Software QA Engineer", "Software Engineer in Test"],
        "field": "engineering",
        "tech_stack": [],
    }
    a_published_guide(title="QA Engineer", slug="qa-engineer", now=BEFORE, summary="What a QA Engineer does.", **other)
    assert found("softwar engineer")[:2] == ["Software Engineer", "QA Engineer"]


def test_search_finds_nothing_for_what_no_guide_is_about(guides):
    assert found("submarine welding xylophone") == []


def test_a_draft_and_a_future_edition_are_not_found(guides):
    a_guide(title="Zeppelin Rigger", slug="zeppelin-rigger")
    assert found("zeppelin rigger") == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=300))
def test_any_text_is_a_query(guides, query):
    found(query.replace("\0", ""))


@pytest.mark.parametrize(
    "query", ["' OR 1=1 --", "a & | !", "((((", '"unclosed', "x" * 10_000, "%", "<script>alert(1)</script>"]
)
def test_a_strange_query_gets_a_page(client, guides, query):
    page = client.get("/careers/", {"q": query})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_look_alikes_are_called_that(client, guides):
    assert client.get("/careers/", {"q": "acountant"}).context["near"] is True
    assert client.get("/careers/", {"q": "accountant"}).context["near"] is False


def test_the_index_lists_by_field_and_by_letter(client, guides):
    page = client.get("/careers/")
    assert [field.name for field, _ in page.context["by_field"]] == ["Engineering", "Finance", "Operations"]
    letters = client.get("/careers/", {"order": "az"}).context["letters"]
    assert [letter for letter, _ in letters] == ["A", "O", "S"]


@pytest.mark.parametrize(
    ("path", "most"),
    [("/careers/", 6), ("/careers/?q=engineer", 6), ("/careers/compare/", 6), ("/sitemap-guides.xml", 6),
     ("/careers/feed/", 6), ("/", 9)],  # the home page has jobs too
)  # fmt: skip
def test_a_list_takes_the_same_few_queries_however_long_it_is(
    client, guides, django_assert_max_num_queries, path, most
):
    for n in range(12):
        a_published_guide(title=f"Engineer {n}", slug=f"engineer-{n}", now=BEFORE)
    with django_assert_max_num_queries(most):
        assert client.get(path).status_code == 200


def test_a_field_page_lists_its_guides_and_an_empty_one_is_not_found(client, guides):
    page = client.get("/careers/field/finance/")
    assert b"Accountant" in page.content
    assert b"Operations Officer" not in page.content
    assert client.get("/careers/field/writing/").status_code == 404
    assert client.get("/careers/field/nonsense/").status_code == 404


def test_two_to_four_careers_stand_side_by_side(client, guides, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = client.get("/careers/compare/?guides=accountant,software-engineer,operations-officer")
    assert [shown.document.title for shown in page.context["columns"]] == [
        "Accountant",
        "Software Engineer",
        "Operations Officer",
    ]
    assert page.context["problem"] == ""
    same = client.get("/careers/compare/?guides=accountant&guides=software-engineer")
    assert [shown.document.title for shown in same.context["columns"]] == ["Accountant", "Software Engineer"]


def test_a_comparison_names_the_source_of_figures_and_says_what_a_guide_leaves_out(client):
    a_published_guide()
    a_published_guide(
        title="Tide Gauge Technician", slug="tide-gauge-technician", growth=None, pay=[], pros=[], stress=""
    )
    page = client.get("/careers/compare/?guides=lighthouse-keeper,tide-gauge-technician")
    rows = {str(label): cells for label, cells in page.context["comparison"]}
    keeper, technician = zip(*(rows[label] for label in ("Median pay", "Job growth", "Pros", "Stress")), strict=True)
    assert technician == (None, None, None, None)
    assert (keeper[0].figure, keeper[0].note) == ("$41,000 a year", "$30,000–$60,000 a year, United States")
    assert keeper[0].passport.basis == "editorial"
    assert (keeper[1].figure, keeper[1].note) == ("−12%", "2024–2034")
    assert page.content.decode().count("Not stated") >= 4


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("guides=accountant", "at least two"),
        ("guides=accountant,nobody", "nobody"),
        ("guides=a,b,c,d,e", "find these careers: “a”, “b”, “c”, “d”."),
        ("guides=%3Cscript%3E,accountant", "find this career: "),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(client, guides, query, problem):
    page = client.get(f"/careers/compare/?{query}")
    assert problem in page.context["problem"]
    assert b"<script>," not in page.content


def test_a_page_not_found_offers_a_search(client):
    page = client.get("/careers/wizard/")
    assert page.status_code == 404
    assert b'name="q"' in page.content


def test_the_home_page_counts_only_what_is_there(client, guides):
    a_guide(title="Harbor Pilot", slug="harbor-pilot", now=timezone.now())
    page = client.get("/")
    assert page.context["guide_count"] == 3
    assert page.context["most_read"] == []
