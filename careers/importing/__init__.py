"""Imports guides from plain text and guide files, and writes guide files."""
