"""MCP: tools that assistants use to read the board, over one stateless address (https://modelcontextprotocol.io)."""
