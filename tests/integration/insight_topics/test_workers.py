"""Worker processes end with the service, however it ends."""

import subprocess
import sys
import time

import psutil

BEGIN = """
import asyncio, os, sys
from services.insight.topics.domain.identity import Before
from services.insight.topics.domain.making import Wording
from services.insight.topics.handlers.workers import Workers

async def main():
    workers = Workers()
    await workers.make("c", [Wording(1, "公園にベンチを置いてください。")], Before())
    print(" ".join(str(p) for p in workers._making._processes), flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_killed_service_leaves_no_worker_behind(tmp_path: object) -> None:
    file = f"{tmp_path}/begin.py"
    with open(file, "w", encoding="utf-8") as script:
        script.write(BEGIN)
    service = subprocess.Popen(  # our own script
        [sys.executable, file], stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": "."}
    )
    assert service.stdout is not None
    workers = [psutil.Process(int(pid)) for pid in service.stdout.readline().split()]
    assert workers
    service.kill()
    service.wait()
    until = time.monotonic() + 20
    while any(worker.is_running() and worker.status() != "zombie" for worker in workers):
        assert time.monotonic() < until
        time.sleep(0.1)
