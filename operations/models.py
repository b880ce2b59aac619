"""What the site remembers of its own operation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """A backup that was completed, and what is known of it. The backup itself is a folder in ``BACKUP_DIR``."""

    name = models.CharField(_("name"), max_length=16, unique=True)
    taken_at = models.DateTimeField(_("taken at"))  # what was committed later isn't in it
    seconds = models.FloatField(_("seconds"))
    size = models.BigIntegerField(_("bytes"))
    copied_at = models.DateTimeField(_("copied to the bucket at"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    problem = models.TextField(_("problem"), blank=True)  # why it couldn't be verified
    # Of an encrypted backup, until it's verified or followed by another one. Nothing else on the server can read it.
    key = models.TextField(_("key"), blank=True)

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return self.name
