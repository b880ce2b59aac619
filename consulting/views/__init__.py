"""Views of consulting: the member's thread, the consultants' inbox."""
