"""JSON-LD of a public résumé page (https://schema.org/ProfilePage). It says only what the page shows."""

import datetime as dt
from typing import Any

from django.conf import settings

from resumes.document import ResumeDocument
from resumes.exports.cleaning import clean_text
from resumes.exports.rich_text import safe_url
from resumes.models import Page


def profile_page(document: ResumeDocument, page: Page, path: str, *, today: dt.date) -> dict[str, Any]:
    """Returns the ``ProfilePage`` of a shown document."""
    basics, url = document.basics, settings.SITE_URL + path
    person: dict[str, Any] = {
        "@type": "Person",
        "name": clean_text(basics.name),
        "url": url,
        "jobTitle": clean_text(basics.label),
        "address": _address(document),
        "sameAs": [safe_url(profile.url) for profile in basics.profiles if safe_url(profile.url)],
        "knowsLanguage": [clean_text(one.language) for one in document.languages if one.language],
        "knowsAbout": [clean_text(one.name) for one in document.skills if one.name],
        "alumniOf": [
            {"@type": "EducationalOrganization", "name": clean_text(one.institution)}
            for one in document.education
            if one.institution
        ],
    }
    if not page.hides_employer:
        person["worksFor"] = [
            {"@type": "Organization", "name": clean_text(one.name)}
            for one in document.work
            if one.name and one.is_current(today)
        ]
    return {
        "@type": "ProfilePage",
        "url": url,
        "dateModified": max(page.updated_at, page.resume.updated_at if page.resume else page.updated_at).isoformat(),
        "mainEntity": {key: value for key, value in person.items() if value},
    }


def _address(document: ResumeDocument) -> dict[str, str]:
    location = document.basics.location
    found = {
        "addressLocality": clean_text(location.city),
        "addressRegion": clean_text(location.region),
        "addressCountry": clean_text(location.country_code),
    }
    given = {key: value for key, value in found.items() if value}
    return {"@type": "PostalAddress", **given} if given else {}
