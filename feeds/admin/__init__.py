"""Admin of sources: feeds, imports and their health."""

from feeds.admin.sources import ImportRunAdmin, SourceAdmin

__all__ = ["ImportRunAdmin", "SourceAdmin"]
