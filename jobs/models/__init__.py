from jobs.models.company import Company
from jobs.models.feedback import FindingFeedback, RulePolicy
from jobs.models.fit_profile import FitProfile
from jobs.models.job import Job, JobEvent, JobReport
from jobs.models.listing import Listing, SearchWord
from jobs.models.source import ImportRun, Source

__all__ = [
    "Company",
    "FindingFeedback",
    "FitProfile",
    "ImportRun",
    "Job",
    "JobEvent",
    "JobReport",
    "Listing",
    "RulePolicy",
    "SearchWord",
    "Source",
]
