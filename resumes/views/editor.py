"""Views of the résumé editor: a new résumé, an overview with a checklist, and a page for each section."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import member, members_only
from resumes import services
from resumes.checklist import points_of
from resumes.document import DocumentError
from resumes.editing import NoSuchEntry
from resumes.exports import FORMATS
from resumes.exports.content import arrange
from resumes.forms import EntryForm, NameForm
from resumes.lifecycle import TooMany
from resumes.models import Resume
from resumes.sections import BY_KEY, SECTIONS, Section, period_of
from resumes.views.access import get_resume_for, get_section
from toolkit.forms import Stale, versions_seen
from toolkit.request_text import BadInput

NEW = -1  # the number of an entry that is being added


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def create(request: HttpRequest) -> HttpResponse:
    """Creates a résumé with the member's name and email address."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            resume = services.create_resume(user=member(request), **form.cleaned_data, now=timezone.now())
        except TooMany as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("resumes:section", resume.pk, "basics")
    return render(request, "resumes/new.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
@members_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what could be better, and the résumé as readers see it."""
    resume = get_resume_for(member(request), pk)
    points = [
        {
            "text": point.text,
            "url": _field_url(resume, point.section, point.number, point.field) if point.section in BY_KEY else "",
        }
        for point in points_of(resume.document, timezone.localdate())
    ]
    return render(request, "resumes/edit.html", _frame(resume) | {"points": points})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Shows the entries of a section, each with its form; adds one."""
    resume, shown = get_resume_for(member(request), pk), get_section(key)
    if request.method != "POST":
        return render(request, "resumes/section.html", _section_page(resume, shown, opened=request.GET.get("open", "")))
    new = EntryForm(shown, {}, number=NEW, data=request.POST)
    if not shown.is_single and new.is_valid() and not new.changes:
        new.add_error(None, _("Fill in at least one field."))
    elif not shown.is_single and new.is_valid():
        try:
            services.add_entry(resume=resume, section=shown, values=new.changes, now=timezone.now())
        except DocumentError as error:
            new.add_problems(error)
        else:
            messages.success(request, _("Added."))
            return redirect("resumes:section", pk, key)
    return render(request, "resumes/section.html", _section_page(resume, shown, new=new), status=422)


@dataclass
class _Sent:
    """An entry's form that was sent: its entry, what the service said, and the version that the page showed."""

    number: int
    form: EntryForm
    version: str
    conflict: list[tuple[str, str]] = field(default_factory=list)
    is_gone: bool = False  # the entry isn't there anymore
    is_checked: bool = False  # what was typed matters

    @property
    def problems(self) -> list[str]:
        """What is wrong, with the names of the fields."""
        found = self.form.errors.items() if self.is_checked else ()
        labels = {name: f"{field.label}: " for name, field in self.form.fields.items()}
        return [f"{labels.get(name, '')}{error}" for name, errors in found for error in errors]

    @property
    def status(self) -> int:
        return 409 if self.conflict or self.is_gone else 400 if self.problems else 200


@require_POST
@members_only
def entry(request: HttpRequest, pk: int, key: str, number: int) -> HttpResponse:
    """Saves, moves or removes an entry. Saved while typing, it answers with the parts of the page that change."""
    resume, shown = get_resume_for(member(request), pk), get_section(key)
    entries = shown.entries_in(resume.data)
    form = EntryForm(shown, entries[number] if number < len(entries) else {}, number=number, data=request.POST)
    sent = _Sent(number, form, request.POST.get("version", ""))
    action = request.POST.get("action", "save")
    try:
        _act(request, action, resume, shown, sent)
    except NoSuchEntry:
        sent.is_gone = True
    except DocumentError as error:
        form.add_problems(error)
    except Stale:
        sent = _compared(request, resume, shown, sent)
    if "autosave" in request.POST:
        return _autosaved(request, resume, shown, sent)
    if sent.is_gone:
        messages.error(
            request, _("This entry was changed or removed in another tab. Your text is below, as a new entry.")
        )
        new = EntryForm(shown, {}, number=NEW, data=request.POST)
        return render(request, "resumes/section.html", _section_page(resume, shown, new=new), status=409)
    if sent.status != 200:
        return render(request, "resumes/section.html", _section_page(resume, shown, sent=sent), status=sent.status)
    if action == "save":
        messages.success(request, _("Saved."))
    place = {"up": max(number - 1, 0), "down": min(number + 1, len(entries) - 1)}.get(action, number)
    return redirect("resumes:section", pk, key) if action == "remove" else redirect(_field_url(resume, key, place))


def _act(request: HttpRequest, action: str, resume: Resume, shown: Section, sent: _Sent) -> None:
    """Does what the button says; what was typed is saved before an entry moves."""
    at: dict[str, Any] = {
        "resume": resume, "section": shown, "number": sent.number, "seen": versions_seen(request), "now": timezone.now(),
    }  # fmt: skip
    if action == "remove":
        services.remove_entry(**at)
        messages.success(request, _("Removed. You can restore it from the version history."))
        return
    if action not in ("save", "up", "down"):
        raise BadInput(_("We don't know that action. Go back and use one of the buttons."))
    if sent.number >= len(shown.entries_in(resume.data)):
        raise NoSuchEntry
    sent.is_checked = True
    if not sent.form.is_valid():
        return
    match action:
        case "up" | "down":
            services.move_entry(**at, to=action, values=sent.form.changes)
        case _:
            services.set_fields(**at, values=sent.form.changes)


def _compared(request: HttpRequest, resume: Resume, shown: Section, sent: _Sent) -> _Sent:
    """Compares what was typed with the stored entry of the same name; without one, the entry is gone."""
    resume.refresh_from_db()
    entries = shown.entries_in(resume.data)
    places = sorted(range(len(entries)), key=lambda place: place != sent.number)
    same = (place for place in places if shown.is_single or _has_same_name(shown, entries[place], sent.form))
    place = next(same, None)
    if place is None:
        return replace(sent, is_gone=True)
    form = EntryForm(shown, entries[place], number=place, data=request.POST)
    conflict = form.overwrites(EntryForm(shown, entries[place], number=place))
    return _Sent(place, form, sent.version, conflict or [(str(shown.title), shown.title_of(entries[place]))])


def _has_same_name(shown: Section, entry: dict[str, Any], form: EntryForm) -> bool:
    return any(entry.get(name) and entry[name] == form[name].data for name in shown.heading)


def _autosaved(request: HttpRequest, resume: Resume, shown: Section, sent: _Sent) -> HttpResponse:
    """Answers with the state of saving, the entry's version, and the preview."""
    context = {
        "document": resume,
        "sent": sent,
        "version": services.version_of_entry(resume.data, shown, sent.number) if sent.status == 200 else "",
        "paper": arrange(resume.document, resume.language),
    }
    return render(request, "resumes/_autosaved.html", context, status=sent.status)


# --- Pages ------------------------------------------------------------------------------------------------------------


def _frame(resume: Resume) -> dict[str, Any]:
    """Returns what every page of the editor shows: the sections with their numbers of entries, and the preview."""
    counts = {one.key: 0 if one.is_single else len(one.entries_in(resume.data)) for one in SECTIONS}
    rail = [{"key": one.key, "title": one.title, "count": counts[one.key]} for one in SECTIONS]
    return {
        "resume": resume,
        "document": resume,
        "rail": rail,
        "formats": FORMATS.values(),
        "paper": arrange(resume.document, resume.language),
    }


def _section_page(
    resume: Resume, shown: Section, *, opened: str = "", new: EntryForm | None = None, sent: _Sent | None = None
) -> dict[str, Any]:
    """Returns the context of a section's page. ``new`` is a new entry and ``sent`` a changed one that weren't saved."""
    entries = shown.entries_in(resume.data)
    rows = [_row(resume, shown, number, entry, sent) for number, entry in enumerate(entries)]
    if opened in map(str, range(len(rows))):
        rows[int(opened)]["is_open"] = True
    if rows:
        rows[0]["is_first"] = rows[-1]["is_last"] = True
    failed = sent.form if sent else new
    return _frame(resume) | {
        "section": shown,
        "rows": rows,
        "new": new or EntryForm(shown, {}, number=NEW),
        "is_adding": new is not None or not entries,
        "form": failed,
    }


def _row(resume: Resume, shown: Section, number: int, entry: dict[str, Any], sent: _Sent | None) -> dict[str, Any]:
    version = services.version_of_entry(resume.data, shown, number)
    row = {
        "number": number,
        "title": shown.title_of(entry),
        "period": period_of(entry),
        "form": EntryForm(shown, entry, number=number),
        "version": version,
        "overwrite": version,
        "conflict": [],
        "is_open": shown.is_single,
    }
    if sent and sent.number == number:
        row |= {"form": sent.form, "conflict": sent.conflict, "version": sent.version or version, "is_open": True}
    return row


def _field_url(resume: Resume, section: str, number: int, field: str = "") -> str:
    """Returns the address of a field in the editor, or of its entry."""
    place = f"entry-{number}-{field}" if field else f"entry-{number}"
    return f"{reverse('resumes:section', args=[resume.pk, section])}?open={number}#{place}"
