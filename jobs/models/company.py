from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Company(models.Model):
    """An employer. ``name_key`` is the name as duplicates are told by it: without case, punctuation and legal form."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name_key = models.CharField(max_length=120, unique=True, editable=False)
    site = models.URLField(_("website"), blank=True)
    about = models.TextField(_("about"), blank=True, help_text=_("Markdown."))
    logo = models.BinaryField(_("logo"), null=True, blank=True, editable=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("jobs:company", args=[self.slug])

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[:1].isalnum()]
        return "".join(word[0] for word in words[:2]).upper() or self.name[:1].upper()
