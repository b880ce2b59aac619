"""The mark of a company: the same for a slug forever, a small valid picture for any text, and seldom the same for two."""

import io
import re
import string
from collections import Counter
from itertools import product

import pytest
from defusedxml import ElementTree
from django.template import Context, Template, TemplateSyntaxError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jobs import company_marks
from jobs.company_marks import PALETTES, SHAPES, mark_of
from jobs.models import Company
from tests.site.test_contrast import contrast

SVG = "{http://www.w3.org/2000/svg}"
SLUGS = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=80)


def placed(drawn):
    """The numbers in a drawing that are places, lengths or angles' flags."""
    told = " ".join(drawn.attrib[name] for name in ("d", "cx", "cy", "r", "stroke-width") if name in drawn.attrib)
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", told)]


@given(st.one_of(SLUGS, st.text(max_size=200)))
def test_any_slug_has_a_small_valid_picture_that_holds_nothing_of_it(slug):
    svg = mark_of(slug).svg()
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert len(svg) <= 600
    assert {one.tag.removeprefix(SVG) for one in root} <= {"path", "circle"}
    assert all(0 <= number <= 48 for one in root for number in placed(one))
    assert {name for one in root for name in one.attrib} <= {
        "d", "cx", "cy", "r", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
    }  # fmt: skip


@given(SLUGS)
def test_a_slug_has_one_picture_however_it_is_written(slug):
    assert mark_of(slug).svg() == mark_of(slug.upper()).svg() == mark_of(slug).svg()


def test_the_picture_of_a_slug_never_changes_within_a_version():
    assert company_marks.VERSION == 1
    found = [(mark.shape, mark.palette, mark.ground) for mark in map(mark_of, ("northwind", "acme", "harbor-lane"))]
    assert found == [(7, 3, ""), (7, 2, "#5B2BB0"), (10, 4, "#98400F")]


def test_pictures_are_spread_evenly_over_shapes_palettes_and_grounds():
    marks = [mark_of(f"company-{number}") for number in range(6_000)]
    for counted, kinds in (
        (Counter(mark.shape for mark in marks), len(SHAPES)),
        (Counter(mark.palette for mark in marks), len(PALETTES)),
        (Counter((mark.shape, mark.palette) for mark in marks), len(SHAPES) * len(PALETTES)),
        (Counter(PALETTES[mark.palette].index(mark.ground) if mark.ground else -1 for mark in marks), 3),
    ):
        assert len(counted) == kinds
        expected = len(marks) / kinds
        assert all(abs(number - expected) <= 5 * expected**0.5 for number in counted.values())


@pytest.mark.parametrize(("shape", "variant"), list(product(SHAPES, range(24))))
def test_every_variant_of_every_shape_shows_both_colors_inside_the_corners(shape, variant):
    figures = shape("#000000", "#FFFFFF", variant)
    svg = "".join(figure.svg() for figure in figures)
    assert "#000000" in svg
    assert "#FFFFFF" in svg or shape.__name__ == "_dots"
    points = [
        point for one in figures for line in getattr(one, "corners", getattr(one, "points", [])) for point in line
    ]
    assert all((x - 24) ** 2 + (y - 24) ** 2 <= 19**2 for x, y in points)


@pytest.mark.parametrize(("deep", "bright", "tint"), PALETTES)
def test_a_mark_can_be_seen_on_every_ground(deep, bright, tint):
    on_frame = [contrast(deep[1:], ground) for ground in ("FFFFFF", "E4E7EC")]  # --mark-ground, light and dark
    assert min(contrast(deep[1:], tint[1:]), *on_frame) >= 5
    assert contrast("FFFFFF", deep[1:]) >= 6
    assert contrast(bright[1:], deep[1:]) >= 3


@pytest.mark.parametrize("slug", [f"company-{number}" for number in range(40)])
def test_the_picture_for_emails_has_the_colors_of_the_one_for_pages(slug):
    mark = mark_of(slug)
    png = mark.png()
    assert len(png) <= 2_000
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.size == (company_marks.PIXELS, company_marks.PIXELS)
    seen = {f"#{red:02X}{green:02X}{blue:02X}" for _count, (red, green, blue) in picture.getcolors()}
    drawn = set(re.findall(r"#[0-9A-F]{6}", mark.svg())) | {mark.ground or "#FFFFFF"}
    assert drawn <= seen


# --- On pages -----------------------------------------------------------------------------------------------------------


def shown(source, **context):
    return Template("{% load jobs %}" + source).render(Context(context))


def test_the_tag_shows_the_mark_or_the_logo_as_decoration_without_a_query():
    company = Company(name="Acme", slug="acme")
    html = shown("{% company_mark company 36 has_logo=False %}", company=company)
    assert html == (
        '<img class="company-mark is-36" src="/marks/1/acme.svg" alt="" width="36" height="36" loading="lazy">'
    )
    html = shown("{% company_mark company 72 has_logo=True lazy=False %}", company=company)
    assert html == (
        '<img class="company-mark is-72 logo" src="/companies/acme/logo.png" alt="" width="72" height="72">'
    )


def test_the_tag_refuses_a_size_that_the_stylesheet_does_not_know():
    with pytest.raises((ValueError, TemplateSyntaxError)):
        shown("{% company_mark company 50 has_logo=False %}", company=Company(name="Acme", slug="acme"))


def test_a_mark_is_given_out_to_keep_without_asking_the_database(client):
    response = client.get("/marks/1/no-such-company.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content.decode() == mark_of("no-such-company").svg()
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_mark_for_emails_is_given_out_in_the_same_way(client):
    response = client.get("/marks/1/acme.png")
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content == mark_of("acme").png()
    assert not response.cookies


@pytest.mark.parametrize("path", ["/marks/1/no%20slug.svg", "/marks/1/a/b.svg", "/marks/x/acme.svg", "/marks/1/é.svg"])
def test_an_address_that_no_slug_can_have_is_unknown(client, db, path):
    assert client.get(path).status_code == 404
