"""Examples of documents, for the description of the API. Each is valid for its model; the site in them is nobody's."""

from typing import Any

_SITE = "https://jobs.example.org"
_NAMED = {"slug": "engineering", "name": "Engineering"}
_COMPANY = {
    "slug": "northwind",
    "name": "Northwind",
    "url": f"{_SITE}/companies/northwind/",
    "logo": f"{_SITE}/companies/northwind/logo.png",
    "has_logo": True,
}
_EDITORIAL = {
    "basis": "editorial",
    "note": "",
    "publisher": "",
    "release": "",
    "occupation_code": "",
    "area": "",
    "measure": "",
    "url": "",
    "sample_size": None,
    "as_of": None,
}
_PASSPORT = {
    **_EDITORIAL,
    "basis": "published",
    "publisher": "U.S. Bureau of Labor Statistics",
    "release": "May 2025",
    "occupation_code": "15-1252",
    "area": "United States",
    "measure": "median",
    "url": "https://www.bls.gov/oes/",
}
_JOB = {
    "id": 4711,
    "url": f"{_SITE}/jobs/4711-data-engineer/",
    "title": "Data engineer",
    "company": _COMPANY,
    "place": "Spain, European Union",
    "places": [
        {"slug": "spain", "name": "Spain", "code": "ES"},
        {"slug": "european-union", "name": "European Union", "code": None},
    ],
    "parts": [],
    "hours": {"earliest": -60, "latest": 120},
    "industries": [_NAMED],
    "types": ["full-time"],
    "level": "senior",
    "skills": ["SQL", "Python"],
    "pay": {"low": 60_000, "high": 75_000, "currency": "EUR", "period": "year"},
    "pay_as_written": "",
    "excerpt": "You build and run the tables that everybody here counts on.",
    "published_at": "2026-11-20T12:00:00Z",
    "expires_at": "2026-12-20T12:00:00Z",
    "verified_at": "2026-11-30T06:00:00Z",
    "is_open": True,
    "source": "Northwind",
}
_TOTAL = {"number": 1, "is_exact": True}
_COMPANY_SUMMARY = {**_COMPANY, "site": "https://northwind.example/", "open_jobs": 3}
_GUIDE = {
    "slug": "data-engineer",
    "url": f"{_SITE}/careers/data-engineer/",
    "title": "Data engineer",
    "field": {"slug": "data", "name": "Data"},
    "lead": "Builds the pipelines that bring data to the people who need it.",
    "published_at": "2026-10-01T09:00:00Z",
}
_PUBLISHED_PAY = {
    "country": "US",
    "currency": "USD",
    "period": "year",
    "p10": 81_000,
    "p25": 104_000,
    "median": 134_000,
    "p75": 171_000,
    "p90": 211_000,
    "mean": 144_000,
    "low": None,
    "high": None,
    "at_least": [],
    "source": _PASSPORT,
}
_OCCUPATION_NAME = {
    "slug": "software-developers",
    "code": "15-1252.00",
    "title": "Software Developers",
    "url": f"{_SITE}/careers/occupations/software-developers/",
}
_OCCUPATION = {
    **_OCCUPATION_NAME,
    "summary": "Software developers design computer applications or programs.",
    "median_pay": 134_000,
    "pay_is_at_least": False,
    "growth": 15.8,
    "openings": 115_200,
}

_BOOKMARK = {
    "application_id": 12,
    "title": "Data engineer",
    "company": "Northwind",
    "saved_at": "2026-11-21T08:00:00Z",
    "url": f"{_SITE}/jobs/4711-data-engineer/",
    "job": _JOB,
}
_APPLICATION = {
    "id": 12,
    "title": "Data engineer",
    "company": "Northwind",
    "stage": "applied",
    "outcome": "",
    "next_step": "Call",
    "next_step_at": "2026-12-01T09:00:00Z",
    "created_at": "2026-11-21T08:00:00Z",
    "applied_at": "2026-11-21T08:00:00Z",
    "updated_at": "2026-11-21T08:00:00Z",
    "url": f"{_SITE}/account/applications/12/",
    "job_id": 4711,
    "job_is_open": True,
}
_ALERT = {
    "id": 5,
    "name": "Python in Spain",
    "search": "geo=spain&q=python",
    "filters": ["“python”", "Open to Spain"],
    "search_url": f"{_SITE}/jobs/?geo=spain&q=python",
    "cadence": "weekly",
    "weekday": "monday",
    "hour": 8,
    "by_fit": False,
    "state": "active",
    "paused_until": None,
    "is_over_limit": False,
    "next_check_at": "2026-12-07T07:00:00Z",
    "created_at": "2026-11-21T08:00:00Z",
}
_RESUME = {
    "id": 3,
    "name": "Data engineer",
    "language": "en",
    "url": f"{_SITE}/account/resumes/3/",
    "created_at": "2026-11-01T08:00:00Z",
    "updated_at": "2026-11-20T08:00:00Z",
}

