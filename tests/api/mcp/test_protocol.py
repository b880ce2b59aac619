"""MCP's messages: both generations, errors, and what the address refuses."""

import dataclasses
import datetime as dt
import json

import pytest
from django.conf import settings
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from api.access import tokens
from api.access.scopes import Scope
from api.mcp.tools import TOOLS
from api.mcp.views import MOST_BYTES
from tests.api.mcp.conftest import CURRENT, META
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
EARLIER = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")


@pytest.fixture
def send(client):
    """Sends a body as it is."""

    def send(body, **headers):
        body = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return client.post("/mcp", body, content_type=headers.pop("content_type", "application/json"), headers=headers)

    return send


def request(method, params=None, id=1):
    return {"jsonrpc": "2.0", "id": id, "method": method} | ({"params": params} if params is not None else {})


def error_of(response, status):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()["error"]


# --- The current generation -------------------------------------------------------------------------------------------------


def test_a_client_discovers_the_server_without_a_session(ask):
    response = ask("server/discover")
    found = response.json()["result"]
    assert (response.status_code, found["resultType"], found["cacheScope"]) == (200, "complete", "public")
    assert found["ttlMs"] == 3_600_000
    assert found["supportedVersions"] == [CURRENT, *EARLIER]
    assert found["capabilities"] == {"tools": {}}
    assert found["_meta"][f"{META}serverInfo"]["title"] == settings.SITE_NAME
    assert "Mcp-Session-Id" not in response
    assert response.cookies == {}


def test_all_tools_are_on_one_page(ask):
    found = ask("tools/list").json()["result"]
    assert [tool["name"] for tool in found["tools"]] == list(TOOLS)
    assert (found["resultType"], "nextCursor" in found, found["ttlMs"]) == ("complete", False, 3_600_000)
    assert error_of(ask("tools/list", {"cursor": "x"}), 400)["code"] == -32602


@pytest.mark.parametrize("method", ["ping", "initialize", "resources/list", "tools/lists", "x" * 500])
def test_a_method_that_is_not_there_is_404(ask, method):
    said = error_of(ask(method), 404)
    assert said["code"] == -32601
    assert len(said["message"]) < 200


def test_an_unknown_tool_is_an_error_and_a_refusal_a_result(ask):
    assert error_of(ask("tools/call", {"name": "delete_all"}), 400)["code"] == -32602
    assert error_of(ask("tools/call", {"name": "get_job", "arguments": [1]}), 400)["code"] == -32602
    result = ask("tools/call", {"name": "get_job", "arguments": {"job": 7}}).json()["result"]
    assert (result["isError"], result["resultType"]) == (True, "complete")


@pytest.mark.parametrize(
    ("meta", "headers", "code"),
    [
        ({}, {}, -32602),
        ({f"{META}protocolVersion": CURRENT}, {}, -32602),
        ({f"{META}protocolVersion": "2025-11-25", f"{META}clientCapabilities": {}}, {}, -32020),
        (None, {"Mcp-Method": "tools/list"}, -32020),
        (None, {"Mcp-Name": "get_jobs"}, -32020),
        (None, {"Mcp-Name": "=?base64?%%%?="}, -32020),
        (None, {"Mcp-Protocol-Version": "2031-01-01"}, -32022),
    ],
)
def test_headers_must_agree_with_the_request(ask, meta, headers, code):
    response = ask("tools/call", {"name": "get_job", "arguments": {"job": 7}}, meta=meta, headers=headers)
    assert error_of(response, 400)["code"] == code


def test_a_name_may_come_in_base64(ask):
    told = ask("tools/call", {"name": "list_taxonomies"}, headers={"Mcp-Name": "=?base64?bGlzdF90YXhvbm9taWVz?="})
    assert told.json()["result"]["isError"] is False


def test_a_version_nobody_knows_is_told_which_there_are(ask):
    said = error_of(ask("server/discover", headers={"Mcp-Protocol-Version": "2031-01-01"}), 400)
    assert said["data"] == {"supported": [CURRENT, *EARLIER], "requested": "2031-01-01"}


