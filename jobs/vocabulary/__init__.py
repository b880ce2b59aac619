"""Shared vocabulary: industries, regions, types of work, levels, pay periods.

The data is in code, not in rows, because rules depend on each value and jobs store their slugs.
"""
