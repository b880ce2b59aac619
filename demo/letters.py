"""Cover letters of the demo members, and the files that went with one of their applications."""

import datetime as dt

from accounts.models import User
from jobs.tracker.models import Application
from resumes import attaching, letters
from resumes.exports import FORMATS, Options
from resumes.models import Resume

AGE = dt.timedelta(days=6)
MIDDLE: dict[str, str] = {
    "plus@example.com": "At Lindenpost I moved parcel tracking from nightly batches to events: customers now see a scan within "
    "**four seconds**.\n\nThree things I would bring along:\n\n- databases that stay boring\n- an on-call rotation that lets "
    "people sleep\n- tests that find rounding errors before customers do",
    "free@example.com": "I answer sixty tickets a day, and I still write each answer as if it were the only one.",
}


def write(user: User, *, now: dt.datetime) -> None:
    """Creates two letters: one for the latest job that the member applied for, with which it went, and one for any job."""
    if user.email not in MIDDLE:
        return
    at = now - AGE
    applied = (
        Application.objects.of(user)
        .filter(applied_at__isnull=False, job__isnull=False)
        .order_by("-applied_at", "pk")
        .first()
    )
    for name, application in (("For any job", None), ("Latest application", applied)):
        letter = letters.create_letter(user=user, name=name, language="en", application=application, now=at)
        letters.write_letter(
            letter=letter,
            text=letter.text.replace("\n\n\n\n", f"\n\n{MIDDLE[user.email]}\n\n"),
            company="",
            role="",
            resume=letter.resume,
            application=application,
            now=at,
        )
    resume = Resume.objects.of(user).kept().filter(language="en").first()
    if applied is None or resume is None:
        return
    options = Options(design="modern", made_at=at)
    for document in (resume, letter):
        export = FORMATS["pdf"].render(document.to_export(at.date()), options)
        attaching.attach_document(application=applied, document=document, export=export, now=at)
