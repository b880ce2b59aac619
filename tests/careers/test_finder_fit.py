"""The formula of the career finder: what it promises, and how well it ranks labelled profiles."""

import pytest

from careers.explorer.catalog import Career, Catalog, catalog
from careers.explorer.vocabulary import SKILLS
from careers.finder.answers import Answers, parse
from careers.finder.fit import Profiles, correlation, rank, standardized
from careers.finder.reasons import match
from careers.finder.statements import STATEMENTS
from tests.careers.finder_profiles import figures, ranks_of, read_profiles

EVERY_STATEMENT = tuple(statement.key for statement in STATEMENTS)


def a_career(code, interests=(4, 1, 1, 1, 1, 1), skills=None, tools=(), education=6):
    ids = {skill.id: 1.0 for skill in SKILLS.values()}
    rated = ids | {SKILLS[key].id: value for key, value in (skills or {}).items()} if skills is not None else None
    return Career(
        code=code,
        title=code,
        slug=code,
        soc=code[:7],
        interests=interests,
        skills=rated,
        tools=tools,
        education=education,
    )


def ranked(careers, **answers):
    return rank(Profiles(Catalog(careers)), Answers(**answers))


HANDS, HELP = a_career("49-3023.00", (7, 3, 1, 1, 2, 3)), a_career("21-1014.00", (1, 3, 3, 7, 2, 2))


def test_the_career_whose_interests_rise_and_fall_with_mine_is_first():
    assert [fit.career for fit in ranked([HANDS, HELP], like=("S1", "S2", "A1"))] == [HELP, HANDS]
    assert [fit.career for fit in ranked([HANDS, HELP], like=("R1", "R2", "I1"))] == [HANDS, HELP]


def test_interests_are_compared_by_pearson_s_correlation():
    fit = ranked([HELP], like=("S1", "S2", "S3", "I1"))[0]
    # counts (0, 1, 0, 3, 0, 0) against (1, 3, 3, 7, 2, 2), by hand
    assert fit.interests == pytest.approx(0.9448, abs=0.0001)


@pytest.mark.parametrize("like", [EVERY_STATEMENT, ("R1", "I1", "A1", "S1", "E1", "C1"), ()])
def test_interests_that_are_all_alike_have_no_correlation_and_are_left_out(like):
    fits = ranked([HANDS, HELP], like=like, tool=("Figma",), skill=("service", "writing"))
    assert {fit.interests for fit in fits} == {None}


def test_every_skill_ticked_is_left_out():
    assert ranked([HANDS, HELP], skill=tuple(SKILLS)) == []
    assert {fit.skills for fit in ranked([HANDS, HELP], skill=tuple(SKILLS), like=("S1",))} == {None}


@pytest.mark.parametrize("answers", [{}, {"like": EVERY_STATEMENT}, {"education": "bachelor"}, {"tool": ("Nothing",)}])
def test_answers_that_tell_no_careers_apart_rank_nothing(answers):
    assert ranked([HANDS, HELP], **answers) == []


def test_a_career_without_rated_skills_is_neither_preferred_nor_held_back():
    good, bad = a_career("11-0001.00", skills={"writing": 5}), a_career("11-0002.00", skills={"repairing": 5})
    unrated = a_career("11-0003.00")
    fits = ranked([good, bad, unrated], skill=("writing",))
    assert [fit.career for fit in fits] == [good, unrated, bad]
    assert fits[1].skills is None
    assert fits[1].score == pytest.approx((fits[0].score + fits[2].score) / 2)


def test_a_tool_that_few_careers_use_counts_more():
    common, rare = a_career("11-0001.00", tools=("Excel",)), a_career("11-0002.00", tools=("Figma",))
    others = [a_career(f"11-01{number:02}.00", tools=("Excel",)) for number in range(8)]
    fits = ranked([common, rare, *others, HELP], tool=("Excel", "Figma"))
    assert fits[0].career == rare


def test_education_above_and_below_mine_takes_away_as_documented():
    same, above, below = (a_career(f"11-000{rank}.00", education=rank) for rank in (6, 7, 5))
    fits = ranked([same, above, below], like=("R1",), education="bachelor")
    assert [fit.career for fit in fits] == [same, below, above]
    assert [round(fits[0].score - fit.score, 6) for fit in fits] == [0, 0.1, 0.2]
    assert [fit.steps for fit in fits] == [0, -1, 1]


def test_a_correlation_is_between_minus_one_and_one():
    one = standardized((1, 2, 3, 4))
    assert correlation(one, standardized((10, 20, 30, 40))) == pytest.approx(1)
    assert correlation(one, standardized((4, 3, 2, 1))) == pytest.approx(-1)
    assert standardized((3, 3, 3)) is None
    assert correlation(one, None) is None


