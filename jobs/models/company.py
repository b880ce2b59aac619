"""Model for companies."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from toolkit import markdown


class CompanyQuerySet(models.QuerySet["Company"]):
    def update(self, **columns: Any) -> int:
        """Like Django's, but also re-renders ``about``, so ``about_html`` is current however the row is saved."""
        if "about" in columns:
            columns["about_html"] = markdown.render(columns["about"])
        return super().update(**columns)


class Company(models.Model):
    """An employer. ``name_key`` is the name without case, punctuation and legal form, which identifies duplicates.
    ``about_html`` is ``about`` as HTML, rendered when it is saved."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("URL name"), max_length=80, unique=True)
    name_key = models.CharField(max_length=120, unique=True, editable=False)
    site = models.URLField(_("website"), blank=True)
    about = models.TextField(_("about"), blank=True, max_length=markdown.LONGEST, help_text=_("Markdown."))
    about_html = models.TextField(blank=True, editable=False)
    logo = models.BinaryField(_("logo"), null=True, blank=True, editable=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if "about" in self.__dict__ and (fields is None or "about" in fields):
            self.about_html = markdown.render(self.about)
            if fields is not None:
                kwargs["update_fields"] = {*fields, "about_html"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("jobs:company", args=[self.slug])
