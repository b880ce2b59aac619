"""Model for what titles are looked up by."""

from django.db import models

from occupations.models.occupation import Occupation


class OccupationTitle(models.Model):
    """A name that titles are looked up by. Written by ``occupations.titles.rebuilding`` only.

    ``name``, ``kind`` and ``share`` are as ``occupations.titles.index.Entry`` has them; ``occupation`` is empty for a name that
    is never sure.
    """

    name = models.CharField(max_length=120, db_index=True)
    kind = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField(default=100)
    occupation = models.ForeignKey(Occupation, models.CASCADE, null=True, related_name="names")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "kind", "occupation"], name="title_once_a_kind", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name
