"""The addresses of the site, what they name, and a client for each role: for tests that ask every address.

The addresses come from the URLconf, who may open them is in `access_table.py`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts import audit, privacy
from ads import services as ads
from advice.models import Question
from alerts import services as alerts
from alerts.models import PushDevice
from api.access.tokens import issue_token
from billing.models import BillingAccount
from careers import services as guides
from careers.models import MarketWeek
from consulting import services as consulting
from consulting.attaching import take_file
from consulting.models import CannedReply, ConsultantProfile
from jobs import services as postings
from jobs.models import Company, FindingFeedback, Source
from jobs.search.criteria import Criteria
from jobs.tracker import flags, sent_files
from jobs.tracker import services as tracker
from mail.models import Suppression
from occupations.models import DataRelease, Override
from resumes import letters
from resumes import services as resumes
from resumes.models import Handle, ReservedWord
from resumes.publishing import exclusions, links
from resumes.publishing import services as publishing
from resumes.publishing.handles import give_handle
from tests.accounts.support import confirmed, staff
from tests.ads.campaigns import a_campaign
from tests.billing.members import in_state
from tests.factories import a_job, a_published_guide, a_published_wage, a_user, an_occupation
from tests.site.access_table import TABLE


@dataclass(frozen=True)
class Route:
    pattern: str
    name: str
    view: Callable

    @property
    def key(self):
        return self.name or self.pattern

    @property
    def line(self):
        return next((line for line in TABLE if fnmatchcase(self.key, line)), None)


OCCUPATION_PAGES = (
    "occupation",
    "occupation-json",
    "occupation-markdown",
    "occupation-image",
    "market",
    "market-place",
)


def _walk(patterns, before="", room=""):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(
                one.url_patterns, before + str(one.pattern), room + (f"{one.namespace}:" if one.namespace else "")
            )
        else:
            yield Route(before + str(one.pattern), room + (one.name or ""), one.callback)


ROUTES = tuple(_walk(get_resolver().url_patterns))


@dataclass
class World:
    """What addresses name, and a client for each role."""

    clients: dict
    keys: dict

    def path(self, route):
        fixed = re.sub(r"\^?\(\?P<app_label>[^)]*\)\$?/?\$?", "jobs/", route.pattern)
        fixed = re.sub(r"\(\?P<url>[^)]*\)\$", "not-there/", fixed)
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(self.key(route, part[1])), fixed)

    def key(self, route, word):
        """The first fitting of: word of this address, word of its room, word anywhere. An unknown row has the number 0."""
        room, _colon, name = route.name.partition(":")
        model = "_".join(name.split("_")[:2]) if room == "admin" else room
        for known in ((route.name, word), (model, word), ("", word)):
            if known in self.keys:
                return self.keys[known]
        return 0


def a_world():
    now = timezone.now()
    users = {
        "free": in_state("free"),
        "plus": in_state("running"),
        "other": a_user("other@example.com"),
        "editor": staff("editor@example.com", "Editors"),
        "moderator": staff("moderator@example.com", "Moderators"),
        "consultant": staff("consultant@example.com", "Consultants"),
        "support": staff("support@example.com", "Support"),
        "admin": staff("admin@example.com", is_superuser=True),
    }
    job = a_job(now=now, apply_url="https://northwind.example/apply/1")
    application = tracker.save(user=users["free"], job=job, now=now)
    tracker.edit(application=application, notes="", contact="", next_step="Call", next_step_at=now, now=now)
    data = {"work": [{"position": "Officer"}]}
    resume = resumes.create_resume(user=users["free"], name="Officer", language="en", data=data, now=now)
    share = links.create_link(user=users["free"], document=resume, label="Acme", now=now)
    exclusion = exclusions.exclude(user=users["free"], domain="acme.example", now=now)
    letter = letters.create_letter(user=users["free"], name="Officer", language="en", application=application, now=now)
    occupation = an_occupation(now=now)
    an_occupation(now=now, code="53-5022.00", title="Motorboat Operators")
    occupation.facts["onet"]["related"] = [{"code": "53-5022.00", "tier": 1, "rank": 1}]
    occupation.save()
    page = publishing.page_for(user=users["free"], now=now)
    publishing.save_settings(page=page, values={"resume": resume, "visibility": "public"}, seen=(), now=now)
    handle = Handle.objects.create(user=users["free"], name="officer", is_chosen=True, since=now)
    sent = sent_files.attach(
        application=application, kind="resume", name="Officer", file_name="officer.pdf", content=b"%PDF-", now=now
    )
    export = privacy.ask_for_export(user=users["free"], now=now)
    privacy.make_export(export.pk, now=now)
    guide = a_published_guide(now=now)
    account = BillingAccount.objects.get(user=users["plus"])
    source = Source.objects.create(name="Feed", format="rss", url="https://feed.example/rss", hosts=["feed.example"])
    held = postings.report(job=job, reason="scam", note="", now=now)
    line = audit.record("test.line", now=now)
    wrong = guides.report_correction(guide=guide, text="Wrong", source="", email="", now=now)
    day = now.date()
    Company.objects.filter(pk=job.company_id).update(logo=b"a picture")
    alert = alerts.create(user=users["free"], criteria=Criteria(q="officer"), name="Officers", now=now)
    device = PushDevice.objects.create(
        user=users["free"], endpoint="https://push.example/1", p256dh="a", auth="b", name="Firefox", created_at=now
    )
    mute = alerts.mute(recipient=alert.recipient, kind="word", value="senior", now=now)
    flags.flag(user=users["free"], job=job, kind=flags.Kind.HIDDEN, now=now)
    digest = alert.recipient.digests.create(slot=now, state="sent", sent_at=now, not_before=now, created_at=now)
    a_published_wage(median=80_000)
    release = DataRelease.objects.get()
    override = Override.objects.create(
        code=occupation.code, path="definition.text", value="Steer.", reason="Clearer.", set_at=now
    )
    question = Question.objects.create(
        user=users["free"], task="question", words="Why?", created_at=now, reserved_at=now
    )
    # The thread of a member whose gift of Plus has ended.
    profile = ConsultantProfile.objects.create(user=users["consultant"], languages=["en"], created_at=now)
    gift = BillingAccount.objects.get(user=users["free"])
    BillingAccount.objects.filter(pk=gift.pk).update(comped_until=now + timedelta(days=1))
    thread = consulting.open_thread(user=type(users["free"]).objects.get(pk=users["free"].pk), language="en", now=now)
    consulting.share(thread=thread, what="resumes", on=True, now=now)
    asked = consulting.write_message(
        thread=thread,
        side="member",
        author=users["free"],
        text="Hi",
        key="1",
        uploads=[take_file("a.txt", b"a")],
        now=now,
    )
    BillingAccount.objects.filter(pk=gift.pk).update(comped_until=None)
    token = issue_token(user=users["free"], name="Script", scopes=[], expires_at=now + timedelta(days=1), now=now).token
    campaign = a_campaign(now=now, image=b"a picture", image_digest="1a2b")
    keys = {
        ("tokens", "pk"): token.pk,
        ("ads", "pk"): campaign.pk,
        ("ads", "digest"): campaign.image_digest,
        ("ads", "token"): ads.make_report_link(campaign=campaign, by=None, now=now),
        ("ads_campaign", "pk"): campaign.pk,
        ("ads_campaign", "object_id"): campaign.pk,
        ("ads_advertiser", "object_id"): campaign.advertiser_id,
        ("advice", "pk"): question.pk,
        ("advice:rewrite", "pk"): resume.pk,
        ("advice:rewrite", "key"): "work",
        ("advice:rewrite", "number"): 0,
        ("consulting", "pk"): thread.pk,
        ("consulting:thread-file", "pk"): asked.files.get().pk,
        ("consulting:inbox-file", "number"): asked.files.get().pk,
        ("consulting:inbox-resume", "number"): resume.pk,
        ("consulting_consultantprofile", "object_id"): profile.pk,
        ("consulting_cannedreply", "object_id"): CannedReply.objects.create(title="Hello", text="Hello {name}").pk,
        ("alerts_recipient", "object_id"): alert.recipient_id,
        ("alerts_recipient", "digest"): digest.pk,
        ("mail_suppression", "object_id"): Suppression.objects.create(
            address="gone@example.com", reason="bounce", created_at=now
        ).pk,
        ("alerts", "pk"): alert.pk,
        ("alerts:remove-device", "pk"): device.pk,
        ("alerts:fewer", "pk"): job.pk,
        ("alerts:mail", "pk"): digest.pk,
        ("alerts:unmute", "pk"): mute.pk,
        ("tracker", "pk"): application.pk,
        ("tracker", "number"): sent.pk,
        ("resumes:attach", "pk"): application.pk,
        ("letters", "pk"): letter.pk,
        ("letters", "key"): "pdf",
        ("resumes", "pk"): resume.pk,
        ("resumes", "handle"): give_handle(user=users["free"], now=now).name,
        ("resumes", "name"): "officer",
        ("resumes", "key"): "work",
        ("resumes", "number"): 1,
        ("resumes:entry", "number"): 0,
        ("resumes:download", "key"): "pdf",
        ("resumes", "token"): share.token,
        ("resumes:revoke-link", "pk"): share.pk,
        ("resumes:include", "pk"): exclusion.pk,
        ("tracker:hide", "pk"): job.pk,
        ("tracker:unhide", "pk"): job.pk,
        ("alerts:mute-company", "slug"): job.company.slug,
        ("accounts", "pk"): export.pk,
        ("advice:fit", "pk"): job.pk,
        ("advice:prepare", "pk"): job.pk,
        ("api", "job_id"): job.pk,
        ("api", "slug"): job.company.slug,
        ("api:guide", "slug"): guide.slug,
        ("api:occupation", "slug"): occupation.slug,
        ("jobs", "pk"): job.pk,
        ("jobs:detail", "slug"): job.slug,
        ("jobs", "slug"): job.company.slug,
        ("jobs", "key"): "verdict",
        ("", "industry"): "admin",
        ("", "region"): "europe",
        ("", "section"): "pages",
        ("careers", "slug"): guide.slug,
        ("careers:field", "slug"): guide.field.slug,
        **{(f"careers:{name}", "slug"): occupation.slug for name in OCCUPATION_PAGES},
        ("advice:moves", "slug"): occupation.slug,
        ("careers:explore-code", "code"): occupation.code,
        ("careers:market-place", "place"): MarketWeek.objects.create(
            occupation=occupation, place="europe", week=day, published=1, open_at_end=1, states_pay=0
        ).place,
        ("careers_guide", "pk"): guide.pk,
        ("careers_guide", "object_id"): guide.pk,
        ("careers_guide", "version"): 1,
        ("resumes_page", "pk"): page.pk,
        ("resumes_page", "object_id"): page.pk,
        ("resumes_pagereport", "object_id"): page.reports.create(reason="abuse", at=now).pk,
        ("resumes_handle", "pk"): handle.pk,
        ("resumes_handle", "object_id"): handle.pk,
        ("resumes_reservedword", "object_id"): ReservedWord.objects.create(word="mayor").pk,
        ("accounts_user", "pk"): users["other"].pk,
        ("accounts_user", "object_id"): users["other"].pk,
        ("auth_user", "id"): users["other"].pk,
        ("accounts_auditentry", "object_id"): line.pk,
        ("billing_billingaccount", "pk"): account.pk,
        ("billing_billingaccount", "object_id"): account.pk,
        ("billing_billingaccount", "subscription"): account.current_id,
        ("jobs_job", "pk"): job.pk,
        ("jobs_job", "object_id"): job.pk,
        ("jobs_company", "object_id"): job.company_id,
        ("jobs_jobreport", "object_id"): held.pk,
        ("jobs_findingfeedback", "object_id"): FindingFeedback.objects.create(job=job, rule="visa", at=now).pk,
        ("jobs_source", "pk"): source.pk,
        ("jobs_importrun", "object_id"): source.runs.create(started_at=now).pk,
        ("auth_group", "object_id"): Group.objects.get(name="Editors").pk,
        ("careers_careerfield", "object_id"): guide.field_id,
        ("careers_correction", "object_id"): wrong.pk,
        ("careers_usefulvote", "object_id"): guide.useful_votes.create(day=day).pk,
        ("careers_guidereads", "object_id"): guide.reads.create(day=day).pk,
        ("jobs_source", "object_id"): source.pk,
        ("occupations_datarelease", "pk"): release.pk,
        ("occupations_datarelease", "object_id"): release.pk,
        ("occupations_occupation", "object_id"): occupation.pk,
        ("occupations_override", "object_id"): override.pk,
    }
    clients = {"anonymous": Client()} | {role: confirmed(Client(), user) for role, user in users.items()}
    for client in clients.values():
        client.raise_request_exception = False
        client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return World(clients, keys)
