"""Views of the account area: profile, security, privacy."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit, impersonation, services, tasks
from accounts import privacy as data
from accounts.decorators import confirmed, in_person, member, members_only
from accounts.forms import DeleteForm, ProfileForm
from accounts.models import AuditEntry, DataExport, User
from toolkit import geography
from toolkit.country_parts import part_named
from toolkit.forms import Stale, versions_seen
from toolkit.private_files import attachment

SHOWN = 5
# Badges of data exports that can't be downloaded, by state: CSS class and label.
EXPORT_BADGES = {
    "waiting": {"kind": "accent", "label": gettext_lazy("In progress")},
    "failed": {"kind": "warn", "label": gettext_lazy("Failed")},
    "gone": {"kind": "", "label": gettext_lazy("Expired")},
}
Type = Authenticator.Type


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def profile(request: HttpRequest) -> HttpResponse:
    """Edits the name, and the format of dates and amounts."""
    user = member(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, user=user)
    conflict: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.set_profile(user=user, **form.cleaned_data, seen=versions_seen(request))
        except Stale:
            user.refresh_from_db()
            conflict = form.overwrites(ProfileForm(user=user))
        if not conflict:
            messages.success(request, _("Profile saved."))
            return redirect("accounts:profile")
    version = services.version_of_profile(user)
    context = {
        "form": form,
        "version": request.POST.get("version", version),
        "overwrite": version,
        "conflict": conflict,
        "place": _place_words(user),
    }
    return render(request, "accounts/profile.html", context, status=409 if conflict else 422 if form.errors else 200)


def _place_words(user: User) -> str:
    """Returns the member's location in words; empty if none is set."""
    part = part_named(user.country, user.part)
    zone = geography.zone_words(user.time_zone, timezone.now()) if user.time_zone else ""
    return ", ".join(filter(None, [part.name if part else "", geography.countries().get(user.country, ""), zone]))


@require_safe
@in_person
def security(request: HttpRequest) -> HttpResponse:
    """Lists the member's sign-in methods, each with a link to the page that changes it."""
    user = member(request)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "passkeys": kinds.count(Type.WEBAUTHN),
        "has_app": Type.TOTP in kinds,
        "has_codes": Type.RECOVERY_CODES in kinds,
        "sessions": UserSession.objects.filter(user=user).count(),
        "connects": bool(get_adapter().list_providers(request)),
    }
    return render(request, "accounts/security.html", context)


@require_safe
@in_person
def privacy(request: HttpRequest) -> HttpResponse:
    """Shows what data we hold, and links to export and deletion."""
    now = timezone.now()
    exports = [(one, EXPORT_BADGES.get(one.state(now))) for one in DataExport.objects.of(member(request))[:SHOWN]]
    visits = AuditEntry.objects.filter(action="staff.act_as", member_id=member(request).pk)[:SHOWN]
    context = {"exports": exports, "days": data.KEPT.days, "visits": visits}
    return render(request, "accounts/privacy.html", context)


@require_POST
@confirmed
def ask_for_export(request: HttpRequest) -> HttpResponse:
    export = data.ask_for_export(user=member(request), now=timezone.now())
    if export.made_at:
        messages.info(request, _("You already have a copy from the last hour. Download it below."))
        return redirect("accounts:privacy")
    tasks.make_export.delay(export.pk)
    messages.success(request, _("We're preparing your copy. We email you when it's ready."))
    return redirect("accounts:privacy")


def get_export_for(user: User, pk: int) -> DataExport:
    """Returns the member's export, or raises a 404."""
    return get_object_or_404(DataExport.objects.filter(user=user), pk=pk)


@require_safe
@confirmed
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns the export as a file; 410 when it has expired."""
    now = timezone.now()
    copy = get_export_for(member(request), pk)
    state = copy.state(now)
    if state == "gone":
        return render(request, "accounts/export_gone.html", {"days": data.KEPT.days}, status=410)
    if state != "ready" or copy.archive is None:
        raise Http404
    audit.record("account.export_downloaded", actor=member(request), member=copy.user, request=request, now=now)
    name = f"{settings.SITE_NAME.lower()}-data-{copy.asked_at:%Y-%m-%d}.zip"
    return attachment(bytes(copy.archive), name, "application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def delete(request: HttpRequest) -> HttpResponse:
    """Shows what is deleted and what is kept; deletes the account when its address was typed."""
    user, now = member(request), timezone.now()
    form = DeleteForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/delete.html", {"form": form}, status=422 if form.errors else 200)
    try:
        data.delete_account(user=user, now=now)
    except data.StillBound as bound:
        form.add_error(None, str(bound))
        return render(request, "accounts/delete.html", {"form": form}, status=409)
    logout(request)
    return redirect("accounts:goodbye")


@require_POST
@members_only
def act_end(request: HttpRequest) -> HttpResponse:
    """Ends impersonation."""
    acted_as = impersonation.end(request, now=timezone.now())
    return redirect("admin:accounts_user_change", acted_as.pk)


@require_safe
def goodbye(request: HttpRequest) -> HttpResponse:
    """Shown after an account was deleted."""
    return render(request, "accounts/goodbye.html")
