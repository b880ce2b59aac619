"""Occupations: published figures about them, and which titles name them."""
