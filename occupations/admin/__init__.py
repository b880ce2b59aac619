"""Admin of published figures: data releases, occupations, and what staff corrected."""

from occupations.admin.occupations import OccupationAdmin
from occupations.admin.overrides import OverrideAdmin
from occupations.admin.releases import DataReleaseAdmin

__all__ = ["DataReleaseAdmin", "OccupationAdmin", "OverrideAdmin"]
