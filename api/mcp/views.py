"""Answers MCP over HTTP: one POST, one JSON answer. Nothing is kept between requests, and nothing streams."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from api import limits
from api.access import tokens
from api.cors import open_to_all
from api.mcp import protocol
from api.mcp.protocol import INVALID_REQUEST, PARSE_ERROR, SERVER_ERROR, Failure, Message
from api.mcp.responses import respond, respond_failed
from api.mcp.tools import TOOLS
from toolkit.negotiation import compressed
from toolkit.page_cache import share

MOST_BYTES = 64 * 1024
A_DAY = 24 * 60 * 60


@csrf_exempt
@require_POST
@compressed
def endpoint(request: HttpRequest) -> HttpResponse:
    """Answers a message. It needs no sign-in and reads no cookie, so no CSRF token either. A member's access token opens nothing
    more, but its requests are counted apart."""
    allowance = limits.spend(request, token=_token_key(request))
    if allowance.is_over:
        said = f"Too many requests. Ask again in {allowance.resets_in} seconds."
        failure = Failure(SERVER_ERROR, said, status=HTTPStatus.TOO_MANY_REQUESTS)
        return limits.tell_limit(respond_failed(failure, None), allowance)
    return limits.tell_limit(_answer(request), allowance)


def _token_key(request: HttpRequest) -> str:
    """Returns the key of a working access token, "" without one."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    token = tokens.check_token(secret=secret.strip(), now=timezone.now()) if scheme.lower() == "bearer" else None
    return f"token:{token.pk}" if token else ""


def _answer(request: HttpRequest) -> HttpResponse:
    message: Message | None = None
    try:
        _check_request(request)
        message = protocol.read(request.body)
        if message.is_notification:
            protocol.is_current(message, request.headers)  # refuses a version that nobody knows
            return HttpResponse(status=HTTPStatus.ACCEPTED)
        return respond(protocol.answer(message, request.headers, now=timezone.now()))
    except Failure as failure:
        if message and failure.code not in (PARSE_ERROR, INVALID_REQUEST) and not _knows_statuses(request):
            failure.status = HTTPStatus.OK
        return respond_failed(failure, message.id if message else None)


def _knows_statuses(request: HttpRequest) -> bool:
    """Returns whether the client expects errors with a status of their own; earlier generations take one for a failure of the
    connection."""
    version = request.headers.get("Mcp-Protocol-Version", "")
    return version not in ("", *protocol.EARLIER)


def _check_request(request: HttpRequest) -> None:
    """Refuses what no MCP client sends. Raises `Failure`."""
    if not _is_trusted(request.headers.get("Origin", ""), request.get_host()):
        raise Failure(INVALID_REQUEST, "Pages of other sites can't call this server.", status=HTTPStatus.FORBIDDEN)
    if request.content_type != "application/json":
        said = "Send the message as application/json."
        raise Failure(INVALID_REQUEST, said, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if not request.accepts("application/json"):
        raise Failure(INVALID_REQUEST, "Accept application/json.", status=HTTPStatus.NOT_ACCEPTABLE)
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) > MOST_BYTES:  # Django takes any other length for none
        said = f"Send at most {MOST_BYTES} bytes."
        raise Failure(INVALID_REQUEST, said, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _is_trusted(origin: str, host: str) -> bool:
    """Returns whether a request is from no page or from one of ours. A page of another site whose name leads here (DNS
    rebinding) says its own name."""
    return origin in ("", settings.SITE_URL) or origin.partition("://")[2] == host


@open_to_all
@require_safe
@cache_control(public=True, max_age=A_DAY)
def well_known(request: HttpRequest) -> HttpResponse:
    """Tells where the server is and what it can do, for directories and clients that look for one."""
    card = {
        **protocol.server(),
        "description": protocol.INSTRUCTIONS,
        "protocolVersions": list(protocol.VERSIONS),
        "transport": {"type": "streamable-http", "url": f"{settings.SITE_URL}{reverse('mcp:endpoint')}"},
        "authentication": {"required": False},
        "capabilities": {"tools": {}},
        "tools": [{"name": tool.name, "title": tool.title, "description": tool.description} for tool in TOOLS.values()],
    }
    return JsonResponse(card, json_dumps_params={"ensure_ascii": False})


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Shows how assistants connect, and every tool as they see it. Nothing on it depends on the visitor."""
    tools = [
        {
            "name": tool.name,
            "title": tool.title,
            "description": tool.description,
            "arguments": [
                {"name": name, "about": field.description or "", "is_required": field.is_required()}
                for name, field in tool.asked.model_fields.items()
            ],
        }
        for tool in TOOLS.values()
    ]
    context = {
        "tools": tools,
        "endpoint": f"{settings.SITE_URL}{reverse('mcp:endpoint')}",
        "versions": ", ".join(protocol.VERSIONS),
        "limit": settings.API_NETWORK_MINUTE,
        "canonical": reverse("mcp:documentation"),
    }
    return share(render(request, "api/mcp.html", context))
