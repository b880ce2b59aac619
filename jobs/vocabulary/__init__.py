"""The words every part of the board shares: industries, places, kinds of work, levels, pay periods.

They are data in code, not rows: each is tied to rules that read it, and postings keep the slugs.
"""
