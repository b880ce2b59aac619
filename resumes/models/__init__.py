from resumes.models.link import ShareLink
from resumes.models.page import Exclusion, Handle, Page, PageReport
from resumes.models.resume import Resume, Version, empty_document

__all__ = ["Exclusion", "Handle", "Page", "PageReport", "Resume", "ShareLink", "Version", "empty_document"]
