"""Views of share links: the member's list, and what a recipient opens."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import in_person, member
from resumes.document import ResumeDocument
from resumes.exports import FORMATS, Options, card_name, file_name
from resumes.exports.content import arrange
from resumes.exports.vcard import MEDIA_TYPE, render_vcard
from resumes.models import Page, ShareLink
from resumes.publishing import links
from resumes.publishing.viewers import viewer_of
from resumes.sharing_forms import LinkForm, PassphraseForm
from resumes.views.pages import paper_of
from resumes.views.pdfs import pdf_or_progress
from toolkit import rate_limits
from toolkit.client import client_network, is_opened
from toolkit.private_files import attachment

PDF = FORMATS["pdf"]
DOWNLOADS = "60/hour"
TRIES_OF_LINK, TRIES_OF_NETWORK = "30/hour", "10/hour"
PROOF_COOKIE, PROOF_SALT, PROOF_SECONDS = "link", "resumes.links", 60 * 60
MOST_ENDED = 20

# --- The member's list --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def share_links(request: HttpRequest) -> HttpResponse:
    """Lists the member's links, and creates one."""
    user, now = member(request), timezone.now()
    form = LinkForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            links.create_link(
                user=user,
                document=form.chosen,
                label=given["label"],
                is_fixed=given["shows"] == "fixed",
                expires_at=form.expires_at(now),
                passphrase=given["passphrase"],
                now=now,
            )
        except links.LinkRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Created a link for %s. Copy it below.") % given["label"])
            return redirect("resumes:links")
    own = ShareLink.objects.of(user).select_related("resume", "letter")
    own = own.defer("data", "resume__data", "resume__not_placed", "letter__text")
    own = own.annotate(is_fixed=Q(data__isnull=False))
    working = own.working(now).values("pk")
    context = {
        "form": form,
        "links": [(link, request.build_absolute_uri(_path(link))) for link in own.shown(now)],
        "of_deleted": own.working(now).exclude(pk__in=own.shown(now).values("pk")),
        "ended": own.exclude(pk__in=working)[:MOST_ENDED],
        "is_hidden": Page.objects.of(user).hidden().exists(),
    }
    return render(request, "resumes/links.html", context, status=400 if form.errors else 200)


@require_POST
@in_person
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(ShareLink.objects.of(member(request)), pk=pk)
    links.revoke_link(link=link, now=timezone.now())
    messages.success(request, _("Revoked the link for %s. It no longer works.") % link.label)
    return redirect("resumes:links")


# --- What a recipient opens ---------------------------------------------------------------------------------------------

View = Callable[[HttpRequest, ShareLink], HttpResponse]


def _for_recipients(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Finds the link and asks for its passphrase. Nothing of it is ever kept: by browsers, caches or search engines."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = links.find_link(token=token, viewer=viewer_of(request.user), now=timezone.now())
        except links.NoSuchLink:
            response = render(request, "resumes/link_missing.html", status=404)
        except links.LinkEnded:
            response = render(request, "resumes/link_ended.html", status=410)
        else:
            if _is_owner(request, link) or not link.passphrase or _has_proof(request, link):
                response = view(request, link)
            else:
                response = _ask_passphrase(request, link)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@_for_recipients
def shared(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """Shows the résumé or the letter of a link."""
    if request.method == "POST":  # the form of the passphrase, sent again
        return redirect(_path(link))
    _count(request, link)
    context = {
        "link": link,
        "paper": arrange(link.document, link.shared.language),
        "is_owner": _is_owner(request, link),
    }
    return render(request, "resumes/link.html", context)


@require_safe
@_for_recipients
def shared_pdf(request: HttpRequest, link: ShareLink) -> HttpResponse:
    if not rate_limits.allow(request, "download shared résumés", DOWNLOADS):
        return render(request, "429.html", status=429)
    _count(request, link)
    options = Options(link.shared.language, paper_of(link.document), made_at=timezone.now())
    export = pdf_or_progress(request, link.document, options, owner=link.user)
    if isinstance(export, HttpResponse):
        return export
    return attachment(export.content, file_name(link.document, PDF), PDF.media_type)


@require_safe
@_for_recipients
def shared_vcard(request: HttpRequest, link: ShareLink) -> HttpResponse:
    person = ResumeDocument(basics=link.document.basics)
    card = render_vcard(person, with_email=True, with_phone=True)
    return attachment(card, card_name(person), MEDIA_TYPE)


def _ask_passphrase(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """Asks for the passphrase, and remembers for an hour that it was right."""
    form, status = PassphraseForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        if not _may_try(request, link):
            form.add_error(None, _("Too many tries. Wait an hour and try again."))
            status = 429
        elif links.is_passphrase(link, form.cleaned_data["passphrase"]):
            return _with_proof(redirect(_path(link)), request, link)
        else:
            form.add_error("passphrase", _("That isn't the passphrase. Ask the sender for it."))
    if form.errors and status == 200:
        status = 403
    response = render(request, "resumes/link_passphrase.html", {"form": form, "link": link}, status=status)
    # Without a referrer, browsers also hide where a form comes from, and Django refuses it.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _may_try(request: HttpRequest, link: ShareLink) -> bool:
    """Counts a try, right or wrong, so that many at the same time are counted too."""
    return rate_limits.allow(request, "try passphrases", TRIES_OF_NETWORK) and rate_limits.allow(
        request, "try the passphrase of a link", TRIES_OF_LINK, of=str(link.pk)
    )


def _with_proof(response: HttpResponse, request: HttpRequest, link: ShareLink) -> HttpResponse:
    response.set_signed_cookie(
        PROOF_COOKIE,
        links.proof_of_passphrase(link),
        salt=PROOF_SALT,
        max_age=PROOF_SECONDS,
        path=_path(link),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _has_proof(request: HttpRequest, link: ShareLink) -> bool:
    proof = request.get_signed_cookie(PROOF_COOKIE, default="", salt=PROOF_SALT, max_age=PROOF_SECONDS)
    return links.is_proof(link, str(proof))


def _is_owner(request: HttpRequest, link: ShareLink) -> bool:
    return request.user.pk == link.user_id


def _count(request: HttpRequest, link: ShareLink) -> None:
    if is_opened(request) and not _is_owner(request, link):
        browser = request.META.get("HTTP_USER_AGENT", "")
        links.count_view(link=link, device=f"{client_network(request)}|{browser}", now=timezone.now())


def _path(link: ShareLink) -> str:
    return reverse("resumes:shared", args=[link.token])
