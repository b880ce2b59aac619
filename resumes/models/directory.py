"""Model of the directory: one row for each listed résumé, ready to be searched and shown as a card."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from resumes.models.page import Page


class Listing(models.Model):
    """A résumé in the directory: only what its page shows to everybody.

    ``position``, ``words``, ``filters`` and ``labels`` are as in ``jobs.models.Listing``: the time in the position is the day on
    which what it shows last changed, and the id is the page's. The rest is what a card shows; ``zones`` are the time zones that
    the person can be in, most often one. ``digest`` tells whether what is shown changed. ``listed_at``: when the row was last
    written.
    """

    position = models.BigIntegerField(primary_key=True)
    page = models.OneToOneField(Page, models.CASCADE, related_name="listing")
    words = SearchVectorField()
    filters = SearchVectorField()
    labels = models.TextField()
    name = models.TextField()
    title = models.TextField(blank=True)
    place = models.TextField(blank=True)
    zones = ArrayField(models.TextField(), default=list)
    skills = ArrayField(models.TextField(), default=list)
    changed_on = models.DateField()
    digest = models.CharField(max_length=24, default="", db_default="")
    listed_at = models.DateTimeField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="resume_listing_words", fastupdate=False)]

    def __str__(self) -> str:
        return self.name
