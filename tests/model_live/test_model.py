"""A real model through the same client. Only with ``MODEL_TEST_BASE_URL`` (and ``MODEL_TEST_NAME``), such as that of serve.mjs beside
this file; what a small model says is worth little, so the tests are about the way there."""

import json
import os
import socket
from dataclasses import replace

import pytest

from advice.answers.prompts import answer_schema, messages
from advice.answers.reading import AnswerReader
from advice.endpoint import Failure, ModelError, Stream, configured
from tests import conftest
from tests.advice.corpus import request_of

ADDRESS = os.environ.get("MODEL_TEST_BASE_URL", "")
pytestmark = pytest.mark.skipif(not ADDRESS, reason="needs a model: set MODEL_TEST_BASE_URL")


@pytest.fixture(autouse=True)
def _model(settings, monkeypatch):
    settings.ADVICE_BASE_URL = ADDRESS
    settings.ADVICE_MODEL = os.environ.get("MODEL_TEST_NAME", "local")
    settings.ADVICE_API_KEY = os.environ.get("MODEL_TEST_KEY", "")
    monkeypatch.setattr(socket.socket, "connect", conftest._connect)


def test_a_model_answers_in_the_form_that_is_asked_for_and_only_what_holds_is_kept(capsys):
    whole = request_of("calls")
    request = replace(whole, sources=whole.sources[:2], words="What did I do at Hooli?")
    endpoint = replace(configured(), silence_seconds=300.0, total_seconds=1200.0)
    stream = Stream(messages(request), answer_schema(request), endpoint=endpoint, max_tokens=160)
    reader, said, failure = AnswerReader(request), "", None
    try:
        for piece in stream:
            said += piece
            reader.feed(piece)
    except ModelError as error:
        failure = error.reason
    checked = reader.finish()
    with capsys.disabled():
        print(  # noqa: T201 - the answer is a result
            f"\n{stream.model}: {stream.usage}\nsaid: {said}\nkept: {[claim.text for claim in checked.claims]}; dropped: "
            f"{dict(checked.dropped)}; {failure or 'complete'}"
        )
    assert failure in (None, Failure.CUT_OFF)
    assert stream.usage.output_tokens > 0
    assert said.lstrip().startswith("{")
    if failure is None:
        assert set(json.loads(said)) == {"claims"}
    for claim in checked.claims:
        assert all(citation.quote in request.source(citation.source).text for citation in claim.citations)
