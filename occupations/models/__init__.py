"""Models for occupations, the releases their figures come from, what staff set right, and the names of occupations."""

from occupations.models.occupation import Occupation
from occupations.models.release import DataRelease, Override, ReleaseRow
from occupations.models.title import OccupationTitle

__all__ = ["DataRelease", "Occupation", "OccupationTitle", "Override", "ReleaseRow"]