# --- Reasons ------------------------------------------------------------------------------------------------------------


def words(career, **answers):
    mine = Answers(**answers)
    fit = next(fit for fit in ranked([career, HANDS, HELP], **answers) if fit.career == career)
    return {str(reason.label): (reason.figure, reason.words) for reason in match(1, fit, mine).reasons}


def test_reasons_name_the_shared_and_the_missing_skills():
    career = a_career("11-0001.00", skills={"writing": 4, "speaking": 3, "science": 2.9})
    figure, said = words(career, skill=("writing", "science"))["Skills"]
    assert said == "You have 1 of its 2 important skills: Writing. You didn’t tick: Speaking."
    assert -1 <= float(figure.replace("−", "-")) <= 1


def test_reasons_say_what_the_interest_number_means():
    figure, said = words(HELP, like=("S1", "S2", "S3", "I1"))["Interests"]
    assert (figure, said) == ("0.94", "A strong fit: chance alone gives this much in 1 of 20 careers.")


def test_reasons_say_the_gap_in_education():
    assert words(HELP, like=("S1",), education="high-school")["Education"][1] == (
        "Usually: Bachelor’s degree, 4 steps above yours (High school diploma)."
    )
    assert words(HELP, like=("S1",))["Education"][1] == "Usually: Bachelor’s degree."


def test_reasons_name_the_tools_in_common():
    career = a_career("11-0001.00", tools=("Figma", "Miro"))
    assert words(career, tool=("Figma", "Stata"))["Tools"][1] == "It uses 1 of your 2 tools: Figma."


def test_a_career_that_is_not_rated_says_so():
    unrated = a_career("11-0003.00", interests=())
    said = words(unrated, like=("S1",), skill=("writing",))
    assert said["Interests"] == ("", "The interests of this career aren’t rated.")
    assert said["Skills"] == ("", "The skills of this career aren’t rated.")


# --- Answers ------------------------------------------------------------------------------------------------------------

TOOLS = ["Microsoft Excel", "Atlassian JIRA", "Adobe Photoshop", "C", "C++"]


def test_answers_come_back_from_their_query_string():
    from django.http import QueryDict

    answers = Answers(like=("I10", "R1"), skill=("writing",), tool=("Adobe Photoshop", "C++"), education="master")
    assert parse(QueryDict(answers.querystring), TOOLS).answers == answers


def test_typed_tools_are_found_by_any_of_their_words():
    assert parse({"tools": "jira, EXCEL,c++,,c"}, TOOLS).answers.tool == (
        "Atlassian JIRA",
        "Microsoft Excel",
        "C++",
        "C",
    )


def test_an_unknown_tool_is_reported_and_kept_to_show_again():
    asked = parse({"tools": "Photoshp Pro, Excel"}, TOOLS)
    assert asked.answers.tool == ("Microsoft Excel",)
    assert asked.unknown_tools == ("photoshp pro",)
    assert "photoshp pro" in asked.problems["tools"]


def test_unknown_keys_are_reported_and_the_others_kept():
    asked = parse({"like": "R1,Z9", "skill": "writing,flying", "education": "kindergarten"}, TOOLS)
    assert asked.answers == Answers(like=("R1",), skill=("writing",))
    assert set(asked.problems) == {"like", "skill", "education"}


# --- Statements ---------------------------------------------------------------------------------------------------------


def test_there_are_ten_statements_of_each_kind_each_once():
    assert sorted(EVERY_STATEMENT) == sorted(f"{letter}{number}" for letter in "RIASEC" for number in range(1, 11))
    assert len({str(statement.text) for statement in STATEMENTS}) == 60


# --- Right before fast --------------------------------------------------------------------------------------------------


def test_expected_occupations_of_the_labelled_profiles_come_first(all_occupations, capsys):
    profiles, labelled = Profiles(catalog()), read_profiles()
    seen = figures([one for one in labelled if not one.is_held_out], profiles)
    held_out = figures([one for one in labelled if one.is_held_out], profiles)
    with capsys.disabled():
        print(f"\nCareer finder, seen: {seen}\nCareer finder, held out: {held_out}")  # noqa: T201
        for one in labelled:
            print(f"  {'held out' if one.is_held_out else 'seen':8} {ranks_of(one, profiles)} {one.name}")  # noqa: T201
    assert held_out.number >= 10
    assert seen.hits >= 0.9
    assert seen.recall >= 0.65
    assert held_out.hits >= 0.5
