"""Everything that people read can be translated: no text of a template or of a form, a model or a message stands in the code alone."""

import ast
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.*")) if "dev" not in path.parts]
OURS = [folder.name for folder in sorted(ROOT.iterdir()) if (folder / "__init__.py").exists()]
NOT_READ = {"tests", "benchmarks", "local", "demo", "migrations", "commands"}  # by people who use the site
CODE = [
    path
    for app in OURS
    for path in sorted((ROOT / app).rglob("*.py"))
    if not NOT_READ & set(path.relative_to(ROOT).parts)
]

# What is no text: what is translated, comments, code of other languages, tags, and the marks of fragments.
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
COMMENTS = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
OTHER_CODE = re.compile(r"<(style|script|svg|code)\b.*?</\1>", re.DOTALL)
MARKS = re.compile(r"{%.*?%}|{{.*?}}|\[\[.*?\]\]", re.DOTALL)
# Blocks that fill an attribute with a word for machines.
MACHINE_BLOCKS = re.compile(r"{% block (bodyclass|og_type) %}.*?{% endblock.*?%}", re.DOTALL)
SPOKEN = re.compile(r'\s(?:aria-label|alt|title|placeholder)="([^"]*)"')
TAGS = re.compile(r"<[^>]*>", re.DOTALL)
ENTITIES = re.compile(r"&\w+;")
# The same in every language.
NAMES = {"UTC", "SOC", "LinkedIn", "JSON", "Markdown"}

# Editions have no form: what helps there is for developers.
WITHOUT_FORM = {"careers/models/edition.py"}
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "npgettext"}
SHOWN_KEYWORDS = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "violation_error_message"}
MESSAGES = {"success", "info", "warning", "error"}


def words_left(template):
    text = template
    for what in (COMMENTS, TRANSLATED, MACHINE_BLOCKS, OTHER_CODE, MARKS):
        text = what.sub(" ", text)
    seen = [*SPOKEN.findall(text), TAGS.sub(" ", text)]
    words = re.findall(r"[^\W\d_]{2,}", ENTITIES.sub(" ", " ".join(seen)))
    return sorted(set(words) - NAMES)


def is_bare(node):
    """Whether it is a text of letters that nothing translates."""
    if isinstance(node, ast.JoinedStr):
        return True
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(re.search(r"[^\W\d_]{2,}", node.value))
    )


def untranslated(source):
    """The lines of a module with a text that is shown as it stands."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        arguments = {keyword.arg: keyword.value for keyword in node.keywords}
        if isinstance(arguments.get("editable"), ast.Constant):  # in no form
            arguments.pop("help_text", None)
        shown = [value for name_, value in arguments.items() if name_ in SHOWN_KEYWORDS]
        if name in GETTEXT:  # a text that is put together first is in no catalog
            shown += [argument for argument in node.args[:1] if not isinstance(argument, ast.Constant | ast.Name)]
            found += [one.lineno for one in shown]
            continue
        if name == "ValidationError":
            shown += node.args[:1]
        elif name == "add_error" or (
            name in MESSAGES and getattr(getattr(node.func, "value", None), "id", "") == "messages"
        ):
            shown += node.args[1:2]
        elif name == "display" and "description" in arguments:
            shown += [arguments["description"]]
        if isinstance(errors := arguments.get("error_messages"), ast.Dict):
            shown += errors.values
        found += [one.lineno for one in shown if is_bare(one)]
    return found


def test_no_text_of_a_template_is_untranslatable():
    found = {str(path.relative_to(ROOT)): words for path in TEMPLATES if (words := words_left(path.read_text()))}
    assert found == {}


def test_no_text_of_the_code_is_untranslatable():
    found = {str(path.relative_to(ROOT)): lines for path in CODE if (lines := untranslated(path.read_text()))}
    assert found.keys() - WITHOUT_FORM == set(), found


def test_both_are_found():
    assert words_left('<p title="Hello">{% translate "Good" %} day</p>') == ["Hello", "day"]
    assert words_left("{# ours #}<p>{% blocktranslate %}A <b>day</b>{% endblocktranslate %} 8:00 UTC &nbsp;</p>") == []
    assert untranslated('messages.success(request, "Saved.")\nlog.error("x", "Saved.")') == [1]
    assert untranslated('CharField(label="Name")\nCharField(label=_("Name"))\n_("a %s" % b)') == [1, 3]


def test_translations_have_a_folder():
    assert [Path(folder).is_dir() for folder in settings.LOCALE_PATHS] == [True]


def test_no_template_shows_a_backslash():
    """In a text between double quotes, Django keeps one that stands in front of an apostrophe."""
    found = {
        str(path.relative_to(ROOT)) for path in TEMPLATES if re.search(r"\\['’]", path.read_text(errors="replace"))
    }
    assert not {one for one in found if one.endswith((".html", ".txt"))}
