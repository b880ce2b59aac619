"""People in the directory, as their pages put them there."""

import datetime as dt

from billing.models import BillingAccount
from resumes import services
from resumes.models import Page
from resumes.publishing import services as publishing
from resumes.publishing.directory import search
from resumes.publishing.directory.criteria import Criteria
from resumes.publishing.viewers import Viewer
from tests.billing.support import an_account
from tests.factories import a_user

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def a_document(**changes):
    document = {
        "basics": {
            "name": "Ada Quill",
            "label": "Backend Engineer",
            "location": {"city": "Lisbon", "countryCode": "PT"},
        },
        "work": [{"position": "Backend Engineer", "name": "Northwind", "startDate": "2021-04"}],
        "skills": [{"name": "Python", "keywords": ["Django"]}],
        "languages": [{"language": "Portuguese"}, {"language": "English"}],
    }
    return document | changes


def a_person(email="ada@example.com", *, now=NOW, plus_until=None, document=None, is_listed=True, time_zone="", **page):
    """Returns the page of a member who listed their résumé. ``page``: its settings; ``basics``: changes to the document's."""
    basics = page.pop("basics", {})
    user = a_user(email, time_zone=time_zone)
    if plus_until:
        an_account(user, now=now - DAY, customer_id=f"cus_{user.pk}", comped_until=plus_until)
    data = document or a_document()
    data["basics"] = data["basics"] | basics
    resume = services.create_resume(user=user, name="Résumé", language="en", data=data, now=now)
    made = publishing.page_for(user=user, now=now)
    values = {"resume_id": resume.pk, "visibility": Page.Visibility.PUBLIC, "in_directory": is_listed, **page}
    return set_page(made, now=now, **values)


def set_page(page, *, now=NOW, **values):
    """Changes the settings of a page as its owner does."""
    page = Page.objects.get(pk=page.pk)
    return publishing.save_settings(page=page, values=values, seen=(publishing.version_of_settings(page),), now=now)


def end_plus(page, *, now=NOW):
    BillingAccount.objects.filter(user=page.user_id).update(comped_until=now - DAY)


def found(*, viewer=None, now=NOW, page=1, start=None, **criteria):
    """Returns the results of a search."""
    among = search.promoted(viewer or Viewer(), now=now)
    return search.search(Criteria(**criteria), among=among, page=page, start=start, now=now)


def ids(*, viewer=None, now=NOW, **criteria):
    """Returns the pages that a search finds, as a set."""
    results = found(viewer=viewer, now=now, **criteria)
    return {row.page_id for row in [*results.pinned, *results.people]}
