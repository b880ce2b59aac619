"""The frame and the first page of the staff site."""

import re
from pathlib import Path

import django.contrib.admin
import pytest
from django.apps import apps
from django.conf import settings
from django.template import Engine, engines
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.utils import timezone

from careers.models import Correction
from jobs.models import JobReport, Source
from tests.accounts.support import staff
from tests.factories import a_job, a_published_guide

pytestmark = pytest.mark.django_db
CONTRADICTED = "<p>You will spend three days a week in our Leeds office.</p>"


def blocks(template):
    return {block.name for block in template.nodelist.get_nodes_by_type(BlockNode)}


def test_the_frame_of_the_staff_site_has_every_block_that_djangos_templates_fill():
    folder = Path(django.contrib.admin.__file__).parent / "templates"
    theirs = Engine(dirs=[folder], libraries=engines["django"].engine.libraries)
    missing = blocks(theirs.get_template("admin/base.html")) - blocks(get_template("admin/base.html").template)
    assert missing == {"stylesheet_rtl"}  # our stylesheets are the same from right to left


def test_a_list_with_actions_has_the_words_its_script_needs_and_no_stylesheet_above_ours(client):
    Source.objects.create(name="Northwind careers", format="rss")
    client.force_login(staff("mona@example.com", "Moderators"))
    page = client.get("/admin/jobs/source/").content.decode()
    assert "/admin/jsi18n/" in page
    assert "admin/css/changelists" not in page


def waiting_for(client, *groups):
    client.force_login(staff(f"{'-'.join(groups).lower() or 'nobody'}@example.com", *groups))
    return {work.label: work.url for work in client.get("/admin/").context["waiting"]}


def test_the_first_page_says_what_waits_for_each_member_of_the_staff(client):
    now = timezone.now()
    for title in ("Clerk", "Baker"):
        a_job(now=now, title=title, description=CONTRADICTED)
    JobReport.objects.create(job=a_job(now=now), reason="closed", note="Gone", at=now)
    Source.objects.create(name="Northwind careers", format="rss", health="dead")
    Correction.objects.create(guide=a_published_guide(), text="The figure is old.", created_at=now)
    moderated = waiting_for(client, "Moderators")
    assert set(moderated) == {"2 jobs to moderate", "1 report about a job", "1 failing source"}
    assert all(client.get(url).status_code == 200 for url in moderated.values())
    assert set(waiting_for(client, "Editors")) == {"1 correction to check"}
    assert waiting_for(client, "Consultants") == {}
    assert "Nothing to do." in client.get("/admin/").content.decode()


def test_a_model_has_a_name_for_one_and_another_for_many():
    """The staff site counts rows with them: “1 daily read count”."""
    alike = [
        model._meta.label
        for model in apps.get_models()
        if (settings.BASE_DIR / model.__module__.split(".")[0]).is_dir()
        and (
            model._meta.verbose_name == model._meta.verbose_name_plural
            or re.search("(?:ch|s|x|sh)s$|eds$", str(model._meta.verbose_name_plural))
        )
    ]
    assert alike == ["careers.Growth", "alerts.Sending"]  # there is one of each at most
