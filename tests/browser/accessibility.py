"""What axe finds on a page: WCAG 2.2 A and AA, and its best practices."""

from axe_playwright_python.base import AXE_FILE_PATH

# Only the rules about colors can tell the themes apart.
LOOKS = (
    (320, "light", "all"), (768, "light", "all"), (1280, "light", "all"),
    (1280, "dark", "colors"), (768, "dark", "colors"), (320, "dark", "colors"),
)  # fmt: skip
# For pages in many states: all rules at the two ends of both.
ENDS = ((1280, "light", "all"), (320, "dark", "all"))
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
# axe reads the few colors of a page thousands of times, which is a third of its work: here it reads each once.
_READ_COLORS_ONCE = """() => {
  const { prototype } = axe.commons.color.Color, read = prototype.parseString, known = new Map();
  prototype.parseString = function (text) {
    if (!known.has(text)) {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
}"""
_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
_RUN = """async (options) => (await axe.run(document, options)).violations.flatMap((rule) =>
    rule.nodes.map((node) => [rule.id, node.html.slice(0, 200)]))"""


def violations(page, rules="all"):
    """The rules that the page breaks at its present size and in its present theme, each with the element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
        page.evaluate(_READ_COLORS_ONCE)
    return page.evaluate(_RUN, OPTIONS | RULES[rules])


def faults(page, looks=LOOKS):
    """What axe finds on the page, and whether it is wider than its window, at each width and in each theme of ``looks``."""
    found = []
    for width, theme, rules in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [(page.url, width, theme, *violation) for violation in violations(page, rules)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((page.url, width, theme, "wider than the window"))
    return found
