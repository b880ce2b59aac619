"""The palette keeps its contrast in both themes: the tokens are read from the stylesheet and the ratios computed anew."""

import re

import pytest
from django.conf import settings

TEXT, LARGE = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for what is not text
BODY = 7.0  # 1.4.6, the level AAA, for what people read at length

PAIRS = [
    ("text", "bg", BODY), ("text", "surface-2", BODY), ("text-2", "bg", BODY), ("text-2", "surface-2", BODY), ("text-2", "surface", BODY),
    ("text-3", "bg", TEXT), ("text-3", "surface", TEXT), ("text-3", "surface-2", TEXT), ("text-3", "surface-3", TEXT),
    ("link", "bg", BODY), ("link", "surface", TEXT), ("link", "surface-2", TEXT),
    ("on-accent", "accent", TEXT), ("on-accent", "accent-hover", TEXT), ("accent-ink", "accent-soft", TEXT),
    ("accent-ink", "bg", TEXT), ("accent", "bg", LARGE), ("accent", "surface", LARGE), ("accent", "surface-3", LARGE),
    ("on-plus", "plus", TEXT), ("on-plus", "plus-hover", TEXT), ("plus-ink", "plus-soft", TEXT), ("plus", "surface", TEXT),
    ("success", "success-soft", TEXT), ("warn", "warn-soft", TEXT), ("danger", "danger-soft", TEXT), ("info", "info-soft", TEXT),
    ("success", "surface", TEXT), ("warn", "surface", TEXT), ("danger", "surface", TEXT), ("danger", "bg", TEXT),
    ("border-strong", "surface", LARGE), ("border-strong", "bg", LARGE), ("border-strong", "surface-2", LARGE),
    ("focus", "bg", LARGE), ("focus", "surface", LARGE), ("focus", "surface-2", LARGE), ("focus", "accent-soft", LARGE),
    ("text", "warm", BODY), ("text-2", "warm", BODY), ("text-3", "warm", TEXT), ("link", "warm", BODY), ("accent", "warm", LARGE),
    ("border-strong", "warm", LARGE), ("focus", "warm", LARGE), ("clay", "surface", TEXT), ("clay", "bg", TEXT), ("clay", "warm", TEXT),
    ("text", "clay-soft", BODY), ("clay-ink", "clay-soft", TEXT), ("clay-ink", "surface", TEXT), ("d4", "surface", LARGE), ("d4", "bg", LARGE),
    ("paper-ink", "paper", BODY), ("paper-ink-2", "paper", BODY), ("paper-accent", "paper", BODY),
    ("text", "success-soft", BODY), ("text", "info-soft", BODY), ("text-2", "success-soft", TEXT), ("text-2", "info-soft", TEXT),
]  # fmt: skip


def palette():
    sheets = settings.BASE_DIR / "static" / "css"
    css = "".join((sheets / name).read_text(encoding="utf-8") for name in ("tokens.css", "resumes.css"))
    both = re.findall(r"--([\w-]+): light-dark\(#([0-9A-F]{6}), #([0-9A-F]{6})\)", css)
    same = re.findall(r"--([\w-]+): #([0-9A-F]{6});", css)
    return {
        name: {"light": light, "dark": dark} for name, light, dark in [*both, *((name, one, one) for name, one in same)]
    }


def luminance(color):
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("000000", "FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_ink_stands_out_from_its_ground(ink, ground, least, theme):
    colors = palette()
    assert contrast(colors[ink][theme], colors[ground][theme]) >= least


def test_every_color_of_the_palette_is_in_the_table():
    decorative = {
        "border",
        "warm-border",
        "desk",
        "paper-line",
        "d2",
        "mark-ground",
    }  # test_company_marks compares marks with their ground
    named = {name for ink, ground, _ in PAIRS for name in (ink, ground)}
    assert palette().keys() - decorative == named
