"""A server that speaks OpenAI's chat completions and says what it is told to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from infra.local.stack import Stack

KEY = "a key that only the tests use"
NAME = "test-model"

# What to answer to the statements it is shown: the status, and the content of the message.
Reply = Callable[[list[str]], tuple[int, str]]


def honest(said: list[str]) -> tuple[int, str]:
    """A name and a sentence with citations that hold, and a sentence whose citation does not."""
    cited = [{"statement": 1, "quote": said[0][:12]}]
    invented = [{"statement": 1, "quote": "だれも言っていない言葉"}]
    answer = {
        "name": {"text": "提案された名前", "citations": cited},
        "sentences": [
            {"text": "提案された一文です。", "citations": cited},
            {"text": "根拠のない一文です。", "citations": invented},
        ],
    }
    return 200, f"お答えします。\n```json\n{json.dumps(answer, ensure_ascii=False)}\n```"


@dataclass
class Model:
    """A running server; ``asked`` holds the bodies that came with the right key."""

    url: str
    reply: Reply
    asked: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def model_of(system: Stack) -> Iterator[Model]:
    """Run the one that the tests' system asks."""
    asked = urlsplit(system.environment["KYODO_LANGUAGE_MODEL_URL"])
    with language_model(asked.port or 0) as model:
        yield model


class _Server(ThreadingHTTPServer):
    # The system of the tests is one, and tests of several processes may answer it at once.
    allow_reuse_port = True
    daemon_threads = True


@contextmanager
def language_model(port: int = 0, reply: Reply = honest) -> Iterator[Model]:
    """Run one at ``port``, by default a free one."""
    model = Model("", reply)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server calls
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/v1/chat/completions":
                return self._say(404, b"{}")
            if self.headers["Authorization"] != f"Bearer {KEY}":
                return self._say(401, b"{}")
            model.asked.append(body)
            said = [one["text"] for one in json.loads(body["messages"][-1]["content"])]
            status, content = model.reply(said)
            message = {"role": "assistant", "content": content}
            self._say(status, json.dumps({"choices": [{"message": message}]}).encode())
            return None

        def _say(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", port), Handler)
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
