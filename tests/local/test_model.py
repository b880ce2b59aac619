"""The stand-in for a model: what it says without a script holds, in every task."""

import json
import urllib.request
from dataclasses import replace

import pytest

from advice.answers.prompts import answer_schema, messages
from advice.answers.reading import AnswerReader
from advice.answers.values import Task
from advice.endpoint import Stream, configured
from tests.advice.corpus import request_of


@pytest.mark.parametrize(
    ("world", "task"),
    [
        ("analyst", Task.QUESTION),
        ("analyst", Task.EXPLAIN),
        ("designer", Task.QUESTION),
        ("engineer", Task.LETTER),
        ("calls", Task.REWRITE),
        ("nurse", Task.QUESTION),
    ],
)
def test_it_quotes_the_sources_and_its_claims_hold(model_standin, world, task):
    request = request_of(world, task)
    reader = AnswerReader(request)
    for piece in Stream(messages(request), answer_schema(request), endpoint=configured(), max_tokens=500):
        reader.feed(piece)
    checked = reader.finish()
    assert checked.dropped_count == 0, checked.dropped
    assert len(checked.claims) >= (1 if task is Task.REWRITE else 3)
    for claim in checked.claims:
        assert all(citation.quote in request.source(citation.source).text for citation in claim.citations)


def test_its_version_of_a_line_has_other_words_or_signs(model_standin):
    request = request_of("calls", Task.REWRITE)
    line = replace(request.sources[0], text="Answered calls by phone and chat")
    request = replace(request, sources=(line, *request.sources[1:]))
    reader = AnswerReader(request)
    for piece in Stream(messages(request), answer_schema(request), endpoint=configured(), max_tokens=500):
        reader.feed(piece)
    assert [claim.text for claim in reader.finish().claims] == ["Answered calls by phone, chat"]


def test_it_picks_what_was_asked_about(model_standin):
    request = request_of("designer")
    text = "".join(Stream(messages(request), {}, endpoint=configured(), max_tokens=500))
    said = " ".join(claim["text"] for claim in json.loads(text)["claims"])
    assert "UX designers" in said


def test_it_answers_whole_too(model_standin):
    body = {
        "model": "stand-in",
        "messages": [{"role": "user", "content": '{"source": 1, "kind": "job", "text": "SQL."}'}],
    }
    request = urllib.request.Request(
        f"{model_standin.url}/v1/chat/completions", json.dumps(body).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        said = json.load(answer)
    assert said["choices"][0]["finish_reason"] == "stop"
    assert "SQL." in said["choices"][0]["message"]["content"]
    assert said["usage"]["completion_tokens"] > 0


def test_a_browser_scripts_nothing(model_standin):
    request = urllib.request.Request(
        f"{model_standin.url}/_control/script", b'{"answers": []}', {"Origin": "http://localhost"}, method="POST"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value:
        assert refused.value.code == 405


def test_answers_come_one_after_the_other_and_the_last_one_stays(model_standin):
    model_standin.say("one", "two")
    request = messages(request_of("calls"))
    said = ["".join(Stream(request, {}, endpoint=configured(), max_tokens=5)) for _again in range(3)]
    assert said == ["one", "two", "two"]
    assert len(model_standin.prompts()) == 3
