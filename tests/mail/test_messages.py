"""Emails built from templates: what people typed is text in the subject and the text part, and HTML in the HTML part."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from mail import messages

TYPED = "Rui O'Brien & Co <b>"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
BUILT = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix(".subject.txt")
    for path in TEMPLATES.rglob("email/*.subject.txt")
    if path.with_name(path.name.replace(".subject.txt", ".html")).exists()
)


def names_in(name):
    """Returns the names of the values that the subject of an email shows or asks for."""
    subject = (TEMPLATES / f"{name}.subject.txt").read_text()
    return set(re.findall(r"{{ (\w+)|{% if (\w+)", subject))


def test_every_app_has_emails_here():
    assert {name.split("/")[0] for name in BUILT} == {
        "accounts", "alerts", "api", "billing", "consulting", "resumes"
    }  # fmt: skip


@pytest.mark.parametrize("name", BUILT)
def test_no_subject_and_no_text_is_escaped(name, settings):
    settings.SITE_NAME = TYPED
    values = {shown or asked for shown, asked in names_in(name)} | {"name", "text", "reason"}
    context = dict.fromkeys(values - {"site_name"}, TYPED)
    message = messages.build(name, to="ana@example.com", context=context)
    shown = {shown for shown, _asked in names_in(name) if shown}
    assert message.subject.count(TYPED) == len(shown)
    assert "&#x27;" not in message.subject + message.body
    assert "&amp;" not in message.subject + message.body
    assert TYPED not in message.alternatives[0].content
