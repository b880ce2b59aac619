"""What operators see of the running site: log lines, error reports and metrics, from real processes."""
