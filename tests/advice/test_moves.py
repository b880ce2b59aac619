"""Career moves by published figures: what they say, how they're drawn, and what a page costs."""

import itertools
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from advice.moves.drawing import COLUMNS, GUTTER, LABEL, LETTER, MOST_LINES, START, TALL, draw_steps
from advice.moves.overlap import Work, overlap_of
from advice.moves.page import page_of
from advice.moves.roles import roles_of
from advice.moves.steps import steps_from
from jobs.models import Job
from occupations.models import Occupation
from resumes.services import create_resume
from tests.careers.page_figures import Page
from tests.factories import a_job, a_user, an_occupation
from tests.resumes.publishing.support import with_plus

pytestmark = pytest.mark.django_db
ANALYSTS = "/careers/occupations/information-security-analysts/moves/"


def rated(**importance):
    return [{"name": name, "importance": value} for name, value in importance.items()]


def tool(name, *, in_demand=True):
    return {"name": name, "in_demand": in_demand}


def occupation(title):
    return Occupation.objects.get(title=title)


# --- What carries over --------------------------------------------------------------------------------------------------


def test_what_is_important_in_both_carries_over_and_the_rest_is_to_learn():
    here = Work.of(rated(Writing="4", Math="2.9"), rated(Law="3"), [tool("Excel", in_demand=False)])
    there = Work.of(
        rated(Writing="3.5", Math="4.2", Singing="2"),
        rated(Law="4", Biology="3"),
        [tool("Excel"), tool("R"), tool("Word", in_demand=False)],
    )
    overlap = overlap_of(here, there)
    assert overlap.carries == ("Writing", "Law")
    assert overlap.learns == ("Biology", "Math")
    assert (overlap.tools_carry, overlap.tools_learn) == (("Excel",), ("R",))
    assert overlap.asked == 4


def test_without_ratings_only_software_is_compared():
    overlap = overlap_of(Work.of((), (), [tool("R")]), Work.of(rated(Writing="4"), (), [tool("R"), tool("SAS")]))
    assert (overlap.carries, overlap.learns, overlap.is_rated) == ((), (), False)
    assert (overlap.tools_carry, overlap.tools_learn) == (("R",), ("SAS",))


# --- Steps --------------------------------------------------------------------------------------------------------------


def test_further_steps_are_close_and_pay_more_and_nothing_is_named_twice(all_occupations):
    page = page_of(occupation("Information Security Analysts"))
    codes = {one.code for one in page.occupation.document.onet.related}
    steps = steps_from(page.start, roles_of(codes))
    assert {step.number for step in steps} >= {1, 2}
    named = [step.role.code for step in steps]
    assert len(named) == len(set(named))
    assert page.start.code not in named
    by_code = {step.role.code: step for step in steps}
    for step in steps:
        before = by_code[step.after].role if step.number > 1 else page.start
        tiers = {one.code: one.tier for one in before.leads_to}
        assert tiers[step.role.code] <= 2
        assert step.role.is_exact
        assert step.number == 1 or step.role.pay > before.pay


# --- The drawing --------------------------------------------------------------------------------------------------------


def pictures():
    """Pictures of every fifteenth occupation."""
    for one in Occupation.objects.filter(is_listed=True).order_by("code")[::15]:
        page = page_of(one)
        if page and page.picture:
            yield page.title, page.picture


