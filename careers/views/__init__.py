"""Views of career guides and occupations."""
