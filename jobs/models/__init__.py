from jobs.models.company import Company
from jobs.models.job import Job, JobEvent, JobReport
from jobs.models.listing import Listing, SearchWord
from jobs.models.source import ImportRun, Source

__all__ = [
    "Company",
    "ImportRun",
    "Job",
    "JobEvent",
    "JobReport",
    "Listing",
    "SearchWord",
    "Source",
]
