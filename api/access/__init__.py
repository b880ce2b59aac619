"""Access of programs to a member's data: scopes, and personal access tokens."""
