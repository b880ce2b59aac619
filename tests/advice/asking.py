"""Members who ask questions: with Plus, consent, a résumé and a job."""

import datetime as dt

from django.utils import timezone

from advice.models import Question
from advice.models.question import Task
from advice.questions import asking, consents
from advice.questions.collecting import Subject
from resumes.services import create_resume
from tests.factories import a_job, a_user
from tests.resumes.people import ANA
from tests.resumes.publishing.support import with_plus

DESCRIPTION = (
    "<p>You keep deliveries on time for a team in four time zones.</p>"
    "<h3>What you bring</h3><ul><li>Three years or more in operations.</li><li>You know SQL.</li></ul>"
)


def a_plus_member(email="ana@example.com", *, agrees=True, name="Ana Moreira"):
    user = with_plus(a_user(email, name=name))
    if agrees:
        consents.give(user=user, now=timezone.now())
    return user


def a_resume_of(user, data=ANA.data, name="Operations"):
    return create_resume(user=user, name=name, language="en", data=data, now=timezone.now())


def an_open_job(**changes):
    return a_job(
        **{
            "now": timezone.now(),
            "title": "Operations Manager",
            "company": "Harborlight",
            "description": DESCRIPTION,
            **changes,
        }
    )


def asked(
    user, *, words="How do I explain the gap in 2018?", task=Task.QUESTION, resume=None, job=None, now=None, **more
) -> Question:
    """A question that waits, asked through the service."""
    subject = Subject(resume=resume, job=job)
    return asking.ask(user=user, task=task, words=words, subject=subject, now=now or timezone.now(), **more)


SECOND, MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
