"""The client of a model: what arrives, how it fails, what it tells nobody."""

import json
import logging
import socket
import time
from dataclasses import replace

import pytest
from django.core.cache import cache

from advice.endpoint import Endpoint, Failure, Key, ModelError, Stream, capability_of, configured, is_configured

SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
MESSAGES = [{"role": "system", "content": "Rules."}, {"role": "user", "content": "A question about SQL."}]
ANSWER = '{"claims": []}'


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


def call(endpoint=None, **changes):
    return Stream(MESSAGES, SCHEMA, endpoint=replace(endpoint or configured(), **changes), max_tokens=100)


def text_of(stream):
    return "".join(stream)


def failure(**changes):
    with pytest.raises(ModelError) as caught:
        text_of(call(**changes))
    return caught.value


def test_without_settings_there_is_no_endpoint(settings):
    settings.ADVICE_BASE_URL = settings.ADVICE_MODEL = ""
    assert not is_configured()
    with pytest.raises(ModelError) as caught:
        configured()
    assert caught.value.reason == Failure.NOT_CONFIGURED


def test_an_answer_arrives_in_pieces_with_its_usage(model_standin):
    model_standin.say({"pieces": ['{"cla', 'ims": ', "[]}"], "usage": [120, 7]})
    stream = call()
    assert list(stream) == ['{"cla', 'ims": ', "[]}"]
    assert (stream.usage.input_tokens, stream.usage.output_tokens, stream.usage.is_estimated) == (120, 7, False)
    assert stream.model == "stand-in"
    (prompt,) = model_standin.prompts()
    assert prompt["messages"] == MESSAGES
    assert prompt["response_format"]["json_schema"]["strict"] is True
    assert "tools" not in prompt
    assert prompt["authorization"]


def test_usage_is_estimated_where_none_is_counted(model_standin):
    model_standin.say({"text": "x" * 400, "usage": []})
    stream = call()
    text_of(stream)
    assert (stream.usage.input_tokens, stream.usage.output_tokens, stream.usage.is_estimated) == (7, 100, True)


@pytest.mark.parametrize(
    ("known", "counts", "tried", "format"),
    [
        (["json_schema", "json_object", "plain"], True, 1, "json_schema"),
        (["json_object", "plain"], True, 2, "json_object"),
        (["plain"], True, 3, "plain"),
        (["plain"], False, 4, "plain"),
        (["json_schema"], False, 2, "json_schema"),
    ],
)
def test_what_an_endpoint_can_do_is_found_out_once(model_standin, known, counts, tried, format):
    model_standin.say(ANSWER)
    model_standin.control("formats", known=known, counts=counts)
    assert text_of(call()) == ANSWER
    found = capability_of(configured())
    assert (found.format, found.counts) == (format, counts)
    assert text_of(call()) == ANSWER
    assert len(model_standin.prompts()) == 2  # refused calls aren't answered; the second call was right at once
    other = replace(configured(), model="another")
    assert capability_of(other).format == "json_schema"


