"""The board on the staff site: postings and their moderation, employers, sources and what readers report."""

from jobs.admin.companies import CompanyAdmin
from jobs.admin.jobs import JobAdmin
from jobs.admin.reports import JobReportAdmin

__all__ = ["CompanyAdmin", "JobAdmin", "JobReportAdmin"]
