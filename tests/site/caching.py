"""How long an answer says that it may be kept."""

from toolkit.middleware import PERSONAL

SHARED, ASKED_AGAIN, NOWHERE = "public", "private, no-cache", "no-store"


def directives(answer):
    return {part.strip() for part in answer.headers.get("Cache-Control", "").split(",")}


def kept(answer):
    """How an answer may be kept; empty for one that leaves it open."""
    said = directives(answer)
    if NOWHERE in said and SHARED not in said:
        return NOWHERE
    if SHARED in said and said & {"no-cache", "immutable", *(part for part in said if part.startswith("max-age="))}:
        return SHARED
    return ASKED_AGAIN if {"private", "no-cache"} <= said else ""


def what_is_kept_wrongly(role, path, whole, head):
    """What is wrong with how the ``whole`` answer, or its ``head`` alone, may be kept: a list, empty when nothing is."""
    how, wrong = kept(whole), []
    if (
        not how
        or (path.startswith(PERSONAL) and how != NOWHERE)
        or (whole.status_code >= 400 and how == SHARED)
        or (role != "anonymous" and how == SHARED and b"Sign out" in whole.getvalue())
    ):
        wrong.append((path, whole.status_code, whole.headers.get("Cache-Control")))
    if whole.status_code < 400 and (head.status_code, kept(head), head.content) != (whole.status_code, how, b""):
        wrong.append(("HEAD", path, whole.status_code, head.status_code, head.headers.get("Cache-Control")))
    return wrong