EXAMPLES: dict[str, Any] = {
    "FoundJobs": {
        "items": [{**_JOB, "found_in": "job"}],
        "total": _TOTAL,
        "mentioned": {"number": 0, "is_exact": True},
        "corrected": None,
        "facets": {"industry": [{**_NAMED, "jobs": _TOTAL}], "type": [], "level": []},
        "next_cursor": None,
    },
    "JobDocument": {
        **_JOB,
        "slug": "data-engineer",
        "description": "<p>You build and run the tables that everybody here counts on.</p>",
        "place_as_written": "Spain or EU",
        "apply_url": f"{_SITE}/jobs/4711/apply/",
        "findings": [
            {
                "rule": "residence",
                "kind": "limit",
                "says": "You must live in the European Union",
                "quote": "You must be resident in the EU.",
            }
        ],
    },
    "JobsPage": {"items": [_JOB], "next_cursor": None},
    "CompaniesPage": {"items": [_COMPANY_SUMMARY], "next_cursor": None},
    "CompanyDocument": {
        **_COMPANY_SUMMARY,
        "about": "<p>We move goods by sail.</p>",
        "checked_at": "2026-11-30T06:00:00Z",
        "outcomes": {"filled": 4, "left_the_source": 2, "withdrawn": 0, "expired": 1, "days_open": 24},
    },
    "GuidesPage": {"items": [_GUIDE], "next_cursor": None},
    "GuideText": {
        **_GUIDE,
        "edition": 3,
        "also_called": ["Data platform engineer"],
        "remote": "yes",
        "demand": 4,
        "growth": {"rate": 15.8, "period": "2024–2034", "source": _PASSPORT},
        "pay": [
            {
                "country": "US",
                "currency": "USD",
                "low": 80_000,
                "entry": 95_000,
                "median": 125_000,
                "senior": 160_000,
                "high": 190_000,
                "source": _EDITORIAL,
            }
        ],
        "occupation": "15-1252",
        "match": "broad",
        "published_pay": _PUBLISHED_PAY,
        "stress": "Medium",
        "balance": "Good",
        "reviewed": "2026-10-01",
        "sections": [{"key": "day", "heading": "A day at work", "text": "- 9:00 Read what failed at night."}],
        "sources": [],
    },
    "OccupationsPage": {"items": [_OCCUPATION], "next_cursor": None},
    "OccupationDocument": {
        **_OCCUPATION_NAME,
        "summary": _OCCUPATION["summary"],
        "how_to_become": "Software developers typically need a bachelor's degree.",
        "pay": [_PUBLISHED_PAY],
        "outlook": None,
        "tasks": ["Analyze user needs and software requirements."],
        "skills": [{"name": "Programming", "importance": 4.0}],
        "knowledge": [],
        "tools": ["Python"],
        "job_zone": 4,
        "interests": "IC",
        "other_titles": ["Software Engineer"],
        "credits": [
            {
                "text": "Source: U.S. Bureau of Labor Statistics.",
                "release": "Occupational Employment and Wage Statistics, May 2025",
                "license": "Public domain",
            }
        ],
    },
    "ProfileDocument": {
        "name": "Ada Example",
        "email": "ada@example.org",
        "country": "ES",
        "part": "",
        "time_zone": "Europe/Madrid",
        "joined_at": "2026-01-07T09:00:00Z",
        "plan": {
            "key": "plus",
            "name": "Plus",
            "until": "2026-12-07T09:00:00Z",
            "ends": False,
            "limits": {"alerts": 50, "daily_alerts": True, "resumes": 20, "letters": 100},
        },
    },
    "BookmarksPage": {"items": [_BOOKMARK], "next_cursor": None},
    "BookmarkDocument": _BOOKMARK,
    "ApplicationsPage": {"items": [_APPLICATION], "next_cursor": None},
    "ApplicationDocument": {
        **_APPLICATION,
        "job_url": f"{_SITE}/jobs/4711-data-engineer/",
        "notes": "They answer on Fridays.",
        "contact": "Bo, bo@northwind.example",
        "moves": [{"at": "2026-11-21T08:00:00Z", "stage": "applied", "outcome": ""}],
        "sent": [
            {
                "kind": "resume",
                "name": "Data engineer",
                "file_name": "ada-example.pdf",
                "attached_at": "2026-11-21T08:00:00Z",
            }
        ],
    },
    "AlertsPage": {"items": [_ALERT], "next_cursor": None},
    "AlertDocument": _ALERT,
    "ResumesPage": {"items": [_RESUME], "next_cursor": None},
    "WholeResume": {**_RESUME, "document": {"basics": {"name": "Ada Example"}}},
    "Vocabulary": {"items": [_NAMED]},
    "Regions": {"items": [{"slug": "spain", "name": "Spain", "code": "ES", "parent": "european-union"}]},
    "Problem": {
        "type": f"{_SITE}/api/#invalid-parameter",
        "title": "Bad Request",
        "status": 400,
        "detail": "A query parameter has a value that we don't recognize, or isn't one of this address.",
        "errors": [{"in": "query", "name": "geo", "detail": "We don't recognize “atlantis”."}],
    },
}
