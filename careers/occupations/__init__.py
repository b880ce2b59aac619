"""Occupation pages: what they say about an occupation, as typed values made from its facts."""
