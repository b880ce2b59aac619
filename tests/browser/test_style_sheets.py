"""A real browser knows every selector, property and value of the style sheets."""

import tinycss2

from local.site import CHECKOUT
from tests.lint_css import DESCRIPTORS, parse

OTHER_BROWSERS = ("-moz-", "-webkit-text-size-adjust", "text-size-adjust", "line-clamp")
OTHER_SELECTORS = ("::-moz-", "::-webkit-details-marker")
UNKNOWN = """
({selectors, declarations}) => [
  ...selectors.filter((selector) => !CSS.supports(`selector(${selector})`)),
  ...declarations.filter(([name, value]) => !CSS.supports(name, value)).map((pair) => pair.join(": ")),
]
"""


def test_the_browser_knows_what_the_style_sheets_say(chromium):
    rules = [
        rule
        for path in sorted((CHECKOUT / "static" / "css").glob("*.css"))
        for rule in parse(path.read_text(encoding="utf-8")).rules
        if not rule.selector.startswith(DESCRIPTORS)
    ]
    selectors = {
        part for rule in rules for part in rule.selectors() if not any(other in part for other in OTHER_SELECTORS)
    }
    declarations = {
        (declaration.name, tinycss2.serialize(declaration.value).strip())
        for rule in rules
        for declaration in rule.declarations
        if not declaration.name.startswith(OTHER_BROWSERS)
    }
    assert min(len(selectors), len(declarations)) > 100
    page = chromium.new_page()
    try:
        assert page.evaluate(UNKNOWN, {"selectors": sorted(selectors), "declarations": sorted(declarations)}) == []
    finally:
        page.close()
