"""Generates invented jobs for demos, layout tests and benchmarks.

Each job depends only on the seed and its number, so a larger count adds to a smaller one.
"""
