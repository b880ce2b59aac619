"""Rebuilds HTML in a small grammar that is easy to style, to read aloud and to compare.

At the top level and in quotes, it has paragraphs, headings (``h3``, ``h4``), code blocks, lists, tables and quotes;
list items and table cells hold lines and lists. Elements are written once they have content, so nothing empty remains.
"""

import html
import re

from toolkit.text import visible

# As the sanitizer serializes: lower case, double quotes, no attribute except a link's address.
_TOKEN = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?: href="(?P<href>[^"]*)")?>|(?P<text>[^<]+)')
_INLINE = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "code": "code", "tt": "code", "kbd": "code", "samp": "code",
}  # fmt: skip
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_DEEPEST = 12
_WRITTEN = {"table": "<table><tbody>", "/table": "</tbody></table>"}

Piece = tuple[tuple[str, ...], str]


class SimpleHtml:
    """Parses once, from left to right; ``html`` is the result.

    ``_run`` collects the content of one paragraph; ``_open`` are the containers around it, of which the first
    ``_begun`` are written already.
    """

    def __init__(self, source: str) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._begun = 0
        self._run: list[Piece] = []
        self._kind = "p"
        self._inline: tuple[str, ...] = ()
        self._after_line = False
        self._blank_cells = 0
        self._seen_heading = False
        self._top_level = min(re.findall(r"<h([1-6])>", source), default="1")
        self._read(source)
        self.html = "".join(self._out)

    # --- Reading ----------------------------------------------------------------------------------------------------

    def _read(self, source: str) -> None:
        # For each element: the containers and the emphasis around it.
        around: list[tuple[int, tuple[str, ...]]] = []
        for token in _TOKEN.finditer(source):
            name = token["name"]
            if name is None:
                self._run.append((self._inline, html.unescape(token["text"])))
            elif name == "br":
                self._run.append(((), "<br>"))
            elif name == "hr":
                self._flush()
            elif token["end"]:
                depth, inline = around.pop()
                if name not in _INLINE and name != "a":
                    self._flush()
                    self._kind = "p"
                    self._close(depth)
                self._inline = inline
            else:
                around.append((len(self._open), self._inline))
                self._begin(name, token["href"])
        self._flush()

    def _begin(self, name: str, href: str | None) -> None:
        if name in _INLINE:
            tag = _INLINE[name]
            if tag not in self._inline:
                self._inline += (tag,)
        elif name == "a":
            linked = any(tag.startswith("a ") for tag in self._inline)
            if href and not linked and _LINK.match(html.unescape(href)):
                self._inline += (f'a href="{href}"',)
        else:
            self._flush()
            self._kind = "p"
            if name == "pre":
                self._kind = "pre"
            elif name[0] == "h" and name[1:].isdigit():
                self._kind = "h4" if self._seen_heading and name[1:] > self._top_level else "h3"
            else:
                self._open += self._containers(name)

    def _containers(self, name: str) -> list[str]:
        """Returns the containers that an element opens: itself if the grammar allows it here, with any required
        containers between."""
        parent = self._open[-1] if self._open else ""
        if len(self._open) >= _DEEPEST:
            return []
        if name in ("ul", "ol"):
            return [*{"ul": ["li"], "ol": ["li"], "table": ["tr", "td"], "tr": ["td"]}.get(parent, []), name]
        allowed = {"li": ("ul", "ol"), "tr": ("table",), "td": ("tr",), "th": ("tr",)}
        if name in ("table", "blockquote"):
            return [name] if parent in ("", "blockquote") else []
        return [name] if parent in allowed.get(name, ()) else []

    # --- Writing ----------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Writes the run in the form that its container requires."""
        pieces, self._run = self._run, []
        parent = self._open[-1] if self._open else ""
        if self._kind == "pre" and parent in ("", "blockquote"):
            words = visible("".join("\n" if text == "<br>" else text for _inline, text in pieces))
            words = words.replace("\xa0", " ").strip("\r\n")
            if words.strip():
                self._begin_containers()
                self._out.append(f"<pre>{html.escape(words.rstrip(), quote=False)}</pre>")
            return
        paragraphs = _paragraphs(pieces)
        if not paragraphs:
            return
        self._begin_containers()
        if parent in ("", "blockquote"):
            self._seen_heading = self._seen_heading or self._kind != "p"
            kind = "p" if self._kind == "pre" else self._kind
            self._out += [f"<{kind}>{'<br>'.join(lines)}</{kind}>" for lines in paragraphs]
            return
        lines = "<br>".join(line for paragraph in paragraphs for line in paragraph)
        if parent in ("li", "td", "th"):
            self._out.append(f"<br>{lines}" if self._after_line else lines)
            self._after_line = True
        else:
            before, after = {"table": ("<tr><td>", "</td></tr>"), "tr": ("<td>", "</td>")}.get(
                parent, ("<li>", "</li>")
            )
            self._out.append(f"{before}{lines}{after}")

    def _begin_containers(self) -> None:
        for name in self._open[self._begun :]:
            if name in ("td", "th"):
                self._fill_row()
            self._out.append(_WRITTEN.get(name, f"<{name}>"))
            self._after_line = False
        self._begun = len(self._open)

    def _close(self, depth: int) -> None:
        """Closes containers until ``depth`` are open; one that was never written is dropped, except an empty table
        cell."""
        while len(self._open) > depth:
            name = self._open.pop()
            if self._begun > len(self._open):
                self._begun -= 1
                if name == "tr":
                    self._fill_row()
                self._out.append(_WRITTEN.get(f"/{name}", f"</{name}>"))
                self._after_line = False
            elif name in ("td", "th"):
                self._blank_cells += 1
            elif name == "tr":
                self._blank_cells = 0

    def _fill_row(self) -> None:
        self._out.append("<td></td>" * self._blank_cells)
        self._blank_cells = 0


def _paragraphs(pieces: list[Piece]) -> list[list[str]]:
    """Splits the run into paragraphs of lines: one break ends a line, several end a paragraph."""
    made: list[list[str]] = [[]]
    line: list[Piece] = []
    for piece in [*pieces, ((), "<br>")]:
        if piece[1] != "<br>":
            line.append(piece)
            continue
        written = _line(line)
        if written:
            made[-1].append(written)
        elif made[-1]:
            made.append([])
        line = []
    return [paragraph for paragraph in made if paragraph]


def _line(pieces: list[Piece]) -> str:
    """Returns one line with its emphasis, white space folded, nothing empty."""
    if len(pieces) == 1 and not pieces[0][0]:
        return html.escape(_SPACE.sub(" ", visible(pieces[0][1])).strip(" "), quote=False)
    words: list[Piece] = []
    for inline, raw in pieces:
        text = _SPACE.sub(" ", visible(raw))
        if not words or words[-1][1].endswith(" "):
            text = text.lstrip(" ")
        if text:
            words.append((inline, text))
    if words:
        words[-1] = (words[-1][0], words[-1][1].rstrip(" "))
    out: list[str] = []
    current: tuple[str, ...] = ()
    for inline, text in words:
        shared = next(
            (at for at, (a, b) in enumerate(zip(current, inline, strict=False)) if a != b),
            min(len(current), len(inline)),
        )
        out += [f"</{tag.split()[0]}>" for tag in reversed(current[shared:])]
        out += [f"<{tag}>" for tag in inline[shared:]]
        out.append(html.escape(text, quote=False))
        current = inline
    out += [f"</{tag.split()[0]}>" for tag in reversed(current)]
    return "".join(out)
