"""RSS feed of any search, with the query parameters of Jobicy's feed."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from jobs import landing_pages
from jobs.display import place_words, stated_pay, window_words
from jobs.models import Job
from jobs.search import criteria as searches
from jobs.search import results
from jobs.vocabulary.kinds import Level
from toolkit.negotiation import compressed

ITEMS = 50
MINUTES = 15  # how long a feed reader may cache the feed


@require_safe
@compressed
@conditional_page
@cache_control(public=True, max_age=MINUTES * 60)
def feed(request: HttpRequest) -> HttpResponse:
    """Returns the newest matching jobs; a 400 names each parameter that couldn't be understood."""
    asked = searches.parse(request.GET)
    if asked.problems:
        lines = [f"{field}: {message}\n" for field, message in asked.problems.items()]
        return HttpResponse("".join(lines), status=400, content_type="text/plain; charset=utf-8")
    query = asked.criteria.querystring
    title = landing_pages.title(asked.criteria)
    rss = Rss201rev2Feed(
        title=f"{settings.SITE_NAME}: {title}",
        link=_absolute(reverse("jobs:search"), query),
        feed_url=_absolute(reverse("jobs:feed"), query),
        description=_("Newest jobs: %s") % title,
        language=settings.LANGUAGE_CODE,
        ttl=MINUTES,
    )
    for job in results.newest(asked.criteria, limit=ITEMS, now=timezone.now()):
        rss.add_item(
            title=f"{job.title} · {job.company.name}",
            link=_absolute(job.get_absolute_url()),
            unique_id=f"{settings.SITE_URL}/jobs/{job.pk}",
            unique_id_is_permalink=False,
            description=_description(job),
            author_name=job.company.name,
            pubdate=job.published_at,
            categories=[str(industry.name) for industry in job.fields],
        )
    return HttpResponse(rss.writeString("utf-8"), content_type=rss.content_type)


def _absolute(path: str, query: str = "") -> str:
    return f"{settings.SITE_URL}{path}{'?' if query else ''}{query}"


def _description(job: Job) -> SafeString:
    facts = format_html_join("", "<li>{}: {}</li>", _facts(job))
    return format_html("<p>{}</p><ul>{}</ul>", job.excerpt, facts)


def _facts(job: Job) -> Iterable[tuple[str, str]]:
    yield _("Open to"), place_words(job.regions, job.parts)
    if job.timezone:
        yield _("Working hours"), window_words(job.timezone)
    yield _("Pay"), stated_pay(job.pay, job.pay_text) or _("not stated")
    if job.types:
        yield _("Job type"), ", ".join(str(label) for label in job.type_labels)
    if job.level != Level.ANY:
        yield _("Level"), str(job.level_label)
