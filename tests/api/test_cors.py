"""Scripts of any site can read what is open to all, and never with a visitor's cookies."""

import pytest
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from api.cors import open_to_all


@open_to_all
@require_safe
def view(request):
    return HttpResponse("read", status=400 if "bad" in request.GET else 200)


@pytest.mark.parametrize("query", ["", "?bad"])
def test_an_answer_or_an_error_is_read_by_any_site_without_credentials(rf, query):
    answer = view(rf.get(f"/{query}", HTTP_ORIGIN="https://elsewhere.example"))
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert {"ETag", "Retry-After"} <= set(answer["Access-Control-Expose-Headers"].split(", "))


def test_a_preflight_names_the_methods_and_headers_that_scripts_may_use(rf):
    answer = view(rf.options("/", HTTP_ORIGIN="https://elsewhere.example", HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET"))
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert {"Authorization", "If-None-Match"} <= set(answer["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in answer


def test_what_changes_something_stays_refused(rf):
    assert view(rf.post("/")).status_code == 405
