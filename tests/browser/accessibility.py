"""What axe finds on a page: WCAG 2.2 A and AA, and its best practices."""

from axe_playwright_python.base import AXE_FILE_PATH

WIDTHS = (320, 768, 1280)
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # only rules about orientation locks (experimental) and sound that plays by itself need it
}
_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
_RUN = """async (options) => (await axe.run(document, options)).violations.flatMap((rule) =>
    rule.nodes.map((node) => [rule.id, node.html.slice(0, 200)]))"""


def violations(page):
    """The rules that the page breaks at its present size and in its present theme, each with the element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    return page.evaluate(_RUN, OPTIONS)
