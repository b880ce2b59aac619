"""Invented people for the directory of résumés."""
