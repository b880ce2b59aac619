"""Résumés of the demo members. The people, companies and schools are invented."""

import datetime as dt
from typing import Any, NamedTuple

from accounts.models import User
from resumes import services

AGE = dt.timedelta(days=12)


class Written(NamedTuple):
    """A résumé: its name, its language and its document."""

    name: str
    language: str
    data: dict[str, Any]


_PAULA = {
    "name": "Paula Plus",
    "label": "Backend Engineer",
    "email": "plus@example.com",
    "phone": "+49 30 5550 0187",
    "url": "https://paula-plus.example",
    "location": {"city": "Berlin", "countryCode": "DE"},
    "profiles": [{"network": "Codehaven", "username": "paulaplus", "url": "https://codehaven.example/paulaplus"}],
}
# The last one is the one that counts for advice.
RESUMES: dict[str, tuple[Written, ...]] = {
    "plus@example.com": (
        Written(
            "Backend, Deutsch",
            "de",
            {
                "basics": _PAULA | {"summary": "Backend-Entwicklerin für Zahlungen und Logistik."},
                "work": [
                    {
                        "position": "Senior Backend Engineer",
                        "name": "Lindenpost",
                        "startDate": "2021-04",
                        "highlights": [
                            "Sendungsverfolgung von nächtlichen Läufen auf Ereignisse umgestellt: Scans nach 4 Sekunden"
                        ],
                    }
                ],
                "languages": [{"language": "Deutsch", "fluency": "Muttersprache"}],
            },
        ),
        Written(
            "Backend engineer, English",
            "en",
            {
                "basics": _PAULA
                | {
                    "summary": "Backend engineer for payment and logistics systems. I like small services, **boring "
                    "databases** and post-mortems that change something."
                },
                "work": [
                    {
                        "position": "Senior Backend Engineer",
                        "name": "Lindenpost",
                        "location": "Berlin, remote",
                        "startDate": "2021-04",
                        "highlights": [
                            "Moved parcel tracking from nightly batches to events in Kafka: a scan shows within 4 seconds",
                            "Cut the database bill by 38% by partitioning two PostgreSQL tables and deleting what nobody read",
                            "Led the on-call rotation of seven people and halved its pages in a year",
                            "Moved nine Django services to Kubernetes on AWS, with their alerts in Prometheus",
                        ],
                    },
                    {
                        "position": "Software Engineer",
                        "name": "Kiesel Payments",
                        "location": "Hamburg",
                        "startDate": "2017-09",
                        "endDate": "2021-03",
                        "highlights": [
                            "Built the reconciliation of 2 million card payments a day in Python and SQL",
                            "Introduced property-based tests with pytest, which found three rounding errors before customers did",
                        ],
                    },
                ],
                "education": [
                    {
                        "institution": "Hafen University",
                        "studyType": "MSc",
                        "area": "Computer Science",
                        "startDate": "2015",
                        "endDate": "2017",
                    }
                ],
                "skills": [
                    {"name": "Python", "level": "Expert", "keywords": ["Django", "asyncio", "pytest", "Redis"]},
                    {"name": "PostgreSQL", "level": "Expert"},
                    {
                        "name": "Operations",
                        "keywords": ["Docker", "Kubernetes", "Terraform", "Prometheus", "incident response"],
                    },
                ],
                "languages": [
                    {"language": "German", "fluency": "Native"},
                    {"language": "English", "fluency": "C2"},
                ],
            },
        ),
    ),
    "free@example.com": (
        Written(
            "Support specialist",
            "en",
            {
                "basics": {
                    "name": "Fred Free",
                    "label": "Customer Support Specialist",
                    "email": "free@example.com",
                    "location": {"city": "Leeds", "countryCode": "GB"},
                },
                "work": [
                    {
                        "position": "Support Agent",
                        "name": "Teasel Telecom",
                        "startDate": "2020-02",
                        "endDate": "2023-06",
                        "highlights": ["Answered 60 tickets a day", "Responsible for the help center"],
                    }
                ],
                "skills": [{"name": "Ticket systems"}, {"name": "Writing"}],
            },
        ),
    ),
}


def write(user: User, *, now: dt.datetime) -> None:
    """Creates the résumés of a demo member, if their plan has room for them."""
    for written in RESUMES.get(user.email, ()):
        services.create_resume(
            user=user, name=written.name, language=written.language, data=written.data, now=now - AGE
        )
