"""Links to a résumé, and those who follow them."""

import html
import re

from django.test import Client
from django.utils import timezone

from resumes.models import ShareLink
from resumes.publishing import links
from tests.factories import a_user

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DATA = {
    "basics": {"name": "Ana Moreira", "email": "ana@example.com", "phone": "+351 912 000 111"},
    "work": [{"position": "Operations lead", "name": "Maré", "startDate": "2022-03"}],
}


def a_link(resume, label="Acme", **changes):
    return links.create_link(user=resume.user, document=resume, label=label, now=timezone.now(), **changes)


def path(link, part=""):
    return f"/r/link/{link.token}/{part}"


def visitor(**headers):
    return Client(headers={"user-agent": BROWSER, **headers})


def signed_in(email):
    client = visitor()
    client.force_login(a_user(email))
    return client


def text(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.content.decode())).split())


def views(link):
    return ShareLink.objects.get(pk=link.pk).views
