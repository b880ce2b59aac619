from jobs.models.company import Company
from jobs.models.feedback import FindingFeedback, RulePolicy
from jobs.models.job import Job, JobEvent, JobReport
from jobs.models.listing import Listing, SearchWord
from jobs.models.source import ImportRun, Source

__all__ = [
    "Company",
    "FindingFeedback",
    "ImportRun",
    "Job",
    "JobEvent",
    "JobReport",
    "Listing",
    "RulePolicy",
    "SearchWord",
    "Source",
]
