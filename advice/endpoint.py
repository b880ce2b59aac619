"""Talks to a model: any server that speaks OpenAI's chat completions, through their own client.

The client is imported when it's first used, which takes most of a second: only workers call a model. Nothing that a server says
reaches a log or a page: what went wrong is one of a few reasons. The key is in no message.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from openai import OpenAI

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 30.0  # between two pieces, or before the first
TOTAL_SECONDS = 120.0
MOST_BYTES = 2_000_000  # of a response; events of a stream are some fifty times as long as their text
REMEMBERED_SECONDS = 24 * 60 * 60  # what an endpoint can do; it may learn more
CHARACTERS_A_TOKEN = 4  # for an estimate where a server doesn't count
FORMATS = ("json_schema", "json_object", "plain")


class Failure(StrEnum):
    NOT_CONFIGURED = "not_configured"
    DOWN = "down"  # nobody answers, or a server error
    SLOW = "slow"
    CUT_OFF = "cut_off"  # the answer stopped in the middle, or was too long
    OVER_QUOTA = "over_quota"
    REFUSED = "refused"  # the key, the model or the question
    NONSENSE = "nonsense"  # not what a server of this protocol says


class ModelError(Exception):
    """A model gave no whole answer. ``retry_after``: seconds until the server wants to be asked again, if it says so."""

    def __init__(self, reason: Failure, *, retry_after: int | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.retry_after = retry_after


@dataclass(frozen=True)
class Usage:
    """Tokens of one call. ``is_estimated``: the server didn't count, so it's a guess by length."""

    input_tokens: int
    output_tokens: int
    is_estimated: bool = False


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers. Its key isn't shown by ``repr``."""

    base_url: str
    model: str
    key: "Key"
    silence_seconds: float = SILENCE_SECONDS
    total_seconds: float = TOTAL_SECONDS

    @property
    def cache_key(self) -> str:
        return "advice:capability:" + hashlib.sha256(f"{self.base_url}\n{self.model}".encode()).hexdigest()


class Key(str):
    __slots__ = ()

    def __repr__(self) -> str:
        return "Key(…)"


def configured() -> Endpoint:
    """Returns the endpoint of the settings. Raises ``ModelError`` if there is none."""
    if not is_configured():
        raise ModelError(Failure.NOT_CONFIGURED)
    return Endpoint(settings.ADVICE_BASE_URL, settings.ADVICE_MODEL, Key(settings.ADVICE_API_KEY))


def is_configured() -> bool:
    return bool(settings.ADVICE_BASE_URL and settings.ADVICE_MODEL)


@dataclass(frozen=True)
class Capability:
    """What an endpoint takes: the format of answers, whether it counts tokens of streams, and how it calls their limit."""

    format: str = FORMATS[0]
    counts: bool = True
    limit: str = "max_tokens"

    def weaker(self, complaint: str) -> "Capability | None":
        """Returns what to try after the endpoint found the request wrong; None if nothing is left."""
        if "max_completion_tokens" in complaint and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "stream_options" in complaint and self.counts:
            return replace(self, counts=False)
        if self.format != FORMATS[-1]:
            return replace(self, format=FORMATS[FORMATS.index(self.format) + 1])
        return replace(self, counts=False) if self.counts else None


def capability_of(endpoint: Endpoint) -> Capability:
    """Returns what is remembered of an endpoint, or the most that one can do."""
    known = cache.get(endpoint.cache_key)
    try:
        return Capability(**known) if known else Capability()
    except TypeError:  # remembered by another release
        return Capability()


