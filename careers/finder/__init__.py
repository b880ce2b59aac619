"""Finds careers by what somebody can do and likes: statements, answers, the formula, and reasons in words."""
