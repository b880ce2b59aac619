"""Jobs that fit a member: their profile, the ranking, and why each job fits."""
