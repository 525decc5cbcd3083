"""When an accepted comment becomes visible: a watcher on insight's read model.

Delay = the moment its input arrives on a change stream of the read model, less ``accepted_at``
as the service stamped it before it wrote. Both clocks are this machine's. The stream delivers
after the majority commit, so this is a little later than a reader could see it, never earlier.
"""

import threading
import time
from types import TracebackType
from typing import Self

from bson import Timestamp
from pymongo import MongoClient

from tests.bench.system import Document, System


class VisibleWatcher:
    """Collects delays in a thread while in ``with``."""

    def __init__(self, system: System, consultation_id: str) -> None:
        self._system = system
        self._consultation_id = consultation_id
        self._client: MongoClient[Document] = system.mongo()
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="visible-watcher", daemon=True)
        self.delays: list[float] = []

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(30):
            raise TimeoutError("the change stream on the read model did not open")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join(30)
        self._client.close()

    def wait_for(self, count: int, seconds: float) -> bool:
        """Wait until so many became visible; False when the time ran out."""
        deadline = time.monotonic() + seconds
        while len(self.delays) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        return len(self.delays) >= count

    def _watch(self) -> None:
        pipeline = [
            {
                "$match": {
                    "operationType": "insert",
                    "fullDocument.consultation_id": self._consultation_id,
                }
            },
            {"$project": {"accepted_at": "$fullDocument.accepted_at"}},
        ]
        hello = self._client.admin.command("hello")
        start: Timestamp = hello["operationTime"]
        inputs = self._system.inputs(self._client)
        with inputs.watch(pipeline, start_at_operation_time=start, max_await_time_ms=200) as stream:
            self._ready.set()
            while not self._stopping.is_set():
                change = stream.try_next()
                if change is not None:
                    self.delays.append(time.time() - change["accepted_at"].timestamp())
