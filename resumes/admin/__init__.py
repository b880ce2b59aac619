"""Admin of résumé pages: hide them, settle reports about them, release addresses, reserve words."""

from resumes.admin.addresses import HandleAdmin, ReservedWordAdmin
from resumes.admin.pages import PageAdmin
from resumes.admin.reports import PageReportAdmin

__all__ = ["HandleAdmin", "PageAdmin", "PageReportAdmin", "ReservedWordAdmin"]
