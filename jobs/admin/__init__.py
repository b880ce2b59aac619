"""Admin of jobs: moderation, companies, reports and screening rules."""

from jobs.admin.companies import CompanyAdmin
from jobs.admin.jobs import JobAdmin
from jobs.admin.reports import JobReportAdmin
from jobs.admin.screening import FindingFeedbackAdmin, RulePolicyAdmin

__all__ = ["CompanyAdmin", "FindingFeedbackAdmin", "JobAdmin", "JobReportAdmin", "RulePolicyAdmin"]