def test_no_label_touches_another_and_no_line_runs_through_one(all_occupations):
    drawn = 0
    for title, picture in pictures():
        drawn += 1
        for number, _x in COLUMNS.items():
            column = sorted(lines_of(node) for node in picture.nodes if node.number == number)
            assert all(below[0][0] - above[-1][0] > TALL - 0.5 for above, below in itertools.pairwise(column)), title
        for node in picture.nodes:
            start, turn, *bends, end = numbers(node.edge)
            assert all(LABEL + LETTER * len(line) <= GUTTER for _y, line in lines_of(node)), title
            assert "…" not in node.label or len(node.above) == MOST_LINES - 1, title
            assert turn >= start
            assert end == node.x - 6
            before = [one for one in COLUMNS.values() if one < node.x]
            assert turn >= (before[-1] + GUTTER if before else START)
            assert all(turn <= bend <= end for bend in bends)
        rows = [node.y for node in picture.rows]
        assert all(below - above >= 40 for above, below in itertools.pairwise(rows)), title
        assert len(picture.rows) == len(picture.nodes)
        for node in picture.rows:
            assert node.text_x + 7.9 * len(node.label) <= 340, (title, node.label)
            assert max(xs_of_row(node.edge)) < node.text_x
        assert all(0 < node.y < picture.height for node in picture.nodes)
        assert all(0 < y < picture.height for node in picture.nodes for y, _line in lines_of(node))
    assert drawn >= 30


def lines_of(node):
    """Heights and words of a label's lines, from the top."""
    last = (node.text_y, f"{node.label} {node.figure}".strip())
    return (*((line.y, line.text) for line in node.above), last)


def numbers(edge):
    """The x of a line's start, of where it turns, of its bends, and of its end."""
    start, turn, one, other, end = re.fullmatch(
        r"M([\d.]+) [\d.]+H([\d.]+)C([\d.]+) [\d.]+ ([\d.]+) [\d.]+ ([\d.]+) [\d.]+", edge
    ).groups()
    return [float(x) for x in (start, turn, one, other, end)]


def xs_of_row(edge):
    return [float(x) for x in re.findall(r"[MQH]([\d.]+)", edge)]


def test_no_pay_no_drawing():
    assert draw_steps("Nobody", "11-0000.00", None, ()) is None
    assert draw_steps("Somebody", "11-0000.00", 5_000_000, ()) is None


# --- The page -----------------------------------------------------------------------------------------------------------


def test_the_page_says_the_figures_and_where_they_are_from(client, all_occupations):
    found = occupation("Information Security Analysts")
    response = client.get(ANALYSTS)
    page = Page(response.content.decode())
    said = page.ids["main"].text()
    near = found.document.onet.related
    listed = list(Occupation.objects.listed().filter(code__in=[one.code for one in near]))
    assert listed
    for one in listed:
        assert one.title in said
        assert f"/careers/occupations/{one.slug}/moves/" in response.content.decode()
    assert "Carries over" in said
    assert "To learn" in said
    assert "Occupational Employment and Wage Statistics" in said
    assert "O*NET" in said


def test_an_occupation_page_links_to_its_moves(client, all_occupations):
    assert ANALYSTS in client.get(ANALYSTS.removesuffix("moves/")).content.decode()


def test_openings_on_the_site_are_counted_and_linked(client, all_occupations):
    start = occupation("Information Security Analysts")
    near = Occupation.objects.listed().filter(code__in=[one.code for one in start.document.onet.related]).first()
    job = a_job()
    Job.objects.filter(pk=job.pk).update(occupation=near, occupation_confidence=100)
    assert f"?occupation={near.slug}" in client.get(ANALYSTS).content.decode()


