"""The page and the feed of data releases: publisher, license, credit; what waits isn't shown."""

import pytest
from django.utils import timezone

from occupations.loading import load_release
from occupations.models import DataRelease
from occupations.reading import find_tables
from occupations.sources import SOURCES
from tests.occupations.test_loading import a_newer_release, raise_developers
from toolkit import page_cache

pytestmark = pytest.mark.django_db


def test_the_page_names_every_release_with_its_license_and_credit(client, occupations):
    page = client.get("/careers/data/").content.decode()
    for release in DataRelease.objects.current():
        source = SOURCES[release.source]
        for words in (source.title, source.publisher, release.name, source.license, source.license_url, source.url):
            assert words.replace("&", "&amp;") in page
    assert "This site includes information from the O*NET 29.3 Database" in page
    assert "{release}" not in page
    assert "No pay: 2 occupations<" in page


def test_a_release_that_waits_is_not_shown_and_an_earlier_one_is(client, occupations, tmp_path):
    (tables,) = find_tables(a_newer_release(tmp_path, "oews", raise_developers))
    newer = load_release(tables=tables, now=timezone.now()).release
    for url in ("/careers/data/", "/careers/data/feed/"):
        assert "May 2026" not in client.get(url).content.decode()
    DataRelease.objects.filter(source="oews").update(is_current=False)
    DataRelease.objects.filter(pk=newer.pk).update(is_current=True)
    page_cache.forget_all()
    for url in ("/careers/data/", "/careers/data/feed/"):
        page = client.get(url).content.decode()
        assert "May 2026" in page
        assert "Occupational Employment and Wage Statistics, May 2025" in page


def test_the_feed_has_one_item_for_each_release(client, occupations):
    answer = client.get("/careers/data/feed/")
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    assert answer.content.decode().count("<item>") == len(SOURCES)
    assert "Public domain" not in answer.content.decode()


def test_without_data_the_page_says_so(client):
    assert "No figures are loaded yet." in client.get("/careers/data/").content.decode()
    assert client.get("/careers/data/feed/").status_code == 200


def test_a_kept_page_asks_the_database_nothing(client, occupations, django_assert_num_queries):
    client.get("/careers/data/")
    with django_assert_num_queries(0):
        client.get("/careers/data/")
