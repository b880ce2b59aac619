"""The tools of MCP, by name, in the order in which clients list them."""

from api.mcp.tool import Tool
from api.mcp.tools import companies, eligibility, guides, jobs, occupations, roles, taxonomies

TOOLS: dict[str, Tool] = {
    tool.name: tool
    for module in (jobs, eligibility, companies, taxonomies, roles, guides, occupations)
    for tool in module.TOOLS
}
