"""The protocol's own client (PyPI ``mcp``) reads a live server, in both generations."""

import asyncio

import pytest
from django.utils import timezone
from mcp import Client, MCPError

from api.mcp.tools import TOOLS
from tests.factories import a_job, a_published_guide

CURRENT, EARLIER = "2026-07-28", "2025-11-25"


async def _session(url, mode, job):
    async with Client(f"{url}/mcp", mode=mode) as client:
        listed = await client.list_tools()
        found = await client.call_tool("search_jobs", {"q": "officer", "lives_in": "Spain"})
        answered = await client.call_tool("can_i_apply", {"job": job, "country": "Spain"})
        guide = await client.call_tool("get_guide", {"guide": "lighthouse-keeper", "sections": ["pros"]})
        refused = await client.call_tool("get_job", {"job": "no such thing"})
        with pytest.raises(MCPError) as unknown:
            await client.call_tool("delete_all", {})
        with pytest.raises(MCPError):
            await client.list_resources()
        return client.session.protocol_version, listed.tools, [found, answered, guide, refused], unknown.value


@pytest.mark.parametrize(("mode", "version"), [("auto", CURRENT), (CURRENT, CURRENT), ("legacy", EARLIER)])
def test_the_official_client_lists_and_calls_tools(live_server, transactional_db, mode, version):
    job = a_job(now=timezone.now())
    a_published_guide(now=timezone.now())
    # The client checks each structured answer against the schema that the tool promised.
    spoken, tools, results, unknown = asyncio.run(_session(live_server.url, mode, job.pk))
    found, answered, guide, refused = results
    assert spoken == version
    assert [tool.name for tool in tools] == list(TOOLS)
    assert all(tool.annotations.read_only_hint and tool.output_schema for tool in tools)
    assert found.structured_content["jobs"][0]["id"] == job.pk
    assert answered.structured_content["answer"]["verdict"] == "yes"
    assert guide.structured_content["sections"][0]["text"] == "- Quiet."
    assert (refused.is_error, refused.structured_content) == (True, None)
    assert unknown.code == -32602
