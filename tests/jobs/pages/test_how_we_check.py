"""The page that publishes how well screening works, and the corpus behind it."""

import io
import tomllib
import zipfile

import pytest
from django.urls import reverse

from jobs.screening.figures import published_figures
from jobs.views import how_we_check
from tests.jobs.screening.measure import CORPUS, cases

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_figures_of_the_held_out_half(client):
    page = client.get(reverse("jobs:how-we-check"))
    body = page.content.decode()
    held_out = published_figures().held_out
    assert page.status_code == 200
    assert f"{held_out.sentences} sentences and {held_out.jobs} jobs" in body
    assert f"{held_out.agreeing * 1000 // held_out.answers / 10:.1f}%" in body
    assert "Brazil" in body
    assert reverse("jobs:corpus") in body


def test_the_page_shows_how_rules_do_with_words_they_were_not_written_for(client):
    unseen = published_figures().unseen
    body = client.get(reverse("jobs:how-we-check")).content.decode()
    assert f"{unseen.sentences} sentences and {unseen.jobs} jobs were written without sight of the rules" in body
    assert f"{unseen.agreeing * 1000 // unseen.answers / 10:.1f}% of our answers" in body
    assert f"{unseen.wrong_yes} of {unseen.answers:,} answers said “yes”" in body


def test_every_page_links_it(client):
    assert f'href="{reverse("jobs:how-we-check")}"' in client.get(reverse("about")).content.decode()


def test_the_corpus_is_sent_whole(client):
    answer = client.get(reverse("jobs:corpus"))
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        sentences = [
            row
            for name in names
            if name.startswith("screening-corpus/sentences/")
            for row in tomllib.loads(archive.read(name).decode())["sentence"]
        ]
    assert "screening-corpus/README.md" in names
    assert len(names) == 1 + len(list(CORPUS.glob("*/*.toml")))
    assert len(sentences) == len(cases("sentences"))


def test_a_site_that_runs_without_its_tests_offers_no_download(client, monkeypatch, tmp_path):
    monkeypatch.setattr(how_we_check, "CORPUS", tmp_path)
    how_we_check._archive.cache_clear()
    try:
        assert reverse("jobs:corpus") not in client.get(reverse("jobs:how-we-check")).content.decode()
        assert client.get(reverse("jobs:corpus")).status_code == 404
    finally:
        how_we_check._archive.cache_clear()
