"""Admin of career guides, corrections and votes."""

from careers.admin.feedback import CorrectionAdmin
from careers.admin.guide import GuideAdmin

__all__ = ["CorrectionAdmin", "GuideAdmin"]
