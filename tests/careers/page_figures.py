"""Finds the figures of an occupation's page that lead to no passport."""

import re
from functools import cached_property
from html import unescape

VOID = {"meta", "link", "img", "input", "br", "hr", "path", "rect", "circle"}
HOLDERS = {"section", "header"}
# Publishers' own words, names of things, and what is no figure about the occupation.
NOT_FIGURES = {"passport", "published", "credits", "chapters", "crumbs", "meta", "cluster", "moves"}
DIGIT = re.compile(r"\d")
# A tag (whose end mark, name and attributes are groups), a comment or a declaration, or text.
TOKEN = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:[^>\"']+|\"[^\"]*\"|'[^']*')*)>|<!(?:--.*?--|[^>]*)>|([^<]+)", re.DOTALL)
ATTRIBUTE = re.compile(r"""([\w:-]+)(?:=["']([^"']*)["'])?""")


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self._attributes, self.parent = tag, attributes, parent
        self.children, self.texts = [], []

    @cached_property
    def attributes(self):
        return {name: unescape(value or "") for name, value in ATTRIBUTE.findall(self._attributes)}

    @cached_property
    def classes(self):
        return set(self.attributes.get("class", "").split()) if "class" in self._attributes else set()

    def ancestors(self):
        element = self
        while element:
            yield element
            element = element.parent

    def everything(self):
        yield self
        for child in self.children:
            yield from child.everything()

    def has_text(self):
        return any(text.strip() for element in self.everything() for text in element.texts)

    def text(self):
        return " ".join(" ".join("".join(element.texts).split()) for element in self.everything()).strip()


class Page:
    """A page as a tree of elements. It reads what our templates write, several times faster than Python's own parser, and
    insists that every element is closed."""

    def __init__(self, source):
        self.known = {}
        self.top = at = Element("page", "", None)
        self.ids = {}
        for end, tag, attributes, text in TOKEN.findall(source):
            if text:
                at.texts.append(unescape(text))
            elif end:
                assert at.tag == tag, f"</{tag}> closes <{at.tag}>"
                at = at.parent
            elif tag:
                element = Element(tag, attributes, at)
                at.children.append(element)
                if "id=" in attributes and (name := element.attributes.get("id")):
                    self.ids[name] = element
                if tag not in VOID and not attributes.endswith("/"):
                    at = element
        assert at is self.top, f"<{at.tag}> is never closed"

    def has_passport(self, holder):
        """Whether a passport, or a link to one, is in ``holder``."""
        if holder not in self.known:
            self.known[holder] = self._has_passport(holder)
        return self.known[holder]

    def _has_passport(self, holder):
        for element in holder.everything():
            if "passport" in element.classes:
                return True
            if "basis" in element.classes and (href := element.attributes.get("href", "")):
                source = self.ids.get(href.removeprefix("#"))
                return source is not None and any("passport" in part.classes for part in source.everything())
        return False

    def figures(self):
        """The elements with a figure in their text, each with the part of the page that must name its source."""
        for element in self.top.everything():
            if element.tag in ("script", "h1", "summary") or not DIGIT.search("".join(element.texts)):
                continue
            ancestors = list(element.ancestors())
            if any(NOT_FIGURES & one.classes for one in ancestors):
                continue
            yield element, next((one for one in ancestors if self._is_holder(one)), self.top)

    @staticmethod
    def _is_holder(element):
        return element.tag in HOLDERS or (
            element.tag == "div" and element.parent.tag == "dl" and "cells" in element.parent.classes
        )


def figures_without_passport(page):
    return [element.text() for element, holder in page.figures() if not page.has_passport(holder)]


def empty_parts(page):
    """Sections without a text of their own below their heading, and lists without items."""
    found = []
    for element in page.top.everything():
        if element.tag == "section" and not any(
            part.text() for part in element.children if part.tag not in ("h2", "h3")
        ):
            found.append(element.attributes.get("aria-labelledby", element.tag))
        if element.tag in ("ul", "ol", "dl", "tbody") and not element.children:
            found.append(f"{element.tag} in {element.parent.attributes}")
    return found
