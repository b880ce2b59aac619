"""Models for occupations, the releases their figures come from, what staff corrected, and the names of occupations."""

from occupations.models.occupation import Occupation, OccupationTitle
from occupations.models.release import DataRelease, Override, ReleaseRow

__all__ = ["DataRelease", "Occupation", "OccupationTitle", "Override", "ReleaseRow"]
