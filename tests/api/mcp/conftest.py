"""Asks MCP's address as a client of the current generation does."""

import json

import pytest

CURRENT = "2026-07-28"
META = "io.modelcontextprotocol/"


@pytest.fixture
def ask(client):
    """Sends a request of the current generation and returns the response; ``headers`` and ``meta`` replace what a client says."""

    def ask(method, params=None, *, headers=None, meta=None, id=1):
        envelope = {f"{META}protocolVersion": CURRENT, f"{META}clientCapabilities": {}} if meta is None else meta
        body = {"jsonrpc": "2.0", "id": id, "method": method, "params": {**(params or {}), "_meta": envelope}}
        said = {"Mcp-Protocol-Version": CURRENT, "Mcp-Method": method}
        if params and "name" in params:
            said["Mcp-Name"] = params["name"]
        return client.post(
            "/mcp", json.dumps(body), content_type="application/json", headers={**said, **(headers or {})}
        )

    return ask


@pytest.fixture
def call(ask):
    """Calls a tool and returns its result."""

    def call(tool, **arguments):
        response = ask("tools/call", {"name": tool, "arguments": arguments})
        assert response.status_code == 200, response.content
        return response.json()["result"]

    return call


@pytest.fixture
def told(call):
    """Calls a tool and returns its structured answer."""

    def told(tool, **arguments):
        result = call(tool, **arguments)
        assert not result["isError"], result["content"]
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
        return result["structuredContent"]

    return told


@pytest.fixture
def refused(call):
    """Calls a tool that can't answer and returns what it says."""

    def refused(tool, **arguments):
        result = call(tool, **arguments)
        assert result["isError"]
        assert "structuredContent" not in result
        return result["content"][0]["text"]

    return refused
