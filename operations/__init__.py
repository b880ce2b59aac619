"""What operators need: backups, a check of the set-up, health and metrics."""