def test_a_cold_page_costs_at_most_ten_queries(client, all_occupations, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        assert client.get(ANALYSTS).status_code == 200


def test_former_addresses_lead_on_and_others_are_not_there(client, all_occupations):
    Occupation.objects.filter(title="Information Security Analysts").update(former_slugs=["security-people"])
    moved = client.get("/careers/occupations/security-people/moves/")
    assert (moved.status_code, moved["Location"]) == (301, ANALYSTS)
    assert client.get("/careers/occupations/nobody/moves/").status_code == 404


def test_differences_are_only_said_of_figures_that_can_be_compared(all_occupations):
    page = page_of(occupation("Information Security Analysts"))
    for move in page.moves:
        assert bool(move.pay_difference) == (move.role.is_exact and page.start.is_exact)
        if move.role.growth_is_wider:
            assert move.growth_difference == ""
    assert all(isinstance(move.role.growth, Decimal) for move in page.moves if move.growth)


def test_a_page_with_little_to_say_stays_out_of_search_engines(client, db):
    one = an_occupation()
    an_occupation(code="53-5022.00", title="Motorboat Operators")
    one.facts["onet"]["related"] = [{"code": "53-5022.00", "tier": 1, "rank": 1}]
    one.save()
    said = client.get(f"/careers/occupations/{one.slug}/moves/").content.decode()
    assert '<meta name="robots" content="noindex">' in said
    assert "Motorboat Operators" in said
    assert "/moves/" not in client.get("/sitemap-moves.xml").content.decode()


def test_others_are_in_the_sitemap_under_their_own_address(client, all_occupations):
    assert f"{ANALYSTS}</loc>" in client.get("/sitemap-moves.xml").content.decode()
    said = client.get(ANALYSTS).content.decode()
    assert "noindex" not in said
    assert re.search(rf'rel="canonical"\s+href="[^"]*{ANALYSTS}"', said)


# --- A member's own -----------------------------------------------------------------------------------------------------

OWN = "/account/advice/moves/"


def a_resume(user, *positions, highlights=()):
    work = [
        {"position": position, "name": "Acme", "startDate": "2020", "highlights": list(highlights)}
        for position in positions
    ]
    return create_resume(user=user, name="Main", language="en", data={"work": work}, now=timezone.now())


@pytest.fixture
def member(client):
    user = with_plus(a_user())
    client.force_login(user)
    return user


def test_a_member_starts_from_the_current_position_and_reads_lines_beside_what_is_asked(
    client, member, all_occupations
):
    a_resume(member, "Data Scientist", highlights=["Moved reports from SPSS to Excel", "Wrote <b>SQL</b> all day"])
    response = client.get(OWN)
    said = Page(response.content.decode()).ids["main"].text()
    assert "You start as “Data Scientists”, the closest match to “Data Scientist” on your résumé." in said
    assert re.search(r"Excel: \W*Moved reports from SPSS to Excel", said)
    assert re.search(r"We found no line about [^.]*PowerPoint[^.]* in your résumé\.", said)
    assert "lack" not in said
    assert "no-store" in response["Cache-Control"]


def test_a_title_that_tells_nothing_is_asked_about(client, member, all_occupations):
    resume = a_resume(member, "Chief Happiness Ninja")
    said = client.get(OWN).content.decode()
    assert "We aren't sure which occupation “Chief Happiness Ninja” is." in said
    offered = client.get(OWN, {"title": "Operations Lead", "resume": resume.pk}).content.decode()
    assert f"?occupation=general-and-operations-managers&amp;resume={resume.pk}" in offered
    offered = client.get(OWN, {"title": "nurse", "resume": resume.pk}).content.decode()
    assert f"?occupation=registered-nurses&amp;resume={resume.pk}" in offered
    chosen = client.get(OWN, {"occupation": "registered-nurses", "resume": resume.pk}).content.decode()
    assert "You start as “Registered Nurses”." in chosen


def test_what_was_typed_is_kept_and_escaped(client, member, all_occupations):
    a_resume(member, "Data Scientist")
    said = client.get(OWN, {"title": '<script>"x"'}).content.decode()
    assert "&lt;script&gt;&quot;x&quot;" in said
    assert '<script>"x"' not in said


def test_a_resume_of_somebody_else_is_not_there(client, member, all_occupations):
    other = a_resume(a_user("other@example.com"), "Data Scientist")
    for asked in (other.pk, "x", "9" * 30):
        assert client.get(OWN, {"resume": asked}).status_code == 404


def test_without_a_resume_the_page_asks_for_one(client, member):
    assert "Import résumé" in client.get(OWN).content.decode()


def test_without_plus_the_page_says_what_it_is(client):
    client.force_login(a_user())
    response = client.get(OWN)
    assert response.status_code == 200
    assert "Advice is part of" in response.content.decode()


def test_a_resume_without_a_position_is_asked_about(client, member, all_occupations):
    create_resume(user=member, name="Empty", language="en", data={}, now=timezone.now())
    assert "Your résumé has no position yet." in client.get(OWN).content.decode()
