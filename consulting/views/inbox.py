"""Views of the inbox: a consultant's threads, and one of them with reply, notes, hand-over and what is shared."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.entitlements import plus_accounts
from consulting import assignment, services
from consulting.chat import chat_of, tint_of
from consulting.decorators import Desk, consultants_only
from consulting.display import is_late
from consulting.forms import HandOverForm, MessageForm, NoteForm, new_key
from consulting.models import CannedReply, Message, Thread
from consulting.summary import open_resume, open_tracker, summary_of
from consulting.views.access import (
    get_file_of,
    get_thread_at,
    get_thread_to_hand_over,
    is_fragment,
    number_in,
)
from resumes.exports.content import arrange
from toolkit import markdown
from toolkit.private_files import serve_attachment
from toolkit.text import initials

MOST_THREADS = 100  # in a list
EXCERPT = 100  # characters
CONSULTANT = Message.Side.CONSULTANT
SHOWS = ("waiting", "mine", "closed")


@consultants_only
@require_safe
def inbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Lists the consultant's threads, the longest waiting first."""
    if desk.consultant is None:
        return redirect("consulting:inbox-team")
    return render(request, "consulting/inbox.html", _list(request, desk, timezone.now()))


@consultants_only
@require_safe
def inbox_thread(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Shows a thread beside the list, with what the consultant may know about the member."""
    return _page(request, desk, get_thread_at(desk, pk))


@consultants_only
@require_safe
def inbox_messages(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Returns the conversation alone; 204 if nothing changed since."""
    context = _chat(request, get_thread_at(desk, pk))
    if request.GET.get("version") == context["chat"].version:
        return HttpResponse(status=204)
    return render(request, "consulting/_chat.html", {**context, "is_news": True})


@consultants_only
@require_POST
def inbox_reply(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Sends a reply, and closes the thread with it if asked to. A saved reply is only put into the form."""
    thread, now = get_thread_at(desk, pk), timezone.now()
    form = MessageForm(request.POST, request.FILES)
    if "insert" in request.POST:
        return _page(request, desk, thread, form=_with_saved_reply(request, desk, thread))
    if not form.is_valid():
        return _page(request, desk, thread, form=form, status=400)
    given = form.cleaned_data
    try:
        if given["up_to"]:
            services.mark_read(thread=thread, side=CONSULTANT, up_to=given["up_to"], now=now)
        services.write_message(
            thread=thread,
            side=CONSULTANT,
            author=desk.user,
            text=given["text"],
            key=given["key"],
            uploads=given["attached"],
            now=now,
        )
    except services.NotPlus:
        form.add_error(None, _("The member's Plus has ended. They can read this thread, but nobody can write in it."))
        return _page(request, desk, thread, form=form, status=400)
    except services.MessageRefused as refused:
        form.add_error("text", str(refused))
        return _page(request, desk, thread, form=form, status=400)
    except OSError:
        form.add_error(
            "attached", _("We can't store files right now. Send your reply without them, or try again later.")
        )
        return _page(request, desk, thread, form=form, status=503)
    if "close" in request.POST:
        services.close(thread=thread, now=now)
    messages.success(request, _("Reply sent."))
    return redirect("consulting:inbox-thread", pk)


@consultants_only
@require_POST
def inbox_read(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Marks the member's messages as read, up to the last one the page showed."""
    thread = get_thread_at(desk, pk)
    up_to = request.POST.get("up_to", "")
    if up_to.isascii() and up_to.isdecimal() and len(up_to) < 19:
        services.mark_read(thread=thread, side=CONSULTANT, up_to=int(up_to), now=timezone.now())
    if is_fragment(request):
        return render(request, "consulting/_chat.html", _chat(request, thread))
    return redirect("consulting:inbox-thread", pk)


@consultants_only
@require_POST
def inbox_close(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Closes a thread that needs no reply."""
    services.close(thread=get_thread_at(desk, pk), now=timezone.now())
    messages.success(request, _("Thread closed. It opens again when the member writes."))
    return redirect("consulting:inbox")


@consultants_only
@require_POST
def inbox_note(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Adds a note for staff."""
    thread = get_thread_at(desk, pk)
    form = NoteForm(request.POST, auto_id="note-%s")
    if not form.is_valid():
        return _page(request, desk, thread, note_form=form, status=400)
    services.add_note(thread=thread, author=desk.user, text=form.cleaned_data["note"], now=timezone.now())
    messages.success(request, _("Note saved."))
    return redirect("consulting:inbox-thread", pk)


@consultants_only
@require_POST
def inbox_hand_over(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Gives the thread to another consultant. A lead can do it with every thread."""
    thread, now = get_thread_to_hand_over(desk, pk), timezone.now()
    is_own = desk.consultant is not None and thread.consultant_id == desk.consultant.pk
    form = HandOverForm(request.POST, now=now, without=thread.consultant_id, auto_id="over-%s")
    if form.is_valid():
        try:
            assignment.hand_over(
                thread=thread, to=form.cleaned_data["to"], by=desk.user, note=form.cleaned_data["reason"], now=now
            )
        except assignment.HandOverRefused as refused:
            form.add_error("to", str(refused))
    if form.errors:
        if is_own:
            return _page(request, desk, thread, hand_over_form=form, status=400)
        messages.error(request, " ".join(error for errors in form.errors.values() for error in map(str, errors)))
        return redirect("consulting:inbox-team")
    messages.success(request, _("%s answers this member now. We told them by email.") % form.cleaned_data["to"])
    return redirect("consulting:inbox" if is_own else "consulting:inbox-team")


@consultants_only
@require_safe
def inbox_file(request: HttpRequest, desk: Desk, pk: int, number: int) -> HttpResponse:
    """Serves a file of the thread as a download."""
    file = get_file_of(get_thread_at(desk, pk), number)
    return serve_attachment(file.file, file.name, file.media_type)


@consultants_only
@require_safe
def inbox_resume(request: HttpRequest, desk: Desk, pk: int, number: int) -> HttpResponse:
    """Shows a résumé that the member shares."""
    thread = get_thread_at(desk, pk)
    resume = open_resume(thread=thread, number=number, by=desk.user, now=timezone.now())
    context = {"thread": thread, "resume": resume, "paper": arrange(resume.document, resume.language)}
    return render(request, "consulting/shared_resume.html", context)


@consultants_only
@require_safe
def inbox_tracker(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Shows the applications that the member shares."""
    thread = get_thread_at(desk, pk)
    applications = open_tracker(thread=thread, by=desk.user, now=timezone.now())
    return render(request, "consulting/shared_tracker.html", {"thread": thread, "applications": applications})


# --- Parts of the page --------------------------------------------------------------------------------------------------


def _list(request: HttpRequest, desk: Desk, now: dt.datetime) -> dict[str, Any]:
    assert desk.consultant is not None  # noqa: S101 - checked by the views
    shows = request.GET.get("show", "")
    shows = shows if shows in SHOWS else "waiting"
    own = Thread.objects.assigned_to(desk.consultant)
    active = own.active(now)
    ended = Q(closed_at__isnull=False) | ~Q(member__billing_account__in=plus_accounts(now))
    lists: dict[str, QuerySet[Thread]] = {
        "waiting": active.waiting(),
        "mine": active.filter(closed_at=None),
        "closed": own.filter(ended),
    }
    latest = Message.objects.filter(thread=OuterRef("pk")).order_by("-pk")
    shown = (
        lists[shows].select_related("member").annotate(excerpt=Subquery(latest.values(start=Left("text", EXCERPT))[:1]))
    )
    return {
        "desk": desk,
        "shows": shows,
        "rows": [
            {
                "thread": one,
                "name": one.member.name or _("Member"),
                "initials": initials(one.member.name),
                "tint": tint_of(one.member_id),
                "is_late": is_late(one.waiting_since, now),
                "excerpt": markdown.plain(markdown.render(one.excerpt or "")),
            }
            for one in shown[:MOST_THREADS]
        ],
        "counts": {name: rows.count() for name, rows in lists.items() if name != "closed"},
        "now": now,
    }


def _chat(request: HttpRequest, thread: Thread) -> dict[str, Any]:
    return {
        "thread": thread,
        "chat": chat_of(thread, reader=CONSULTANT, before=number_in(request, "before")),
        "initials": initials(thread.member.name),
        "news": _("New message.") if thread.waiting_since else "",
        "tint": tint_of(thread.member_id),
        "chat_kind": "inbox",
    }


def _page(
    request: HttpRequest,
    desk: Desk,
    thread: Thread,
    *,
    form: MessageForm | None = None,
    note_form: NoteForm | None = None,
    hand_over_form: HandOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    chat = _chat(request, thread)
    summary = summary_of(thread, now)
    form = form or MessageForm(initial={"key": new_key(), "up_to": chat["chat"].last})
    form.invite(thread.member.name)
    context = {
        **_list(request, desk, now),
        **chat,
        "member_name": thread.member.name or _("Member"),
        "summary": summary,
        "form": form,
        "note_form": note_form or NoteForm(auto_id="note-%s"),
        "hand_over_form": hand_over_form or HandOverForm(now=now, without=thread.consultant_id, auto_id="over-%s"),
        "saved_replies": CannedReply.objects.usable_by(desk.consultant),
        "notes": thread.notes.all(),
        "history": thread.assignments.select_related("by"),
    }
    return render(request, "consulting/inbox.html", context, status=status)


def _with_saved_reply(request: HttpRequest, desk: Desk, thread: Thread) -> MessageForm:
    """Returns the form as typed, with a saved reply at its end."""
    number = request.POST["insert"]
    picked = number.isascii() and number.isdecimal() and len(number) < 19
    saved = CannedReply.objects.usable_by(desk.consultant).filter(pk=number).first() if picked else None
    text = saved.text.replace("{name}", thread.member.name.partition(" ")[0] or _("there")) if saved else ""
    typed = request.POST.get("text", "").strip()
    values = {name: request.POST.get(name, "") for name in ("key", "up_to")}
    return MessageForm(initial={**values, "text": "\n\n".join(filter(None, [typed, text]))})
