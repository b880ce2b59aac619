"""Vocabulary that all of the board shares: industries, regions, types of work, levels, pay periods.

Data in code, not rows: rules depend on each value, and jobs store their slugs.
"""
