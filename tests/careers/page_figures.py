"""Finds the figures of an occupation's page that lead to no passport."""

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "input", "br", "hr", "path", "rect", "circle"}
HOLDERS = {"section", "header"}
# Publishers' own words, names of things, and what is no figure about the occupation.
NOT_FIGURES = {"passport", "published", "credits", "chapters", "crumbs", "meta", "cluster", "moves"}
DIGIT = re.compile(r"\d")


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.classes = set((attributes.get("class") or "").split())
        self.children, self.texts = [], []

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


class Page(HTMLParser):
    """A page as a tree of elements."""

    def __init__(self, source):
        super().__init__()
        self.known = {}
        self.top = self.at = Element("page", {}, None)
        self.feed(source)
        self.ids = {
            element.attributes["id"]: element for element in self.top.everything() if element.attributes.get("id")
        }

    def handle_starttag(self, tag, attributes):
        element = Element(tag, dict(attributes), self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attributes):
        self.at.children.append(Element(tag, dict(attributes), self.at))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
            self.at = self.at.parent

    def handle_data(self, data):
        self.at.texts.append(data)

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