def test_an_endpoint_that_takes_no_format_refuses(model_standin):
    model_standin.control("formats", known=["none"])
    assert failure().reason == Failure.REFUSED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"status": 500}, Failure.DOWN),
        ({"status": 503}, Failure.DOWN),
        ({"status": 504}, Failure.SLOW),
        ({"status": 429}, Failure.OVER_QUOTA),
        ({"status": 402}, Failure.OVER_QUOTA),
        ({"status": 401}, Failure.REFUSED),
        ({"status": 403}, Failure.REFUSED),
        ({"status": 404}, Failure.REFUSED),
        ({"status": 302}, Failure.NONSENSE),
        ({"refusal": "I can't help with that."}, Failure.REFUSED),
        ({"text": ANSWER, "stop": "content_filter"}, Failure.REFUSED),
        ({"text": ANSWER, "stop": "length"}, Failure.CUT_OFF),
        ({"text": ANSWER, "stop": ""}, Failure.CUT_OFF),
        ({"pieces": ["a", "b", "c"], "cut": 2}, Failure.CUT_OFF),
        ({"text": ""}, Failure.NONSENSE),
        ({"body": "<html><h1>Welcome to the hotel's network</h1></html>", "type": "text/html"}, Failure.NONSENSE),
        ({"body": "data: {not json\n\n"}, Failure.NONSENSE),
        ({"body": 'data: {"choices": 7}\n\n'}, Failure.NONSENSE),
        ({"body": 'data: {"choices": [{"delta": {"content": 5}}]}\n\ndata: [DONE]\n\n'}, Failure.NONSENSE),
        ({"body": 'data: ["a"]\n\n'}, Failure.NONSENSE),
        ({"body": ""}, Failure.NONSENSE),
        ({"body": 'data: {"error": {"message": "m", "code": "insufficient_quota"}}\n\n'}, Failure.OVER_QUOTA),
        ({"body": 'data: {"error": {"message": "m", "type": "server_error"}}\n\n'}, Failure.DOWN),
    ],
)  # fmt: skip
def test_each_failure_has_a_reason(model_standin, answer, reason):
    model_standin.say(answer)
    assert failure().reason == reason


def test_a_server_over_quota_says_when_to_ask_again(model_standin):
    model_standin.say({"status": 429, "retry_after": 40})
    assert failure().retry_after == 40
    model_standin.say({"status": 429, "retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"})
    assert failure().retry_after is None


def test_a_call_is_made_once(model_standin):
    model_standin.say({"status": 500})
    failure()
    assert len(model_standin.prompts()) == 1


def test_a_server_that_is_not_there_is_down(model_standin):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert failure(base_url=f"http://127.0.0.1:{unused.getsockname()[1]}/v1").reason == Failure.DOWN


@pytest.mark.parametrize("answer", [{"text": ANSWER, "before": 5}, {"pieces": ["a", "b"], "delay": 5}])
def test_a_silent_server_is_slow(model_standin, answer):
    model_standin.say(answer)
    assert failure(silence_seconds=0.3).reason == Failure.SLOW


def test_an_answer_that_drips_is_slow(model_standin):
    model_standin.say({"pieces": ["a"] * 500, "delay": 0.05})
    began = time.monotonic()
    assert failure(total_seconds=0.5).reason == Failure.SLOW
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "answer", [{"text": "0123456789", "repeat": 1_000_000}, {"body": "0123456789", "repeat": 1_000_000}]
)
def test_no_more_than_two_megabytes_are_read(model_standin, answer):
    model_standin.say(answer)
    stream = call()
    pieces = []
    with pytest.raises(ModelError) as caught:
        pieces.extend(stream)
    assert caught.value.reason in (Failure.CUT_OFF, Failure.NONSENSE)
    assert sum(map(len, pieces)) < 2_000_000
    assert stream.usage.output_tokens < 500_001


def test_hanging_up_ends_the_call(model_standin):
    model_standin.say({"pieces": ["a"] * 1000, "delay": 0.01})
    stream = call()
    pieces = iter(stream)
    next(pieces)
    pieces.close()
    assert stream.usage.output_tokens == 1


def test_a_redirect_is_not_followed(model_standin):
    model_standin.say({"status": 307, "error": {"error": {"message": "elsewhere"}}})
    assert failure().reason == Failure.NONSENSE
    assert len(model_standin.prompts()) == 1


def test_the_key_and_the_question_are_in_no_error_and_no_log(model_standin, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING
    model_standin.say(
        {"status": 401, "error": {"error": {"message": "Incorrect key key-of-the-stand-in for: A question about SQL"}}}
    )
    error = failure()
    shown = f"{error!r} {error} {error.__cause__!r} {configured()!r} {json.dumps([record.getMessage() for record in caplog.records])}"
    assert error.__suppress_context__
    assert "key-of-the-stand-in" not in shown
    assert "question about SQL" not in shown
    assert isinstance(Endpoint("a", "b", Key("secret")).key, str)
