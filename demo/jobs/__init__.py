"""Invented postings that read like real ones: for a first look at the site, for tests of looks, and for benchmarks.

Every posting follows from the seed and its number alone, so a larger count only adds to a smaller one.
"""
