"""Metrics for Prometheus: what processes counted (`toolkit.metrics`), and figures that are read when somebody asks."""
