"""Every list and form of the staff site in a real browser: nothing is missing that their scripts need."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from careers.models import Correction, Guide, GuideReads, UsefulVote
from jobs.models import FindingFeedback, ImportRun, JobReport, RulePolicy, Source
from mail.models import Suppression
from tests.alerts.support import an_alert
from tests.browser.test_admin import staff  # noqa: F401 - a fixture
from tests.factories import a_job, a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def rows_of_everything():
    now = timezone.now()
    job = a_job(now=now)
    source = Source.objects.create(
        name="Northwind careers", format="rss", url="https://example.org/feed", health="dead"
    )
    ImportRun.objects.create(source=source, started_at=now)
    JobReport.objects.create(job=job, reason="closed", note="Gone", at=now)
    FindingFeedback.objects.create(job=job, rule="visa", comment="That's about customers.", at=now)
    RulePolicy.objects.create(rule="visa", changed_at=now)
    guide = Guide.objects.first()
    Correction.objects.create(guide=guide, text="The figure is old.", created_at=now)
    UsefulVote.objects.create(guide=guide, day=now.date(), yes=1)
    GuideReads.objects.create(guide=guide, day=now.date(), count=3)
    Suppression.objects.create(address="gone@example.com", reason="bounce", created_at=now)
    an_alert(a_user(), now=now)


def test_every_list_and_form_of_the_staff_site_has_what_its_scripts_need(staff):  # noqa: F811
    rows_of_everything()
    page = staff("/admin/")
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(email="edda@example.com")
    failed, said = [], []
    page.on("console", lambda message: message.type in ("error", "warning") and said.append((page.url, message.text)))
    page.on("pageerror", lambda error: said.append((page.url, str(error))))
    page.on("response", lambda answer: answer.status >= 400 and failed.append((answer.status, answer.url)))
    seen = 0
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        page.goto(reverse(f"{name}_changelist"))
        seen += 1
        if page.locator("#result_list input.action-select").count():
            page.locator("#result_list input.action-select").first.check()
            expect(page.locator(".actions .action-counter")).to_contain_text("1 of")
            page.locator("#action-toggle").check()
            expect(page.locator("#result_list input.action-select").last).to_be_checked()
        if model_admin.has_add_permission(request):
            page.goto(reverse(f"{name}_add"))
            seen += 1
        if row := model.objects.first():
            try:
                page.goto(reverse(f"{name}_change", args=[row.pk]))
                seen += 1
            except NoReverseMatch:  # its only page is the list
                continue
    for more in ("admin:jobs_job_queue", "admin:jobs_source_health", "admin:billing_billingaccount_drift"):
        page.goto(reverse(more))
    assert seen > 30
    assert failed == []
    assert said == []
