import pytest

from feeds.sources.employers import splitter, without_employer


@pytest.mark.parametrize(
    ("titles", "taken_apart"),
    [
        (["Support Agent at Kettle Ltd"], [("Kettle Ltd", "Support Agent")]),
        (["Clerk @ Kettle", "Cook at Pan Inc"], [("Kettle", "Clerk"), ("Pan Inc", "Cook")]),
        (["Koch bei Pfanne GmbH"], [("Pfanne GmbH", "Koch")]),
        (["Kettle: Support Agent: Nights", "Pan: Cook"], [("Kettle", "Support Agent: Nights"), ("Pan", "Cook")]),
        (["Nurse at Night"], [("", "Nurse at Night")]),
        (["Work at Home Agent"], [("", "Work at Home Agent")]),
        (["Engineer at scale"], [("", "Engineer at scale")]),
        (["Head of Looking at Art at Museum Trust"], [("Museum Trust", "Head of Looking at Art")]),
        (["Lead: Design", "Writer", "Editor"], [("", "Lead: Design"), ("", "Writer"), ("", "Editor")]),
        ([], []),
    ],
)
def test_titles_are_taken_apart_as_most_of_the_feed_are_written(titles, taken_apart):
    split = splitter(titles)
    assert [split(title) for title in titles] == taken_apart


def test_an_employer_that_a_field_names_leaves_the_title():
    assert without_employer("Support Agent at Kettle Ltd", "Kettle Ltd") == "Support Agent"
    assert without_employer("Support Agent at Sea", "Kettle Ltd") == "Support Agent at Sea"
