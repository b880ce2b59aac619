"""Pages that people share name a picture of the usual size, which the site ships."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone
from PIL import Image

from tests.factories import a_job, a_published_guide

pytestmark = pytest.mark.django_db
SIZE = (1200, 630)


def social(page):
    """What a page says to programs that show links, by property."""
    return dict(re.findall(r'<meta property="(og:[\w:]+)"\s+content="([^"]*)"', page.content.decode()))


def test_home_search_and_jobs_have_the_picture_of_the_site(client):
    job = a_job(now=timezone.now())
    for path in ("/", "/jobs/", job.get_absolute_url(), job.company.get_absolute_url()):
        said = social(client.get(path))
        assert re.fullmatch(re.escape(settings.SITE_URL) + r"/static/images/social[.\w]*\.png", said["og:image"])
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["og:image:alt"] == "Remote jobs you can actually apply for"


def test_a_guide_has_a_picture_of_its_own(client):
    guide = a_published_guide(now=timezone.now())
    said = social(client.get(guide.get_absolute_url()))
    assert said["og:image"] == f"{settings.SITE_URL}{guide.get_absolute_url()}og.png"
    assert said["og:image:alt"] == said["og:title"]
    assert Image.open(BytesIO(client.get(f"{guide.get_absolute_url()}og.png").content)).size == SIZE


def test_the_picture_of_the_site_is_small_and_of_the_usual_size():
    picture = Path(finders.find("images/social.png")).read_bytes()
    assert Image.open(BytesIO(picture)).size == SIZE
    assert len(picture) <= 100_000
