"""Views of a published résumé: the page, its files, a message to its owner, a report."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from resumes.document import ResumeDocument
from resumes.exports import FORMATS, Options, card_name, file_name
from resumes.exports import vcard as vcards
from resumes.exports.content import AnyDocument, arrange
from resumes.exports.options import Paper
from resumes.exports.social_image import draw_social_image
from resumes.models import Page
from resumes.page_forms import MessageForm, PageReportForm
from resumes.publishing import services
from resumes.publishing.handles import Found, find_page
from resumes.publishing.shown import shown_document
from resumes.publishing.structured_data import profile_page
from resumes.publishing.viewers import is_excluded, viewer_of
from resumes.views.pdfs import pdf_or_progress
from toolkit import page_cache, rate_limits
from toolkit.json_ld import json_ld_script
from toolkit.private_files import attachment

LETTER_COUNTRIES = {"US", "CA", "MX", "PH", "CL", "CO", "VE"}  # CLDR 46, supplemental data, paper size US-Letter
KEPT_SECONDS = 10 * 60  # how long a stored page is served if a change to it could not be announced
REPORTS = "5/hour"
MESSAGES = "5/hour"
MESSAGES_TO_ONE = "20/day"
FILES = "60/hour"


@require_safe
def page(request: HttpRequest, handle: str) -> HttpResponse:
    """Shows a published résumé. Its owner sees it in any state, others as it allows."""
    found = _get_page(request, handle)
    if found.handle != handle:
        return redirect("resumes:page", found.handle)
    document, language = _shown(found)
    content = arrange(document, language)
    canonical = reverse("resumes:page", args=[found.handle])
    context: dict[str, Any] = {
        "page": found.page,
        "handle": found.handle,
        "paper": content,
        "canonical": canonical,
        "is_owner": _is_owner(request, found.page),
        "is_indexed": found.page.is_public and found.page.is_indexed,
        "meta_description": content.title,
        "social_image": reverse("resumes:page-image", args=[found.handle]),
    }
    if found.page.is_public:
        context["json_ld"] = json_ld_script(profile_page(document, found.page, canonical, today=timezone.localdate()))
    return _as_stored(request, render(request, "resumes/page.html", context), found.page)


@require_safe
def pdf(request: HttpRequest, handle: str) -> HttpResponse:
    """Returns the published résumé as a PDF."""
    found = _get_page(request, handle)
    if found.handle != handle:
        return redirect("resumes:page-pdf", found.handle)
    if not rate_limits.allow(request, "files of résumé pages", FILES):
        return _too_many_files(request)
    document, language = _shown(found)
    wanted = FORMATS["pdf"]
    options = Options(language, paper_of(document), made_at=found.page.updated_at)
    export = pdf_or_progress(request, document, options, owner=found.page.user)
    if isinstance(export, HttpResponse):
        return export
    response = attachment(export.content, file_name(document, wanted), wanted.media_type, is_private=False)
    return _as_stored(request, response, found.page)


@require_safe
def vcard(request: HttpRequest, handle: str) -> HttpResponse:
    """Returns the contact card: name, title and the address of the page."""
    found = _get_page(request, handle)
    if found.handle != handle:
        return redirect("resumes:page-vcard", found.handle)
    document, _language = _shown(found)
    url = settings.SITE_URL + reverse("resumes:page", args=[found.handle])
    card = vcards.render_vcard(document, url=url)
    response = attachment(card, card_name(document), vcards.MEDIA_TYPE, is_private=False)
    return _as_stored(request, response, found.page)


@require_safe
def image(request: HttpRequest, handle: str) -> HttpResponse:
    """Returns the picture that other sites show with a link to the page."""
    found = _get_page(request, handle)
    if found.handle != handle:
        return redirect("resumes:page-image", found.handle)
    if not rate_limits.allow(request, "files of résumé pages", FILES):
        return _too_many_files(request)
    content = arrange(*_shown(found))
    return _as_stored(request, HttpResponse(draw_social_image(content), content_type="image/png"), found.page)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def message(request: HttpRequest, handle: str) -> HttpResponse:
    """Shows and handles the form that emails a message to the owner of a page."""
    found = _get_page(request, handle)
    if not found.page.accepts_messages or not found.page.is_shown:
        raise Http404
    form = MessageForm(request.POST if request.method == "POST" else None, initial=_sender(request))
    if request.method == "POST" and form.is_valid():
        to_one = {"action": "message a résumé page", "rate": MESSAGES_TO_ONE, "of": str(found.page.pk)}
        if not (rate_limits.allow(request, "messages", MESSAGES) and rate_limits.allow(request, **to_one)):
            form.add_error(None, _("Too many messages were sent. Try again later."))
        else:
            if not form.is_robot:
                services.send_message(page=found.page, **form.message(), now=timezone.now())
            messages.success(request, _("Message sent. We'll send the reply to your email address."))
            return redirect("resumes:page", found.handle)
    context = {"form": form, "paper": arrange(*_shown(found)), "handle": found.handle}
    return render(request, "resumes/page_message.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, handle: str) -> HttpResponse:
    """Shows and handles the form that reports a page to staff."""
    found = _get_page(request, handle)
    form = PageReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not rate_limits.allow(request, "report", REPORTS):
            form.add_error(None, _("You've sent several reports in the past hour. Try again later."))
        else:
            if not form.is_robot:
                services.report_page(page=found.page, **form.report(), now=timezone.now())
            messages.success(request, _("Thanks for your report. A moderator will review it."))
            return redirect("resumes:page", found.handle)
    context = {"form": form, "paper": arrange(*_shown(found)), "handle": found.handle}
    return render(request, "resumes/page_report.html", context, status=422 if form.errors else 200)


def paper_of(document: AnyDocument) -> Paper:
    """Returns the paper that people use where the résumé's owner lives."""
    return "letter" if document.basics.location.country_code.strip().upper() in LETTER_COUNTRIES else "a4"


def _get_page(request: HttpRequest, handle: str) -> Found:
    """Returns the page at an address for this reader, or raises a 404: nothing tells a private page from none."""
    found = find_page(handle.lower(), now=timezone.now())
    if found is None:
        raise Http404
    if _is_owner(request, found.page):
        return found
    if not found.page.is_shown or is_excluded(viewer_of(request.user), found.page.user_id):
        raise Http404
    return found


def _shown(found: Found) -> tuple[ResumeDocument, str]:
    """Returns the document as others see it, and its language."""
    return shown_document(found.resume.document, found.page, today=timezone.localdate()), found.resume.language


def _as_stored(request: HttpRequest, response: HttpResponse, page: Page) -> HttpResponse:
    """Lets the page cache store what every visitor gets; a member's answer depends on who they are."""
    if not (page.is_public and page.is_indexed):
        response["X-Robots-Tag"] = "noindex"
    response["X-Content-Type-Options"] = "nosniff"
    if isinstance(request.user, User):
        response["Cache-Control"] = "private, no-store"
        return response
    return page_cache.share(response, lifetime=lambda: KEPT_SECONDS)


def _too_many_files(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def _is_owner(request: HttpRequest, page: Page) -> bool:
    return request.user.pk == page.user_id


def _sender(request: HttpRequest) -> dict[str, str]:
    user = request.user
    return {"name": user.name, "email": user.email} if isinstance(user, User) else {}
