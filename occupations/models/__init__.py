"""Models for occupations, the releases their figures come from, and what staff set right."""

from occupations.models.occupation import Occupation
from occupations.models.release import DataRelease, Override, ReleaseRow

__all__ = ["DataRelease", "Occupation", "Override", "ReleaseRow"]
