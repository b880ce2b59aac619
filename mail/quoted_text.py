"""Cuts what a reply by email quotes: the earlier email below or above it, its heading, and the signature."""

import re

# The first line of emails that can be answered by email. It can't be translated: mail programs quote it as it is.
MARKER = "##- Reply above this line -##"
_SEPARATOR = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|mensaje original|message d'origine"
    r"|mensagem original|oorspronkelijk bericht|wiadomość oryginalna)\b|_{20,}\s*$)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\s*\*?(?P<first>from|von|de|van|od)\*?\s?:|\s*\*?(?:sent|date|gesendet|datum|enviado|envoyé|fecha|data|verzonden"
    r"|wysłano|to|an|para|à|aan|do|subject|betreff|asunto|objet|assunto|onderwerp|temat)\*?\s?:",
    re.IGNORECASE,
)
_HEADING_LINES = 3  # "On Monday, somebody with a long name <somebody@example.com> wrote:", wrapped


def without_quotes(text: str) -> str:
    """Returns what the sender wrote themselves. Quotes between their own lines stay, as they answer them there."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = lines[: _end(lines)]
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    return "\n".join(_without_heading(lines)).strip()


def _end(lines: list[str]) -> int:
    """Returns the number of the first line that isn't the sender's, even if it isn't marked as a quote."""
    for number, line in enumerate(lines):
        if MARKER in line or line.rstrip() == "--" or _SEPARATOR.match(line) or _starts_headers(lines, number):
            return number
    return len(lines)


def _starts_headers(lines: list[str], number: int) -> bool:
    """Returns whether the headers of an earlier email follow, as some programs write them: From, Sent, To, Subject."""
    first = _LABEL.match(lines[number])
    if not first or not first["first"]:
        return False
    return sum(bool(_LABEL.match(line)) for line in lines[number + 1 : number + 5]) >= 2


def _without_heading(lines: list[str]) -> list[str]:
    """Removes the sentence that introduces a quote: a paragraph at the end, whose last line ends with a colon and which
    names an address or a time."""
    if not lines or not lines[-1].rstrip().endswith(":"):
        return lines
    start = len(lines) - 1
    while start > 0 and lines[start - 1].strip() and len(lines) - start < _HEADING_LINES:
        start -= 1
    heading = " ".join(lines[start:])
    has_time = re.search(r"\d{1,2}:\d{2}|\d{4}", heading)
    return lines[:start] if "@" in heading or has_time else lines
