import datetime as dt

from feeds.sources.base import BrokenItem

ADDRESS = "https://quellwerk.jobs.personio.de/xml?language=en"


def test_positions_are_read(read):
    feed = read("personio.xml", address=ADDRESS)
    designer, student = feed.items
    assert designer.external_id == "2100001"
    assert designer.title == "UX Designer (all genders)"
    assert designer.company == "Quellwerk GmbH & Co. KG"
    assert designer.place == "Remote; Köln"
    assert designer.workplace == "remote"
    assert designer.types == ("full-time", "permanent")
    assert designer.level == "experienced"
    assert designer.tags == ("Figma", "user research", "Prototyping")
    assert designer.published_at == dt.datetime(2026, 6, 15, 8, 0, tzinfo=dt.UTC)
    assert student.notes == ("createdAt isn't a date: “gestern”; ignored.",)
    assert feed.broken == (BrokenItem(3, "2100003", "name is missing.", "2100003"),)


def test_the_parts_of_the_description_keep_their_headings(read):
    assert read("personio.xml").items[0].description == (
        "<h3>Your mission</h3>\n<p>Design the <strong>booking</strong> flow.</p>\n"
        "<h3>Your profile &amp; skills</h3>\n<ul><li>Figma</li></ul>"
    )


def test_links_are_on_the_host_of_the_feed(read):
    assert read("personio.xml", address=ADDRESS).items[0].url == "https://quellwerk.jobs.personio.de/job/2100001"


def test_without_the_host_there_is_no_link_and_a_note(read):
    designer = read("personio.xml").items[0]
    assert designer.url == ""
    assert designer.notes == ("url: missing, and the feed URL is unknown.",)
