"""Screening: compares what a job's text says with its labels. Pure functions, no database."""
