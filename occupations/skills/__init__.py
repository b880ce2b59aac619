"""The skills that the site knows, and where a text names them. One vocabulary for jobs, feeds, résumés, guides and advice."""

from occupations.skills.finding import Mention, find_skills
from occupations.skills.vocabulary import Kind, Skill, all_skills, is_read_in_texts, skill_of

__all__ = ["Kind", "Mention", "Skill", "all_skills", "find_skills", "is_read_in_texts", "skill_of"]
