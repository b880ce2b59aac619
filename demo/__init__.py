"""Demo content: invented members, applications and feedback for the local site."""
