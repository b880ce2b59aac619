"""What programs read: the JSON API, the open feed, MCP, embedded jobs, and members' access tokens."""
