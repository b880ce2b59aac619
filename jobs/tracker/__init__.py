"""A member's saved jobs and applications."""
