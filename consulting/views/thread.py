"""Views of the member's thread: read, write, share, export."""

import datetime as dt
import io
import zipfile
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import in_person, member, members_only
from accounts.impersonation import acting_staff
from accounts.localization import locale_of
from accounts.models import User
from billing import entitlements, plans
from consulting import figures, services
from consulting.chat import Line, chat_of
from consulting.forms import FirstMessageForm, MessageForm, new_key
from consulting.models import ConsultantProfile, Message, Thread
from consulting.reply_times import FEWEST
from consulting.summary import openings_of
from consulting.views.access import get_file_of, get_thread_for, is_fragment, number_in
from resumes.models import Resume
from toolkit import rate_limits
from toolkit.localization import moment
from toolkit.private_files import attachment, serve_attachment
from toolkit.text import initials

MESSAGES = "60/hour"
MEMBER = Message.Side.MEMBER


@require_safe
@members_only
def thread(request: HttpRequest) -> HttpResponse:
    """Shows the conversation with what the consultant may see, or what Plus would give."""
    return _page(request, None)


@require_safe
@members_only
def thread_messages(request: HttpRequest) -> HttpResponse:
    """Returns the conversation alone, for a script that asks again and again; 204 if nothing changed since."""
    found = get_thread_for(member(request))
    context = _chat(request, found)
    if request.GET.get("version") == context["chat"].version:
        return HttpResponse(status=204)
    return render(request, "consulting/_chat.html", {**context, "is_news": True})


