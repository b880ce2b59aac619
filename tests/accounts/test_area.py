"""The account area: one menu on all its pages, few queries, nothing for visitors."""

import re

import pytest
from django.utils import timezone

from accounts import privacy
from tests.accounts.support import confirmed
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def marked(client, path):
    """The rooms that the menu of a page marks, with how."""
    menu = re.search(r'<nav class="area-menu".*?</nav>', client.get(path).content.decode(), re.S)[0]
    return re.findall(r'aria-current="(\w+)">([^<]+)<', menu)


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/account/", ("page", "Overview")),
        ("/account/bookmarks/", ("page", "Saved jobs")),
        ("/account/applications/", ("page", "Applications")),
        ("/account/applications/add/", ("true", "Applications")),
        ("/account/profile/", ("page", "Profile")),
        ("/accounts/email/", ("page", "Email addresses")),
        ("/account/security/", ("page", "Security")),
        ("/accounts/password/change/", ("true", "Security")),
        ("/accounts/sessions/", ("true", "Security")),
        ("/account/billing/", ("page", "Plan and billing")),
        ("/account/hired/", ("true", "Plan and billing")),
        ("/account/privacy/", ("page", "Privacy")),
        ("/account/privacy/delete/", ("true", "Privacy")),
    ],
)
def test_the_menu_marks_where_one_is(client, path, mark):
    confirmed(client, a_user())
    assert marked(client, path) == [mark]


def test_visitors_see_their_saved_jobs_without_the_menu(client):
    assert "area-menu" not in client.get("/account/bookmarks/").content.decode()


@pytest.mark.parametrize(
    ("path", "most"), [("/account/profile/", 3), ("/account/security/", 5), ("/account/privacy/", 4)]
)
def test_pages_need_few_queries(client, path, most, django_assert_max_num_queries):
    user = a_user()
    for _ in range(3):
        export = privacy.ask_for_export(user=user, now=timezone.now())
        privacy.make_export(export.pk, now=timezone.now() - privacy.FRESH)
    client.force_login(user)
    client.get(path)
    with django_assert_max_num_queries(most):
        client.get(path)


@pytest.mark.parametrize(
    ("path", "marks"),
    [
        ("/account/", [("page", "Account")]),
        ("/account/privacy/", [("true", "Account")]),
        ("/account/bookmarks/", [("page", "Saved jobs")]),
        ("/pricing/", [("page", "Pricing")]),
        ("/jobs/", [("page", "Jobs")]),
        ("/companies/", [("true", "Jobs")]),
        ("/careers/", [("page", "Guides")]),
        ("/about/", []),
    ],
)
def test_the_header_marks_where_one_is(client, path, marks):
    confirmed(client, a_user())
    header = re.search(r'<header class="top">.*?</header>', client.get(path).content.decode(), re.S)[0]
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', header) == marks


def test_without_providers_there_is_no_heading_for_them(client):
    confirmed(client, a_user())
    page = client.get("/accounts/3rdparty/").content.decode()
    assert "You haven&#x27;t connected any accounts yet." in page or "You haven't connected any accounts yet." in page
    assert "Connect an account" not in page
