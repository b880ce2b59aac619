"""Pages of what a member has, newest first."""

from api.documents.alerts import AlertDocument
from api.documents.applications import ApplicationSummary, BookmarkDocument
from api.documents.pages import Page
from api.documents.resumes import ResumeSummary


class BookmarksPage(Page):
    """A page of saved jobs."""

    items: list[BookmarkDocument]


class ApplicationsPage(Page):
    """A page of applications."""

    items: list[ApplicationSummary]


class AlertsPage(Page):
    """A page of job alerts."""

    items: list[AlertDocument]


class ResumesPage(Page):
    """A page of résumés."""

    items: list[ResumeSummary]
