import datetime as dt
from decimal import Decimal

import pytest

from feeds.importing.pay_words import read_pay
from feeds.sources import formats
from feeds.sources.base import FeedPay


def items(*entries, namespaces=""):
    body = f'<rss version="2.0" {namespaces}><channel>{"".join(f"<item>{entry}</item>" for entry in entries)}</channel></rss>'
    return formats.read_feed("rss", body.encode()).items


def test_titles_that_lead_with_the_company_are_taken_apart(read):
    developer, lead, other = read("rss-company-title.xml").items
    assert (developer.company, developer.title) == ("Nettle Works", "Senior Ruby Developer: Payments")
    assert (lead.company, lead.title) == ("Bell & Brook", "Customer Success Lead")
    assert (other.company, other.title) == ("", "A posting without an employer")


def test_the_elements_of_job_boards_are_read(read):
    developer, lead, other = read("rss-company-title.xml").items
    assert developer.place == "Anywhere in the World"
    assert developer.types == ("Full-Time",)
    assert developer.skills == ("Ruby", "PostgreSQL", "Redis")
    assert developer.url.endswith("?a=1&copy=2")
    assert developer.description == "<p>Build payments.</p>"
    assert developer.published_at == dt.datetime(2026, 9, 16, 12, 28, 12, tzinfo=dt.UTC)
    assert developer.expires_at == dt.datetime(2026, 10, 16, tzinfo=dt.UTC)
    assert lead.industries == ("Customer Support", "Remote")
    assert lead.workplace == "remote"
    assert lead.place == "Spain"
    assert lead.published_at == dt.datetime(2026, 9, 15, 7, 0, tzinfo=dt.UTC)
    assert other.notes == ("pubDate isn't a date: “yesterday”; ignored.",)


def test_an_item_without_a_link_is_broken(read):
    [broken] = read("rss-company-title.xml").broken
    assert (broken.position, broken.name) == (4, "Nettle Works: No link")
    assert "isn't a web address" in broken.reason


def test_the_names_of_job_listings_are_read_in_the_declared_encoding(read):
    editor, proofreader = read("rss-job-listing.xml").items
    assert editor.title == "Editor: German – Français"
    assert editor.company == "Verlag Möwe"
    assert editor.place == "Europe, LATAM"
    assert editor.description == "<p>Full text.</p>"
    assert editor.industries == ("Writing & Editing",)
    assert editor.types == ("Full Time",)
    assert read_pay(editor.pay_text) == FeedPay(Decimal(48000), Decimal(60000), "EUR", "year")
    assert editor.published_at == dt.datetime(2026, 9, 16, 13, 28, 12, tzinfo=dt.UTC)
    assert (proofreader.pay, proofreader.pay_text) == (None, "$20 an hour")


@pytest.mark.parametrize(
    ("creator", "company"),
    [
        ("Verlag Möwe", "Verlag Möwe"),
        ("Oakline", "Oakline"),
        ("jdoe", ""),
        ("admin", ""),
        ("Admin", ""),
        ("jo@acme.example", ""),
    ],
)
def test_the_author_is_the_employer_unless_it_is_a_login(creator, company):
    [item] = items(
        f"<title>Writer</title><guid>1</guid><link>https://a.example/1</link><dc:creator>{creator}</dc:creator>",
        namespaces='xmlns:dc="http://purl.org/dc/elements/1.1/"',
    )
    assert item.company == company


def test_a_colon_in_few_titles_is_part_of_them():
    link = "<link>https://a.example/{}</link>"
    found = items(
        *(f"<title>{title}</title>{link.format(n)}" for n, title in enumerate(["Lead: Design", "Writer", "Editor"]))
    )
    assert [(item.company, item.title) for item in found] == [("", "Lead: Design"), ("", "Writer"), ("", "Editor")]
    assert found[0].external_id == "https://a.example/0"


def test_a_guid_that_is_an_address_stands_in_for_the_link():
    [item] = items("<title>Writer</title><guid>https://a.example/1</guid>")
    assert item.url == "https://a.example/1"
