"""Sources, imports and their health on the staff site."""

from feeds.admin.sources import ImportRunAdmin, SourceAdmin

__all__ = ["ImportRunAdmin", "SourceAdmin"]
