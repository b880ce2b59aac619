"""Editing guides, and reading what readers report, on the staff site."""

from careers.admin.feedback import CorrectionAdmin
from careers.admin.guide import GuideAdmin

__all__ = ["CorrectionAdmin", "GuideAdmin"]
