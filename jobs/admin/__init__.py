"""Admin of jobs: moderation, companies and reports."""

from jobs.admin.companies import CompanyAdmin
from jobs.admin.jobs import JobAdmin
from jobs.admin.reports import JobReportAdmin

__all__ = ["CompanyAdmin", "JobAdmin", "JobReportAdmin"]
