from resumes.models.directory import Listing
from resumes.models.letter import Letter
from resumes.models.link import ShareLink
from resumes.models.member_document import MemberDocument
from resumes.models.page import Exclusion, Handle, Page, PageReport, ReservedWord
from resumes.models.rendered_pdf import RenderedPdf
from resumes.models.resume import Resume, Version, empty_document

__all__ = [
    "Exclusion",
    "Handle",
    "Letter",
    "Listing",
    "MemberDocument",
    "Page",
    "PageReport",
    "RenderedPdf",
    "ReservedWord",
    "Resume",
    "ShareLink",
    "Version",
    "empty_document",
]
