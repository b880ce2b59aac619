"""Sections of a career guide: one table for page, guide file, importer and checks."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    PROSE = "prose"
    LIST = "list"
    PARTS = "parts"


@dataclass(frozen=True)
class Section:
    """``key`` is the attribute of the document and the anchor on the page; ``heading`` is its name in a guide file."""

    key: str
    heading: str
    kind: Kind

    @property
    def anchor(self) -> str:
        return self.key.replace("_", "-")


SECTIONS = (
    Section("demand_text", "Market demand", Kind.PROSE),
    Section("pay_text", "Pay notes", Kind.PROSE),
    Section("core_functions", "Core functions", Kind.PROSE),
    Section("responsibilities", "Key responsibilities", Kind.LIST),
    Section("work_setting", "Work setting", Kind.PROSE),
    Section("tech_stack", "Tech stack", Kind.LIST),
    Section("education_level", "Education level", Kind.PROSE),
    Section("tech_skills", "Tech skills", Kind.LIST),
    Section("soft_skills", "Soft skills", Kind.LIST),
    Section("path", "Path", Kind.PROSE),
    Section("required_education", "Required education", Kind.PROSE),
    Section("tiers", "Career tiers", Kind.PARTS),
    Section("global_outlook", "Global outlook", Kind.PROSE),
    Section("challenges", "Challenges", Kind.PROSE),
    Section("growth_paths", "Growth paths", Kind.PROSE),
    Section("trends", "Industry trends", Kind.PROSE),
    Section("day", "A day in the life", Kind.PARTS),
    Section("balance_text", "Work-life balance", Kind.PROSE),
    Section("skill_map", "Skill map", Kind.PARTS),
    Section("pros", "Pros", Kind.LIST),
    Section("cons", "Cons", Kind.LIST),
    Section("mistakes", "Common mistakes", Kind.LIST),
    Section("advice", "Advice", Kind.LIST),
    Section("case_studies", "Case studies", Kind.PARTS),
    Section("portfolio_tips", "Portfolio tips", Kind.PROSE),
    Section("outlook_text", "Job outlook", Kind.PROSE),
    Section("questions", "Questions and answers", Kind.PARTS),
)
BY_KEY = {section.key: section for section in SECTIONS}
BY_HEADING = {section.heading.casefold(): section for section in SECTIONS}

# Optional sections: the checklist doesn't ask for them.
OPTIONAL = frozenset({"pay_text", "outlook_text"})


@dataclass(frozen=True)
class Group:
    """A chapter of the page and a line of its table of contents."""

    anchor: str
    title: Promise
    keys: tuple[str, ...]


GROUPS = (
    Group("overview", _("Overview"), ("core_functions", "responsibilities", "work_setting")),
    Group("pay-and-demand", _("Pay and demand"), ("pay", "demand_text", "outlook", "global_outlook")),
    Group("skills-and-tools", _("Skills and tools"), ("tech_stack", "tech_skills", "soft_skills", "skill_map")),
    Group("how-to-get-in", _("How to get in"), ("path", "education_level", "required_education", "portfolio_tips")),
    Group("career-ladder", _("Career ladder"), ("tiers",)),
    Group(
        "the-reality",
        _("The reality"),
        (
            "day",
            "balance_text",
            "challenges",
            "growth_paths",
            "trends",
            "pros",
            "cons",
            "mistakes",
            "advice",
            "case_studies",
        ),
    ),
    Group("faq-and-sources", _("Questions and sources"), ("questions", "sources", "related")),
)
