"""Models for search: the listing, with one narrow row for each opening, and the words that jobs use."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from jobs.models.job import Job


class Listing(models.Model):
    """A published job that leads its opening.

    ``position`` orders by publication: seconds since 1970 in the upper 32 bits, the job's id in the lower 31. So it is
    unique, can be computed without a query, and a time is a bound on it. ``words`` has the lexemes of the text, of the
    job's names (what it is called, its skills), of the filters and of the time buckets (``jobs.search.lexemes``);
    ``filters`` only those of the filters, quick to read. ``labels`` are the facets' lexemes in one text, so that
    equal jobs are counted together. ``pay_top`` is the highest yearly pay in minor units, or the lowest if the job
    names no highest. ``paid`` orders by pay as ``position`` does by time: pay in comparable units (`jobs.pay.compared`) in the
    upper bits, the job's id in the lower 31; empty without pay. ``called`` are the tokens of what the job is called, ``skills``
    the keys of the skills it asks for: what ranking for a member compares (``jobs.search.fitting``). ``listed_at``: when the
    row was added.
    """

    position = models.BigIntegerField(primary_key=True)
    job = models.OneToOneField(Job, models.CASCADE, related_name="listing")
    words = SearchVectorField()
    filters = SearchVectorField()
    labels = models.TextField()
    pay_currency = models.CharField(max_length=3, blank=True)
    pay_top = models.BigIntegerField(null=True)
    paid = models.BigIntegerField(null=True)
    called = ArrayField(models.TextField(), default=list)
    skills = ArrayField(models.TextField(), default=list)
    listed_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="listing_words", fastupdate=False),
            models.Index(fields=["-paid"], name="listing_paid", condition=models.Q(paid__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.position)


class SearchWord(models.Model):
    """A word that jobs use, for suggestions when a search has typing errors."""

    word = models.CharField(max_length=60, primary_key=True)
    postings = models.PositiveIntegerField()

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_likeness")]

    def __str__(self) -> str:
        return self.word
