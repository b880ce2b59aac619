"""Records readers' disagreement with what a job's page says, and counts it by rule for staff."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from django.db import connection, transaction
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jobs.lifecycle import Status
from jobs.models import FindingFeedback, Job, RulePolicy
from jobs.screening.claims import Finding
from jobs.screening.eligibility import Answer
from jobs.screening.labels import RULE_LABELS, SCAM_RULES

KEPT = dt.timedelta(days=30)  # how long we can tell that a second report is by the same person
COMMENTS = 3
BY_LABEL = "label"  # stands for the rule of a verdict that comes from the job's fields
LABELS: dict[str, Promise | str] = {**RULE_LABELS, BY_LABEL: _("Verdict from the job's location.")}
# Open and held jobs by rule, and how many of them are held.
AFFECTED = """
SELECT finding ->> 'rule', count(DISTINCT job.id), count(DISTINCT job.id) FILTER (WHERE job.status = %s)
FROM jobs_job job CROSS JOIN jsonb_array_elements(job.found) finding
WHERE job.status = ANY (%s) AND job.found <> '[]'
GROUP BY 1
"""


@dataclass(frozen=True)
class Statement:
    """Something that a job's page says, and that a reader can disagree with. ``country`` and ``verdict`` are those of a
    verdict."""

    rule: str
    label: Promise | str
    quote: str
    country: str = ""
    verdict: str = ""

    @property
    def key(self) -> str:
        said = "\n".join((self.rule, self.quote, self.country, self.verdict))
        return blake2b(said.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class RuleFigures:
    """A rule's figures for staff. ``jobs`` are the open and held jobs with its finding, ``contested`` those of them that
    readers disagreed about; ``disagreements`` and ``comments`` are of all jobs. ``can_tell``: staff can set it to tell
    only."""

    rule: str
    label: Promise | str
    jobs: int
    held: int
    contested: int
    disagreements: int
    comments: tuple[FindingFeedback, ...]
    tells_only: bool
    can_tell: bool

    @property
    def share(self) -> str:
        return f"{self.contested * 1000 // self.jobs / 10:.1f}%" if self.jobs else "–"


# --- Readers ------------------------------------------------------------------------------------------------------------


def statement_of(finding: Finding) -> Statement:
    return Statement(finding.rule, LABELS.get(finding.rule, ""), finding.quote)


def verdict_statement(job: Job, answer: Answer, *, country: str, label: str) -> Statement:
    """Returns the verdict as a statement of the rule whose sentence decides it."""
    rule = next((finding.rule for finding in job.findings if finding.quote == answer.quote), BY_LABEL)
    return Statement(rule, label, answer.quote, country, answer.verdict)


@transaction.atomic
def disagree(
    *, job: Job, statement: Statement, comment: str, sender: str, user: User | None, now: dt.datetime
) -> FindingFeedback:
    """Records that a reader finds a statement wrong: once per person. A second time replaces the comment, if there is
    one."""
    known = {"at": now} | ({"comment": comment} if comment else {})
    new = {
        "at": now,
        "comment": comment,
        "user": user,
        "rule": statement.rule,
        "quote": statement.quote,
        "country": statement.country,
        "verdict": statement.verdict,
    }
    feedback, _made = FindingFeedback.objects.update_or_create(
        job=job, statement=statement.key, sender=sender, defaults=known, create_defaults=new
    )
    return feedback


def forget_senders(now: dt.datetime) -> int:
    """Removes the digests of senders past their retention period. Returns the number of changed rows."""
    return FindingFeedback.objects.filter(at__lt=now - KEPT).exclude(sender="").update(sender="")


# --- Staff --------------------------------------------------------------------------------------------------------------


def rule_figures() -> list[RuleFigures]:
    """Returns the figures of all rules, those with most disagreement first."""
    return sorted(_rule_figures(), key=lambda one: (-one.disagreements, -one.jobs, one.rule))


def _rule_figures() -> Iterator[RuleFigures]:
    shown = [Status.PUBLISHED, Status.PENDING]
    with connection.cursor() as cursor:
        cursor.execute(AFFECTED, [Status.PENDING, [str(status) for status in shown]])
        affected = {rule: (jobs, held) for rule, jobs, held in cursor.fetchall()}
    by_rule = FindingFeedback.objects.order_by().values_list("rule")
    disagreements = dict(by_rule.annotate(Count("pk")))
    contested = dict(by_rule.filter(job__status__in=shown).annotate(Count("job", distinct=True)))
    comments: dict[str, list[FindingFeedback]] = {}
    for one in _newest_comments():
        comments.setdefault(one.rule, []).append(one)
    told = set(RulePolicy.objects.filter(tells_only=True).values_list("rule", flat=True))
    for rule, label in LABELS.items():
        jobs, held = affected.get(rule, (0, 0))
        yield RuleFigures(
            rule=rule,
            label=label,
            jobs=jobs,
            held=held,
            contested=contested.get(rule, 0),
            disagreements=disagreements.get(rule, 0),
            comments=tuple(comments.get(rule, ())),
            tells_only=rule in told,
            can_tell=rule in RULE_LABELS and rule not in SCAM_RULES,
        )


def _newest_comments() -> Iterator[FindingFeedback]:
    order = Window(RowNumber(), partition_by=F("rule"), order_by=[F("at").desc(), F("pk").desc()])
    numbered = FindingFeedback.objects.exclude(comment="").annotate(number=order)
    yield from numbered.filter(number__lte=COMMENTS).select_related("job").only("rule", "comment", "at", "job__title")
