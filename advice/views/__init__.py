"""Views of advice."""
