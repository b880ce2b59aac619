"""Models of advice: consents, questions with their answers, budgets, and what answers cost."""

from advice.models.budget import Budget
from advice.models.consent import Consent
from advice.models.question import Question
from advice.models.usage import DailyCount, DailyUsage

__all__ = ["Budget", "Consent", "DailyCount", "DailyUsage", "Question"]
