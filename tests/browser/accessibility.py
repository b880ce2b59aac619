"""What axe finds on a page: WCAG 2.2 A and AA, and its best practices."""

from axe_playwright_python.base import AXE_FILE_PATH

# Only the rules about colors can tell the themes apart.
LOOKS = (
    (320, "light", "all"), (768, "light", "all"), (1280, "light", "all"),
    (1280, "dark", "colors"), (768, "dark", "colors"), (320, "dark", "colors"),
)  # fmt: skip
OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # only rules about orientation locks (experimental) and sound that plays by itself need it
}
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLORS = ["color-contrast", "link-in-text-block"]
RULES = {
    "all": {"runOnly": _LEVELS},
    "colors": {"runOnly": {"type": "rule", "values": _COLORS}},
}
_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
_RUN = """async (options) => (await axe.run(document, options)).violations.flatMap((rule) =>
    rule.nodes.map((node) => [rule.id, node.html.slice(0, 200)]))"""


def violations(page, rules="all"):
    """The rules that the page breaks at its present size and in its present theme, each with the element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    return page.evaluate(_RUN, OPTIONS | RULES[rules])


def faults(page):
    """What axe finds on the page, and whether it is wider than its window, at three widths and in both themes."""
    found = []
    for width, theme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [(page.url, width, theme, *violation) for violation in violations(page, rules)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((page.url, width, theme, "wider than the window"))
    return found
