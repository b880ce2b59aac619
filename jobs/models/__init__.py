from jobs.models.company import Company
from jobs.models.job import Job, JobEvent, JobReport
from jobs.models.listing import Listing, SearchWord
from jobs.models.source import ImportRun, Source
from jobs.tracker.models import Application, ApplicationEvent, Snapshot

__all__ = [
    "Application",
    "ApplicationEvent",
    "Company",
    "ImportRun",
    "Job",
    "JobEvent",
    "JobReport",
    "Listing",
    "SearchWord",
    "Snapshot",
    "Source",
]
