"""Parts of pages that are kept in the process: made once for equal values, and for nothing else."""

import pytest
from django.template import engines
from django.test import RequestFactory, override_settings

from accounts.models import User
from toolkit import kept_parts
from toolkit.kept_parts import kept_part
from toolkit.localization import Reader, read_by

FOOTER = "_footer_links.html"


@pytest.fixture(autouse=True)
def _none_kept():
    kept_parts._render.cache_clear()


def footer(name="Wayfarer", fields=()):
    return kept_part(FOOTER, site_name=name, footer_fields=fields)


def made():
    return kept_parts._render.cache_info().misses


def test_a_part_is_made_once_for_equal_values():
    assert footer() == footer()
    assert made() == 1


def test_each_value_and_each_reader_has_an_own_part():
    names = [footer("One"), footer("Other")]
    assert ["One" in name for name in names] == [True, False]
    with read_by(Reader("de_DE")):
        footer("One")
    assert made() == 3


def test_a_part_sees_nothing_of_the_page():
    """Not even what context processors give every page: otherwise one reader's could be kept for others."""
    template = engines["django"].from_string(
        "{% load accounts %}{% kept_part 'accounts/_acting.html' %}|{{ user.email }}"
    )
    user = User(email="me@example.org")
    user.is_hijacked = True
    request = RequestFactory().get("/")
    request.user = user
    assert template.render({"user": user}, request).strip() == "|me@example.org"


def test_text_is_escaped():
    assert "&lt;b&gt;" in footer("<b>")


@override_settings(DEBUG=True)
def test_a_developer_sees_changes_of_templates_at_once():
    footer()
    footer()
    assert made() == 0
