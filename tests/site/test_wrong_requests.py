"""Requests that a page can't answer get an answer in their own form: data for data, 405 for a method it doesn't take."""

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.decorators import members_only
from jobboard.views import allowed_methods

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/careers/occupations/none.json", "/careers/none.json", "/nowhere/at-all.json"])
def test_unknown_data_is_not_found_as_json(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json() == {"error": "not found", "status": 404}


@pytest.mark.parametrize("address", ["/careers/occupations/none.md", "/careers/none.md"])
def test_unknown_markdown_is_not_found_as_text(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert b"<" not in response.content


def test_an_ending_in_capitals_leads_to_the_data(client, occupations):
    for ending in ("json", "md"):
        response = client.get(f"/careers/occupations/actors.{ending.upper()}")
        assert (response.status_code, response["Location"]) == (301, f"/careers/occupations/actors.{ending}")
        assert client.get(response["Location"]).status_code == 200


def test_other_unknown_addresses_stay_pages(client):
    assert "<html" in client.get("/careers/occupations/none/").content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/jobs/", "/careers/", "/careers/explore/", "/careers/occupations/", "/careers/occupations/actors.json", "/salaries/"]
)  # fmt: skip
def test_a_page_without_forms_takes_no_post(occupations, address):
    response = Client(enforce_csrf_checks=True).post(address)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_a_form_without_its_token_stays_forbidden():
    assert Client(enforce_csrf_checks=True).post("/careers/find/save/").status_code == 403
    assert Client(enforce_csrf_checks=True).post("/accounts/login/").status_code == 403


def test_methods_are_read_through_other_decorators():
    patterns = {pattern.name: pattern for pattern in get_resolver().url_patterns if hasattr(pattern, "name")}
    assert allowed_methods(patterns["salaries"].callback) == ["GET", "HEAD"]
    assert allowed_methods(members_only(lambda request: None)) is None
