"""Views that publish how well screening works: the figures, and the corpus they are measured on."""

import io
import zipfile
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jobs.screening.figures import HalfFigures, published_figures
from jobs.vocabulary.regions import countries

CORPUS = settings.BASE_DIR / "tests" / "jobs" / "screening" / "corpus"
QUESTIONS: dict[str, Promise] = {
    "contradiction": _("The description contradicts the label"),
    "scam": _("The job asks for what scams ask for"),
    "remote": _("The job says that it's remote"),
}


@dataclass(frozen=True)
class Row:
    label: Promise | str
    first: str
    second: str


@require_safe
def how_we_check(request: HttpRequest) -> HttpResponse:
    """Shows the figures of the held-out half, with those of the tune half and of the unseen set for comparison."""
    figures = published_figures()
    names = countries()
    held_out, unseen = figures.held_out, figures.unseen
    context = {
        "figures": figures,
        "held_out": held_out,
        "questions": [Row(label, *_percentages(held_out, name)) for name, label in QUESTIONS.items()],
        "answers": [
            Row(names[code].name, _percent(right, asked), str(wrong_yes))
            for code, (right, asked, wrong_yes) in held_out.countries.items()
        ],
        "agreement": _percent(held_out.agreeing, held_out.answers),
        "tune_agreement": _percent(figures.tune.agreeing, figures.tune.answers),
        "unseen": unseen,
        "unseen_agreement": _percent(unseen.agreeing, unseen.answers),
        "unseen_found": _percentages(unseen, "contradiction")[1],
        "has_corpus": bool(_archive()),
        "canonical": reverse("jobs:how-we-check"),
    }
    return render(request, "jobs/how_we_check.html", context)


@require_safe
@cache_control(public=True, max_age=24 * 60 * 60)
def corpus(request: HttpRequest) -> HttpResponse:
    """Sends the corpus as a ZIP archive. 404 where the site runs without its tests."""
    archive = _archive()
    if not archive:
        raise Http404
    return HttpResponse(
        archive,
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="screening-corpus.zip"'},
    )


@cache
def _archive() -> bytes:
    files = sorted([*CORPUS.glob("*.md"), *CORPUS.glob("*/*.toml")])
    if not files:
        return b""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            # A fixed time, so that the same files make the same archive.
            entry = zipfile.ZipInfo(f"screening-corpus/{path.relative_to(CORPUS).as_posix()}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return body.getvalue()


def _percentages(half: HalfFigures, name: str) -> tuple[str, str]:
    score = half.questions[name]
    return _percent(score.right, score.right + score.false), _percent(score.right, score.right + score.missed)


def _percent(part: int, whole: int) -> str:
    """Formats a share with one decimal, rounded down: 99.95 percent isn't 100."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "–"