@require_POST
@in_person
def thread_write(request: HttpRequest) -> HttpResponse:
    """Sends a message; the first one opens the thread."""
    user, now = member(request), timezone.now()
    found = Thread.objects.of(user).with_people().first()
    form = (MessageForm if found else FirstMessageForm)(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    if not rate_limits.allow(request, "write to consultants", MESSAGES, of=str(user.pk)):
        form.add_error(None, _("You sent many messages in a short time. Try again in an hour."))
        return _page(request, form, status=429)
    given = form.cleaned_data
    try:
        found = found or services.open_thread(user=user, language=given["language"], now=now)
        if given["up_to"]:
            services.mark_read(thread=found, side=MEMBER, up_to=given["up_to"], now=now)
        services.write_message(
            thread=found,
            side=MEMBER,
            author=user,
            text=given["text"],
            key=given["key"],
            uploads=given["attached"],
            now=now,
        )
    except services.NotPlus:
        form.add_error(None, _("You need Plus to write to a consultant. Your message wasn't sent."))
        return _page(request, form, status=400)
    except services.MessageRefused as refused:
        form.add_error("text", str(refused))
        return _page(request, form, status=400)
    except OSError:
        form.add_error(
            "attached", _("We can't store files right now. Send your message without them, or try again later.")
        )
        return _page(request, form, status=503)
    messages.success(request, _("Message sent."))
    return redirect("consulting:thread")


@require_POST
@in_person
def thread_read(request: HttpRequest) -> HttpResponse:
    """Marks the consultant's messages as read, up to the last one the page showed."""
    found = get_thread_for(member(request))
    up_to = request.POST.get("up_to", "")
    if up_to.isascii() and up_to.isdecimal() and len(up_to) < 19:
        services.mark_read(thread=found, side=MEMBER, up_to=int(up_to), now=timezone.now())
    if is_fragment(request):
        return render(request, "consulting/_chat.html", _chat(request, found))
    return redirect("consulting:thread")


@require_POST
@in_person
def thread_share(request: HttpRequest) -> HttpResponse:
    """Lets the consultant see something, or stops that."""
    found = get_thread_for(member(request))
    what, on = request.POST.get("what", ""), request.POST.get("on") == "yes"
    if what in services.SHARED:
        services.share(thread=found, what=what, on=on, now=timezone.now())
        messages.success(
            request,
            _("Your consultant can see it from now on.") if on else _("Your consultant can no longer see it."),
        )
    return redirect("consulting:thread")


@require_safe
@in_person
def thread_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Serves a file of the thread as a download."""
    file = get_file_of(get_thread_for(member(request)), pk)
    return serve_attachment(file.file, file.name, file.media_type)


@require_safe
@in_person
def thread_export(request: HttpRequest) -> HttpResponse:
    """Downloads the whole conversation with its files, on every plan."""
    found = get_thread_for(member(request))
    rows = list(found.messages.prefetch_related("files"))
    packed = io.BytesIO()
    missing = []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (file for one in rows for file in one.files.all()):
            try:
                with file.file.open("rb") as opened:
                    archive.writestr(f"files/{file.pk}-{file.name}", opened.read())
            except OSError:
                missing.append(file.name)
        archive.writestr("conversation.md", _transcript(rows, missing, timezone.now()))
    return attachment(packed.getvalue(), "consultant.zip", "application/zip")


def _transcript(rows: list[Message], missing: list[str], now: dt.datetime) -> str:
    parts = [f"# {_('Conversation with your career consultant')}"]
    for one in rows:
        name = one.author_name or (_("You") if one.side == MEMBER else _("Your consultant"))
        files = [f"- files/{file.pk}-{file.name}" for file in one.files.all()]
        parts.append(
            "\n\n".join(filter(None, [f"**{name}**, {moment(one.created_at, now=now)}", one.text, "\n".join(files)]))
        )
    if missing:
        parts.append("\n".join([_("We couldn't read these files:"), *(f"- {name}" for name in missing)]))
    return "\n\n---\n\n".join(parts) + "\n"


def _page(request: HttpRequest, form: MessageForm | None, *, status: int = 200) -> HttpResponse:
    user, now = member(request), timezone.now()
    is_plus = entitlements.for_user(user, now).is_plus
    found = Thread.objects.of(user).with_people().first()
    context: dict[str, Any] = {
        "is_plus": is_plus,
        "plus": plans.PLUS,
        "form": form,
        "reply_time": figures.reply_time(now),
        "fewest_replies": FEWEST,
        "is_acting": bool(acting_staff(request)),
    }
    if found is None:
        context["form"] = form or (FirstMessageForm(initial=_first(user)) if is_plus else None)
        return render(request, "consulting/start.html", context, status=status)
    context |= _chat(request, found)
    last = context["chat"].last
    if is_plus:
        form = form or MessageForm(initial={"key": new_key(), "up_to": last})
        form.invite(found.consultant)
    context |= {
        "form": form,
        "sharing": _sharing(found),
        "is_away": found.consultant is not None and found.consultant.is_away(now),
        "languages": _languages(found.consultant),
        "openings": openings_of(user),
    }
    return render(request, "consulting/thread.html", context, status=status)


def _first(user: User) -> dict[str, str]:
    spoken = locale_of(user).partition("_")[0]
    return {"key": new_key(), "language": spoken if spoken in Resume.Language.values else Resume.Language.ENGLISH}


def _chat(request: HttpRequest, found: Thread) -> dict[str, Any]:
    chat = chat_of(found, reader=MEMBER, before=number_in(request, "before"))
    return {
        "thread": found,
        "chat": chat,
        "news": _news(chat.lines),
        "initials": initials(str(found.consultant)) if found.consultant else "",
        "tint": 1,
        "chat_kind": "thread",
    }


def _news(lines: list[Line]) -> str:
    """Returns what a screen reader says when a message has come."""
    last = next((line for line in reversed(lines) if line.message), None)
    if last is None or last.is_mine or last.message is None or last.message.read_at is not None:
        return ""
    return _("New message from %s.") % last.name


def _sharing(found: Thread) -> list[dict[str, Any]]:
    return [
        {
            "what": "resumes",
            "title": _("Résumés"),
            "on": _("Your consultant can read all your résumés, as they are at that moment."),
            "off": _("Your consultant can't see your résumés."),
            "since": found.shares_resumes_since,
        },
        {
            "what": "tracker",
            "title": _("Saved jobs and applications"),
            "on": _("Your consultant sees job, company, stage and dates. Your notes and contacts stay yours."),
            "off": _("Your consultant can't see your jobs."),
            "since": found.shares_tracker_since,
        },
    ]


def _languages(consultant: ConsultantProfile | None) -> list[str]:
    return [get_language_info(code)["name_translated"] for code in consultant.languages] if consultant else []
