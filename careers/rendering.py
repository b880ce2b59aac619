"""Renders a document's prose once, for an edition or a preview."""

from typing import Any

from careers.document import GuideDocument, prose_keys
from toolkit import markdown


def render_prose(document: GuideDocument) -> dict[str, Any]:
    """Safe HTML by section key: a string for prose, a list of strings (one a part) for sections of parts."""
    html: dict[str, Any] = {key: markdown.render(getattr(document, key)) for key in ("summary", *prose_keys())}
    html["tiers"] = [markdown.render(tier.text) for tier in document.tiers]
    html["skill_map_intro"] = markdown.render(document.skill_map.intro)
    html["skill_map"] = [markdown.render(group.text) for group in document.skill_map.groups]
    html["case_studies"] = [markdown.render(case.text) for case in document.case_studies]
    html["questions"] = [markdown.render(question.answer) for question in document.questions]
    return {key: value for key, value in html.items() if value}
