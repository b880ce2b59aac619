"""Model for career fields, the groups of guides."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class CareerFieldQuerySet(models.QuerySet["CareerField"]):
    def covered_by(self, editions: "models.QuerySet[Any]") -> Self:
        """Fields that at least one of ``editions`` is about."""
        return self.filter(pk__in=editions.order_by().values("field"))


class CareerField(models.Model):
    """A field of work that guides are grouped by, such as Engineering."""

    slug = models.SlugField(_("slug"), unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=80)

    objects = CareerFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("career field")
        verbose_name_plural = _("career fields")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
