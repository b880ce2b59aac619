"""Classifies errors of email providers' APIs like replies of a mail server.

django-anymail's errors have a type, an HTTP status and a body. Providers say more in the body than in the status: a 400
or 422 can mean "you may not send" as well as an error in one email, so the phrases that concern the sender are listed.
"""

import json
import re
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

from mail.delivery_errors import DeliveryError, Stage

# Postmark's codes: token, sender signature, credits, unapproved account. Then the phrases of SES and Brevo.
_OURS_POSTMARK = {10, 400, 401, 405, 412, 413}
_OURS = re.compile(
    r"AccountSuspended|SendingPaused|MailFromDomainNotVerified|LimitExceeded|is not verified"
    r"|sender .{0,80}(?:not valid|invalid)",
    re.IGNORECASE,
)
_BUSY = re.compile(r"TooManyRequests|Throttl|ServiceUnavailable|InternalFailure")
_OUR_FAULT, _NOBODY, _THIS_MAIL, _BUSY_NOW, _SILENCE = 535, 550, 554, 451, 0
# Exceptions of botocore, requests and urllib3 for a connection that wasn't made, and botocore's for missing keys.
_NOT_REACHED = {
    "EndpointConnectionError", "ConnectTimeoutError", "SSLError", "ProxyConnectionError",
    "ConnectTimeout", "NewConnectionError",
}  # fmt: skip
_NO_KEYS = {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"}


def delivery_error(error: AnymailError) -> DeliveryError:
    """Converts an error of a provider's backend. Without a response the email may have been accepted, unless the
    connection was never made."""
    said = _said(error)
    if isinstance(error, AnymailRecipientsRefused):
        return DeliveryError(Stage.ENVELOPE, _NOBODY, f"5.1.1 {said}")
    if not isinstance(error, AnymailAPIError):  # a header or an address that the provider's API can't express
        return DeliveryError(Stage.ENVELOPE, _THIS_MAIL, said)
    status = _status(error)
    if status is None:
        return _without_an_answer(error.__cause__, said)
    if status < 300:  # an invalid response
        return DeliveryError(Stage.TEXT, _SILENCE, said)
    if status in (401, 402, 403, 404) or _is_about_us(error, said):
        return DeliveryError(Stage.TEXT, _OUR_FAULT, said)
    if status in (408, 425, 429) or status >= 500 or _BUSY.search(said):
        return DeliveryError(Stage.TEXT, _BUSY_NOW, said)
    return DeliveryError(Stage.TEXT, _THIS_MAIL, said)


def _without_an_answer(cause: BaseException | None, said: str) -> DeliveryError:
    if type(cause).__name__ in _NO_KEYS:
        return DeliveryError(Stage.CONNECT, _OUR_FAULT, said)
    # requests wraps urllib3's exception.
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    was_not_reached = not _NOT_REACHED.isdisjoint([*_names(cause), *_names(reason)])
    return DeliveryError(Stage.CONNECT if was_not_reached else Stage.TEXT, _SILENCE, said)


def _names(error: object) -> list[str]:
    """Returns the names of its class and base classes."""
    return [one.__name__ for one in type(error).__mro__]


def _status(error: AnymailError) -> int | None:
    is_of_botocore = isinstance(error.response, dict)
    status: int | None = error.response["ResponseMetadata"]["HTTPStatusCode"] if is_of_botocore else error.status_code
    return status


def _body(error: AnymailError) -> Any:
    if isinstance(error.response, dict):
        return error.response.get("Error", {})
    try:
        return error.response.json()
    except (AttributeError, ValueError):
        return {}


def _is_about_us(error: AnymailError, said: str) -> bool:
    body = _body(error)
    if isinstance(body, dict) and "ErrorCode" in body:
        return body["ErrorCode"] in _OURS_POSTMARK or (body["ErrorCode"] == 300 and "'From'" in said)
    return bool(_OURS.search(said))


def _said(error: AnymailError) -> str:
    """Returns the response on one line."""
    body = _body(error)
    return json.dumps(body, ensure_ascii=False) if body else " ".join(str(error).split())
