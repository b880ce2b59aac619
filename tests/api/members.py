"""What the tests of the API for members share: programs with tokens, and a member who has one of everything."""

import datetime as dt
import json

from django.test import Client
from django.utils import timezone

from alerts import services as alerts
from api.access.scopes import Scope
from api.access.tokens import issue_token
from jobs.search.criteria import Criteria
from jobs.tracker import services as tracker
from resumes import services as resumes
from tests.factories import a_job, a_user

DAY = dt.timedelta(days=1)
RESUME = {"basics": {"name": "Ada Example"}, "work": [{"position": "Officer", "x-own": "kept"}]}


class Program:
    """A program with a member's token, or without one: no cookies, and CSRF is checked."""

    def __init__(self, user=None, *scopes, **headers):
        scopes = scopes or tuple(Scope)
        if user:
            now = timezone.now()
            name = f"{sorted(scopes)} {headers} {now}"[:60]
            issued = issue_token(user=user, name=name, scopes=scopes, expires_at=now + DAY, now=now)
            self.token, headers = issued.token, headers | {"Authorization": f"Bearer {issued.secret}"}
        self.headers, self.client = headers, Client(enforce_csrf_checks=True)

    def ask(self, method, path, body=None, **headers):
        headers = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = "" if body is None else json.dumps(body)
        kind = "" if body is None else "application/json"
        answer = self.client.generic(method, f"/api/v1/me{path}", sent, kind, headers=headers)
        assert "Set-Cookie" not in answer
        return answer

    def __getattr__(self, method):
        return lambda path, body=None, **headers: self.ask(method.upper(), path, body, **headers)


def problem(answer):
    """The kind of problem, and the fields that it names."""
    told = answer.json()
    return told["type"].rpartition("#")[2], [error["name"] for error in told.get("errors", [])]


def a_member_with_things(email="ada@example.com"):
    """A member, and the numbers of a saved job, an application, an alert, a résumé."""
    now = timezone.now()
    user = a_user(email)
    saved, applied = a_job(now=now, title="Pilot"), a_job(now=now, title="Officer")
    tracker.save(user=user, job=saved, now=now)
    application = tracker.record_application(user=user, job=applied, now=now)
    alert = alerts.create(user=user, criteria=Criteria(q="officer"), name="Officers", now=now)
    resume = resumes.create_resume(user=user, name="Officer", language="en", data=RESUME, now=now)
    return user, {"job": saved.pk, "application": application.pk, "alert": alert.pk, "resume": resume.pk}


# Every operation for members: method, address, the scope it needs, and a body that it takes.
OPERATIONS = (
    ("GET", "", "profile:read", None),
    ("GET", "/bookmarks", "bookmarks:read", None),
    ("PUT", "/bookmarks/{job}", "bookmarks:write", None),
    ("DELETE", "/bookmarks/{job}", "bookmarks:write", None),
    ("GET", "/applications", "applications:read", None),
    ("POST", "/applications", "applications:write", {"title": "Captain"}),
    ("GET", "/applications/{application}", "applications:read", None),
    ("PATCH", "/applications/{application}", "applications:write", {"notes": "Call Bob"}),
    ("POST", "/applications/{application}/move", "applications:write", {"stage": "interview"}),
    ("DELETE", "/applications/{application}", "applications:write", None),
    ("GET", "/alerts", "alerts:read", None),
    ("POST", "/alerts", "alerts:write", {"search": "q=captain"}),
    ("GET", "/alerts/{alert}", "alerts:read", None),
    ("PATCH", "/alerts/{alert}", "alerts:write", {"name": "Ships"}),
    ("POST", "/alerts/{alert}/pause", "alerts:write", {}),
    ("POST", "/alerts/{alert}/resume", "alerts:write", None),
    ("DELETE", "/alerts/{alert}", "alerts:write", None),
    ("GET", "/resumes", "resumes:read", None),
    ("POST", "/resumes", "resumes:write", {"name": "Captain", "document": {}}),
    ("GET", "/resumes/{resume}", "resumes:read", None),
    ("PUT", "/resumes/{resume}/document", "resumes:write", {"document": {"basics": {"name": "Ada"}}}),
)
