"""Models of the published résumé: a member's page, its addresses, who it is closed to, and reports about it."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jobs.models import Company
from jobs.vocabulary.kinds import WorkType
from resumes.models.resume import Resume

HANDLE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SHORTEST_HANDLE, LONGEST_HANDLE = 3, 30


class PageQuerySet(models.QuerySet["Page"]):
    def of(self, user: User) -> Self:
        """Returns the member's own page. All reads for its owner must use this."""
        return self.filter(user=user)

    def shown(self) -> Self:
        """Returns pages that people other than the owner can open."""
        return self.filter(
            ~Q(visibility=Page.Visibility.PRIVATE),
            resume__deleted_at=None,
            resume__isnull=False,
            hidden_at=None,
            user__is_active=True,
        )

    def listed(self) -> Self:
        """Returns pages in the directory: public ones whose owners opted in."""
        return self.shown().filter(visibility=Page.Visibility.PUBLIC, in_directory=True)

    def hidden(self) -> Self:
        """Returns pages that staff hid. Their owners' share links don't work either."""
        return self.filter(hidden_at__isnull=False)

    def appealed(self) -> Self:
        """Returns hidden pages whose owners wait for what staff decide on their answer."""
        return self.hidden().filter(appealed_at__isnull=False, appeal_read_at=None)


class Page(models.Model):
    """A member's page: which résumé it shows, to whom, and what it leaves out. ``hidden_at``: staff hid it, for
    ``hidden_reason``; ``appeal`` is the owner's answer, which staff decided on at ``appeal_read_at``."""

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("Private")
        UNLISTED = "unlisted", _("Anyone with the link")
        PUBLIC = "public", _("Public")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="resume_page")
    resume = models.ForeignKey(Resume, models.SET_NULL, null=True, blank=True, related_name="pages")
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility, default=Visibility.PRIVATE)
    is_indexed = models.BooleanField(_("shown to search engines"), default=False)
    accepts_messages = models.BooleanField(_("accepts messages"), default=True)
    shown_name = models.CharField(_("name on the page"), max_length=100, blank=True)
    hides_employer = models.BooleanField(_("hides the current employer"), default=False)
    in_directory = models.BooleanField(_("in the directory"), default=False)
    open_to = ArrayField(
        models.CharField(max_length=10, choices=WorkType), verbose_name=_("open to"), default=list, blank=True
    )
    is_featured = models.BooleanField(_("featured"), default=False)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_reason = models.CharField(_("reason"), max_length=500, blank=True)
    appeal = models.CharField(_("answer of the owner"), max_length=2000, blank=True)
    appealed_at = models.DateTimeField(_("answered"), null=True, blank=True)
    appeal_read_at = models.DateTimeField(_("answer read"), null=True, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("résumé page")
        verbose_name_plural = _("résumé pages")
        indexes = [
            models.Index(fields=["resume"], condition=Q(visibility="public", in_directory=True), name="page_listed"),
            models.Index(fields=["user"], condition=Q(is_featured=True) | Q(is_pinned=True), name="page_promoted"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"

    @property
    def is_shown(self) -> bool:
        """Whether people other than the owner can open it. The same as ``PageQuerySet.shown``."""
        return (
            self.visibility != self.Visibility.PRIVATE
            and self.resume is not None
            and self.resume.deleted_at is None
            and self.hidden_at is None
            and self.user.is_active
        )

    @property
    def is_public(self) -> bool:
        return self.is_shown and self.visibility == self.Visibility.PUBLIC

    @property
    def can_be_appealed(self) -> bool:
        """Whether the owner can still answer staff, who hid it. They can once."""
        return self.hidden_at is not None and self.appealed_at is None


class Handle(models.Model):
    """The last part of a page's address. We give each page one; with Plus, members choose their own.

    The newest chosen one is current; older ones redirect to it. ``lapsed_at``: since when a chosen one waits for its owner,
    whose Plus ended. ``released_at``: since when nobody has it; it can't be chosen for a while.
    """

    name = models.CharField(
        _("address"),
        max_length=LONGEST_HANDLE,
        unique=True,
        validators=[RegexValidator(rf"\A{HANDLE}\Z")],
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="handles")
    is_chosen = models.BooleanField(_("chosen by the member"), default=False)
    since = models.DateTimeField(_("since"))
    lapsed_at = models.DateTimeField(_("Plus ended"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    class Meta:
        verbose_name = _("résumé address")
        verbose_name_plural = _("résumé addresses")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(is_chosen=False), name="handle_given_once"),
            models.CheckConstraint(
                condition=Q(user=None, released_at__isnull=False) | Q(user__isnull=False, released_at=None),
                name="handle_released_or_owned",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReservedWordQuerySet(models.QuerySet["ReservedWord"]):
    def matches(self, name: str) -> bool:
        """Returns whether a word refuses ``name`` as an address. Hyphens in ``name`` don't hide a word."""
        joined = name.replace("-", "")
        inside = Q(named__contains=F("word")) | Q(joined__contains=F("word"))
        return (
            self.annotate(named=Value(name), joined=Value(joined))
            .filter(Q(word=name) | Q(word=joined) | Q(inside, is_part=True))
            .exists()
        )


class ReservedWord(models.Model):
    """A word that staff don't allow as an address, in addition to those in code."""

    word = models.CharField(
        _("word"),
        max_length=LONGEST_HANDLE,
        unique=True,
        validators=[RegexValidator(rf"\A{HANDLE}\Z", _("Use letters from a to z, digits and single hyphens."))],
    )
    is_part = models.BooleanField(
        _("refused inside an address too"),
        default=False,
        help_text=_("For abusive words: “abc” refuses “my-abc-page” too."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ReservedWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("reserved word")
        verbose_name_plural = _("reserved words")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def of(self, user: User) -> Self:
        """Returns the member's own exclusions. All reads for their owner must use this."""
        return self.filter(user=user)


class Exclusion(models.Model):
    """An email domain whose people never see a member's résumé: neither the page, nor links, nor the directory. ``domain`` is
    in ASCII and lower case, and covers its subdomains. ``company`` is whose it is, if the member chose a company; the
    exclusion outlives it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="resume_exclusions")
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="+")
    domain = models.CharField(max_length=253)
    created_at = models.DateTimeField()

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["domain"], name="exclusion_domain")]
        constraints = [
            models.UniqueConstraint(fields=["user", "domain"], name="exclusion_once"),
            models.CheckConstraint(condition=~Q(domain=""), name="exclusion_has_domain"),
        ]

    def __str__(self) -> str:
        return self.domain


class PageReport(models.Model):
    """A visitor's report about a résumé page, for staff."""

    class Reason(models.TextChoices):
        FALSE = "false", _("It's fake or pretends to be someone else")
        ABUSE = "abuse", _("Abuse or spam")
        PRIVATE = "private", _("It shows someone's private data")
        OTHER = "other", _("Something else")

    page = models.ForeignKey(Page, models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=7, choices=Reason)
    details = models.CharField(_("details"), max_length=1000, blank=True)
    at = models.DateTimeField(_("reported"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("settled by"), null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("report of a résumé")
        verbose_name_plural = _("reports of résumés")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.at:%Y-%m-%d}"