# --- Earlier generations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "got"), [*((one, one) for one in EARLIER), ("2031-01-01", EARLIER[0]), (None, EARLIER[0])]
)
def test_earlier_clients_agree_on_a_version_first(send, wanted, got):
    response = send(request("initialize", {"protocolVersion": wanted, "capabilities": {}, "clientInfo": {"name": "x"}}))
    found = response.json()["result"]
    assert (found["protocolVersion"], found["capabilities"]) == (got, {"tools": {}})
    assert set(found) == {"protocolVersion", "capabilities", "serverInfo", "instructions"}
    assert send({"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202


@pytest.mark.parametrize("version", ["", *EARLIER])
def test_earlier_clients_list_and_call_tools(send, version):
    headers = {"Mcp-Protocol-Version": version} if version else {}
    listed = send(request("tools/list", {}, id="a"), **headers).json()
    assert (listed["id"], set(listed["result"])) == ("a", {"tools"})
    called = send(request("tools/call", {"name": "list_taxonomies"}), **headers).json()["result"]
    assert called["structuredContent"]["taxonomies"]
    assert send(request("ping"), **headers).json()["result"] == {}


def test_earlier_clients_read_errors_with_status_200(send):
    assert error_of(send(request("server/discover")), 200)["code"] == -32601
    assert error_of(send(request("tools/call", {"name": "no"})), 200)["code"] == -32602


# --- Failures ---------------------------------------------------------------------------------------------------------------


def test_a_character_that_nobody_can_keep_is_refused_as_a_message(send):
    said = error_of(send(request("tools/call", {"name": "get_role", "arguments": {"role": "a\0b"}})), 400)
    assert (said["code"], "a character we can't read" in said["message"].replace("’", "'")) == (-32600, True)


@pytest.mark.parametrize(("error", "status"), [(ZeroDivisionError, 500), (OperationalError, 503)])
def test_what_breaks_is_told_as_a_message(client, ask, monkeypatch, error, status):
    def broken(*_arguments, **_options):
        raise error("a secret")

    monkeypatch.setitem(TOOLS, "list_taxonomies", dataclasses.replace(TOOLS["list_taxonomies"], function=broken))
    client.raise_request_exception = False
    response = ask("tools/call", {"name": "list_taxonomies"})
    assert error_of(response, status)["code"] == -32603
    assert ("Retry-After" in response, "secret" in response.content.decode()) == (status == 503, False)


# --- What isn't a message -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", -32700), (b"\xff", -32700), ("[" * 60_000, -32700), ('{"id": ' + "9" * 5000 + "}", -32700), ("[]", -32600),
        ([request("ping")], -32600), ('"x"', -32600), ("5", -32600), ({"id": 1, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "result": {}}, -32600), ({"jsonrpc": "2.0", "id": 1, "method": 5}, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, -32600), ({"jsonrpc": "2.0", "id": True, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": [1], "method": "ping"}, -32600),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(send, body, code):
    response = send(body)
    assert error_of(response, 400)["code"] == code
    assert response.json()["id"] is None


def test_an_address_with_a_slash_at_its_end_is_the_same(client):
    sent = {"data": json.dumps(request("ping")), "content_type": "application/json"}
    assert client.post("/mcp/", **sent).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert client.get("/mcp/").status_code == 405
    nobody_can_keep = json.dumps(request("tools/call", {"name": "get_role", "arguments": {"role": "a\0b"}}))
    assert error_of(client.post("/mcp/", nobody_can_keep, content_type="application/json"), 400)["code"] == -32600
    assert client.post("/mcp//", **sent).status_code == 404
    assert reverse("mcp:endpoint") == "/mcp"


def test_a_batch_is_refused_in_words(send):
    assert "one message at a time" in error_of(send([request("ping"), request("tools/list")]), 400)["message"]


def test_params_must_be_an_object(send):
    assert error_of(send(request("tools/list", [1])), 400)["code"] == -32602


@pytest.mark.parametrize("method", ["get", "put", "delete", "options", "head"])
def test_only_posts_are_answered(client, method):
    response = getattr(client, method)("/mcp")
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_bodies_have_a_limit(send):
    body = json.dumps(request("tools/call", {"name": "search_jobs", "arguments": {"q": "x" * MOST_BYTES}}))
    assert "Send at most" in error_of(send(body), 413)["message"]


def test_only_json_comes_and_goes(send):
    assert error_of(send(request("ping"), content_type="text/plain"), 415)
    assert error_of(send(request("ping"), Accept="text/html"), 406)
    for accept in ("application/json, text/event-stream", "*/*"):
        assert send(request("ping"), Accept=accept).status_code == 200


def test_pages_of_other_sites_are_refused(send):
    """Also where their name was made to lead to this server (DNS rebinding)."""
    for origin in (
        "https://evil.example",
        "null",
        "http://testserver.evil.example",
        "https://testserver:444",
        "http://[",
    ):
        assert error_of(send(request("ping"), Origin=origin), 403)
    assert send(request("ping"), Host="evil.example", Origin="http://evil.example").status_code == 400
    for origin in (settings.SITE_URL, "http://testserver"):
        assert send(request("ping"), Origin=origin).status_code == 200


def test_no_answer_is_kept_or_sets_a_cookie(send, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = send(request("tools/list"))
    assert response["Cache-Control"] == "no-store"
    assert response.cookies == {}
    assert "Access-Control-Allow-Origin" not in response


def test_the_card_tells_where_the_server_is(client):
    response = client.get("/.well-known/mcp.json")
    card = response.json()
    assert card["transport"] == {"type": "streamable-http", "url": f"{settings.SITE_URL}/mcp"}
    assert card["protocolVersions"] == [CURRENT, *EARLIER]
    assert [tool["name"] for tool in card["tools"]] == list(TOOLS)
    assert response["Access-Control-Allow-Origin"] == "*"


def test_answers_are_told_in_utf_8(ask):
    job = a_job(title="Ingénieur 東京 – “R&D”")
    result = ask("tools/call", {"name": "get_jobs", "arguments": {"ids": [job.pk]}})
    assert "Ingénieur 東京 – “R&D”".encode() in result.content


def test_requests_are_limited_and_clients_told_when_to_come_back(send, settings):
    settings.API_NETWORK_MINUTE = 3
    assert [send(request("ping"))["RateLimit-Remaining"] for _ in range(3)] == ["2", "1", "0"]
    response = send(request("ping"))
    assert "Too many requests" in error_of(response, 429)["message"]
    assert 0 < int(response["Retry-After"]) <= 60
    now = timezone.now()
    issued = {"name": "Assistant", "scopes": [Scope.PROFILE_READ], "expires_at": now + dt.timedelta(days=9), "now": now}
    token, secret = tokens.issue_token(user=a_user(), **issued)
    assert send(request("ping"), Authorization=f"Bearer {secret}")["RateLimit-Limit"] == str(settings.API_TOKEN_MINUTE)
    tokens.revoke_token(token=token, now=timezone.now())
    assert send(request("ping"), Authorization=f"Bearer {secret}").status_code == 429


def test_a_page_shows_every_tool_to_people(client):
    page = client.get("/api/mcp/").content.decode()
    assert f"<code>{settings.SITE_URL}/mcp</code>" in page
    for tool in TOOLS.values():
        assert f"<code>{tool.name}</code>" in page
        assert all(f"<code>{name}</code>" in page for name in tool.asked.model_fields)
