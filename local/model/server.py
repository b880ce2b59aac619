"""HTTP server of the stand-in: chat completions, the list of models, and controls."""

import contextlib
import http.server
import json
import time
from collections.abc import Iterator
from typing import Any

from local.model.control import Control, Given
from local.model.quoting import answer

NAME = "stand-in"
LARGEST = 4 << 20  # bytes of a request
WORDS = 3  # of a piece


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, *, delay: float = 0.0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.control = Control()
        self.delay = delay


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or what follows the headers waits 40 ms for their acknowledgement
    timeout = 60

    def do_GET(self) -> None:
        if self.path.partition("?")[0] == "/v1/models":
            self._json(200, {"object": "list", "data": [{"id": NAME, "object": "model", "owned_by": "local"}]})
        else:
            self._error(404, "There is nothing here.")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self.close_connection = True
            self._error(413, "Too large.")
            return
        body = self.rfile.read(length)
        try:
            given: Any = json.loads(body) if body else {}
        except ValueError:
            given = None
        if not isinstance(given, dict):
            self._error(400, "The body is no JSON object.")
        elif self.path.startswith("/_control/"):
            self._control(self.path.removeprefix("/_control/").strip("/"), given)
        elif self.path == "/v1/chat/completions":
            with contextlib.suppress(OSError):  # the client has hung up
                self._complete(given)
        else:
            self._error(404, "There is nothing here.")

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing: the controls tell what was asked."""

    def _control(self, name: str, given: Given) -> None:
        if self.headers.get("Origin"):  # no page in a browser scripts answers
            self._error(405, "Controls aren't for browsers.")
            return
        done = self.server.control.answer(name, given)
        if done is None:
            self._error(404, f"There is no control “{name}”.")
        else:
            self._json(200, done)

    def _complete(self, given: Given) -> None:
        control = self.server.control
        if not isinstance(given.get("messages"), list) or not given["messages"] or not given.get("model"):
            self._error(400, "“messages” and “model” are required.")
            return
        kind = (given.get("response_format") or {}).get("type", "plain")
        if kind not in control.known:
            self._error(400, f"response_format {kind} isn't supported.")
            return
        if given.get("stream_options") and not control.counts:
            self._error(400, "Unknown field: stream_options.")
            return
        played = control.next_answer({**given, "authorization": bool(self.headers.get("Authorization"))})
        time.sleep(played.get("before", 0))
        if "status" in played:
            headers = {"Retry-After": str(played["retry_after"])} if "retry_after" in played else {}
            self._send(
                played["status"],
                json.dumps(played.get("error", _problem("It went wrong."))).encode(),
                "application/json",
                headers,
            )
        elif "body" in played:
            body = played["body"].encode("utf-8", "surrogatepass") * played.get("repeat", 1)
            self._send(200, body, played.get("type", "text/event-stream"))
        elif given.get("stream"):
            self._stream(given, played)
        else:
            self._whole(given, played)

    def _text(self, given: Given, played: Given) -> str:
        text: str = played["text"] if "text" in played else answer(given["messages"])
        times: int = played.get("repeat", 1)
        return text * times

    def _pieces(self, given: Given, played: Given) -> Iterator[str]:
        if "pieces" in played:
            yield from played["pieces"]
            return
        text = self._text(given, played)
        if len(text) > 100_000:
            yield from (text[at : at + 50_000] for at in range(0, len(text), 50_000))
            return
        words = text.split(" ")
        for at in range(0, len(words), WORDS):
            end = " " if at + WORDS < len(words) else ""
            yield " ".join(words[at : at + WORDS]) + end

    def _stream(self, given: Given, played: Given) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        delay = played.get("delay", self.server.delay)
        said = 0
        if "refusal" in played:
            self._event(_chunk({"refusal": played["refusal"]}))
        else:
            for number, piece in enumerate(self._pieces(given, played)):
                if number == played.get("cut"):
                    self.close_connection = True
                    self.connection.close()
                    return
                time.sleep(delay)
                said += len(piece)
                self._event(_chunk({"content": piece}))
        if stop := played.get("stop", "stop"):
            self._event(_chunk({}, stop=stop))
        counted = played.get("usage", [sum(len(str(one.get("content"))) for one in given["messages"]) // 4, said // 4])
        if counted and (given.get("stream_options") or {}).get("include_usage"):
            self._event({**_chunk({}), "choices": [], "usage": _usage(counted)})
        self._event("[DONE]")
        self._write(b"0\r\n\r\n")

    def _whole(self, given: Given, played: Given) -> None:
        text = "".join(self._pieces(given, played))
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": played.get("stop", "stop")}
        self._json(
            200,
            {
                "id": "chatcmpl-stand-in", "object": "chat.completion", "created": int(time.time()), "model": NAME,
                "choices": [choice], "usage": _usage(played.get("usage") or [0, len(text) // 4]),
            },
        )  # fmt: skip

    def _event(self, value: Given | str) -> None:
        data = value if isinstance(value, str) else json.dumps(value)
        line = f"data: {data}\n\n".encode()
        self._write(f"{len(line):x}\r\n".encode() + line + b"\r\n")

    def _write(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def _error(self, status: int, message: str) -> None:
        self._json(status, _problem(message))

    def _json(self, status: int, body: Given) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _problem(message: str) -> Given:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}


def _usage(counted: list[int]) -> Given:
    return {"prompt_tokens": counted[0], "completion_tokens": counted[1], "total_tokens": sum(counted)}


def _chunk(delta: Given, *, stop: str | None = None) -> Given:
    return {
        "id": "chatcmpl-stand-in", "object": "chat.completion.chunk", "created": int(time.time()), "model": NAME,
        "choices": [{"index": 0, "delta": delta, "finish_reason": stop}],
    }  # fmt: skip
