"""Reads the forms of a page the way a browser would send them."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self, form):
        super().__init__()
        self.form, self.inside, self.templates = form, False, 0
        self.data, self.select, self.textarea = {}, None, None

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "form":
            self.inside = self.form in (named.get("id"), named.get("action"))
        if tag == "template":
            self.templates += 1
        if not self.inside or self.templates:
            return
        if tag == "input" and named.get("name") and named.get("type") not in ("submit", "file"):
            if named.get("type") not in ("checkbox", "radio") or "checked" in named:
                self.data[named["name"]] = named.get("value") or ("on" if named.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self.textarea = named["name"]
            self.data[self.textarea] = ""
        elif tag == "select":
            self.select = named["name"]
            self.data.setdefault(self.select, "")
        elif tag == "option" and self.select and "selected" in named:
            self.data[self.select] = named.get("value", "")

    def handle_endtag(self, tag):
        if tag == "template":
            self.templates -= 1
        elif tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None

    def handle_data(self, text):
        if self.textarea and not self.templates:
            self.data[self.textarea] += text


def typed_in(response, form):
    """What a browser would send from the form with this id or action."""
    reader = _Reader(form)
    reader.feed(response.content.decode())
    # A browser leaves out the newline that HTML puts first in a text area.
    return {name: value.removeprefix("\r\n").removeprefix("\n") for name, value in reader.data.items()}
