"""Backups: made, encrypted, kept, verified and restored."""
