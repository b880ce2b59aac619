from careers.models.edition import Edition
from careers.models.feedback import Correction, GuideReads, UsefulVote
from careers.models.field import CareerField
from careers.models.guide import (
    PARTS,
    CaseStudy,
    DaySegment,
    Growth,
    Guide,
    PayBand,
    Question,
    SkillGroup,
    Source,
    Tier,
)
from careers.models.market import MarketWeek
from careers.models.saved_answers import SavedAnswers

__all__ = [
    "PARTS",
    "CareerField",
    "CaseStudy",
    "Correction",
    "DaySegment",
    "Edition",
    "Growth",
    "Guide",
    "GuideReads",
    "MarketWeek",
    "PayBand",
    "Question",
    "SavedAnswers",
    "SkillGroup",
    "Source",
    "Tier",
    "UsefulVote",
]