class Stream:
    """One call. Iterate over it for pieces of text as they arrive; then, or after an error, ``usage`` says what it took.

    Raises ``ModelError`` while iterating. ``close`` hangs up; a server stops writing then.
    """

    def __init__(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        *,
        endpoint: Endpoint,
        max_tokens: int,
    ) -> None:
        self.endpoint = endpoint
        self.model = endpoint.model  # as the server calls it, once it has answered
        self._messages, self._schema, self._max_tokens = [dict(one) for one in messages], schema, max_tokens
        self._deadline = time.monotonic() + endpoint.total_seconds
        self._characters = 0
        self._reported: Usage | None = None
        self._was_sent = False
        self._response: Any = None

    @property
    def usage(self) -> Usage:
        """What the server counted, else an estimate. Nothing if the server has refused the call or never got it."""
        if self._reported:
            return self._reported
        asked = sum(len(one["content"]) for one in self._messages) if self._was_sent else 0
        return Usage(-(-asked // CHARACTERS_A_TOKEN), -(-self._characters // CHARACTERS_A_TOKEN), is_estimated=True)

    def close(self) -> None:
        if self._response is not None:
            self._response.close()

    def __iter__(self) -> Iterator[str]:
        import openai

        try:
            yield from self._pieces()
        except ModelError:
            raise
        except Exception as error:
            if not isinstance(error, openai.OpenAIError | ValueError | TypeError | LookupError | AttributeError):
                raise
            raise _model_error(error, has_begun=bool(self._characters)) from None
        finally:
            self.close()

    def _pieces(self) -> Iterator[str]:
        with self._client() as client:
            self._response = self._opened(client)
            self._was_sent = True
            finish = ""
            for chunk in self._response:
                self.model = str(getattr(chunk, "model", "") or self.model)[:100]
                self._note_usage(getattr(chunk, "usage", None))
                for choice in (chunk.choices or [])[:1]:
                    if getattr(choice.delta, "refusal", None):
                        raise ModelError(Failure.REFUSED)
                    if isinstance(choice.delta.content, str) and choice.delta.content:
                        self._characters += len(choice.delta.content)
                        yield choice.delta.content
                    finish = choice.finish_reason or finish
        if finish == "content_filter":
            raise ModelError(Failure.REFUSED)
        if not self._characters:
            raise ModelError(Failure.NONSENSE)
        if finish != "stop":  # "length", or a stream that ended without a word
            raise ModelError(Failure.CUT_OFF)

    def _note_usage(self, usage: Any) -> None:
        counts = [getattr(usage, name, None) for name in ("prompt_tokens", "completion_tokens")]
        if all(type(count) is int and 0 <= count < 10_000_000 for count in counts):
            self._reported = Usage(*counts)  # type: ignore[arg-type]

    def _opened(self, client: "OpenAI") -> Any:
        """Begins the call with the most that the endpoint can do, and remembers what that is."""
        import openai

        known = capability = capability_of(self.endpoint)
        while True:
            try:
                response = client.chat.completions.create(**self._arguments(capability))
                break
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                weaker = capability.weaker(str(error))
                if weaker is None or time.monotonic() > self._deadline:
                    raise ModelError(Failure.REFUSED) from None
                capability = weaker
        if capability != known or capability == Capability():
            cache.set(self.endpoint.cache_key, asdict(capability), REMEMBERED_SECONDS)
        return response

    def _arguments(self, capability: Capability) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": self._messages,
            "stream": True,
            capability.limit: self._max_tokens,
        }
        if capability.counts:
            arguments["stream_options"] = {"include_usage": True}
        if capability.format == "json_schema":
            named = {"name": "answer", "strict": True, "schema": dict(self._schema)}
            arguments["response_format"] = {"type": "json_schema", "json_schema": named}
        elif capability.format == "json_object":
            arguments["response_format"] = {"type": "json_object"}
        return arguments

    def _client(self) -> "OpenAI":
        """A client that asks once, follows no redirect (the key would go with it) and reads a bounded response."""
        import openai

        timeout = openai.Timeout(self.endpoint.silence_seconds, connect=CONNECT_SECONDS)
        http = openai.DefaultHttpxClient(
            timeout=timeout, follow_redirects=False, event_hooks={"response": [self._bound_response]}
        )
        return openai.OpenAI(
            base_url=self.endpoint.base_url,
            api_key=str(self.endpoint.key) or "none",
            organization="",
            project="",
            timeout=timeout,
            max_retries=0,
            http_client=http,
        )

    def _bound_response(self, response: Any) -> None:
        """Every read of a response goes through this one method, so it's where bytes and time are bounded."""
        read = response.iter_bytes

        def bounded(chunk_size: int | None = None) -> Iterator[bytes]:
            total = 0
            for chunk in read(chunk_size):
                total += len(chunk)
                if total > MOST_BYTES:
                    raise ModelError(Failure.CUT_OFF if self._characters else Failure.NONSENSE)
                if time.monotonic() > self._deadline:
                    raise ModelError(Failure.SLOW)
                yield chunk

        response.iter_bytes = bounded


def _model_error(error: BaseException, *, has_begun: bool) -> ModelError:
    """What an error of the client means."""
    import openai

    for cause in (error.__cause__, error.__context__):  # the client wraps what a read raises
        if isinstance(cause, ModelError):
            return cause
    if isinstance(error, openai.APITimeoutError):
        return ModelError(Failure.SLOW)
    if isinstance(error, openai.APIConnectionError):
        return ModelError(Failure.CUT_OFF if has_begun else Failure.DOWN)
    if isinstance(error, openai.APIStatusError):
        return _status_error(error)
    if isinstance(error, openai.APIError):  # an error in the middle of a stream
        return ModelError(
            _of_code(str(error.code or error.type or "")) or (Failure.CUT_OFF if has_begun else Failure.DOWN)
        )
    return ModelError(Failure.NONSENSE)


def _status_error(error: Any) -> ModelError:
    status = error.status_code
    if status in (402, 429):
        given = error.response.headers.get("retry-after", "")
        return ModelError(Failure.OVER_QUOTA, retry_after=min(int(given), 86_400) if given.isdecimal() else None)
    if status >= 500:
        return ModelError(Failure.SLOW if status == 504 else Failure.DOWN)
    return ModelError(Failure.NONSENSE if status < 400 else Failure.REFUSED)


def _of_code(code: str) -> Failure | None:
    if "quota" in code or "rate_limit" in code:
        return Failure.OVER_QUOTA
    return Failure.REFUSED if "content" in code or "policy" in code else None
