"""What whoever runs the site needs: backups, a check of the set-up, health and metrics."""
