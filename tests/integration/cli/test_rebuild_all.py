"""Every read model made anew from Kafka while comments arrive: in the end the same numbers."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.cli.app import ReadModel
from infra.local.stack import Stack
from tests.bench.insight.labelled import statements
from tests.bench.system import System
from tests.bench.town import Town
from tests.integration.cli.conftest import Kyodo
from tests.integration.cli.test_operations import run_in
from tests.integration.cli.test_reconcile import differing

ROWS = 30


@pytest.fixture
def importing(town: Town, kyodo: Kyodo, tmp_path: Path) -> Callable[[str], "subprocess.Popen[str]"]:
    """Start an import of comments, each time the same words in comments of their own."""
    texts = [one.text for one in statements()[:ROWS]]

    def start(source: str) -> "subprocess.Popen[str]":
        file = tmp_path / f"{source}.csv"
        rows = [f"{number},{text},WEB" for number, text in enumerate(texts)]
        file.write_text("\n".join(["id,comment,channel", *rows, ""]), encoding="utf-8")
        return kyodo("import-comments", "-c", town.consultation_id, "--source", source, file)

    return start


@pytest.mark.timeout(900)
def test_all_are_rebuilt_while_comments_arrive_and_agree_with_them(
    system: Stack,
    outside: System,
    town: Town,
    importing: Callable[[str], "subprocess.Popen[str]"],
) -> None:
    for service in ("before", *(one.value for one in ReadModel)):
        arriving = importing(service)
        if service != "before":
            done = run_in(system, "rebuild", service)
            assert done.returncode == 0, done.stderr
        told = arriving.communicate(timeout=300)
        assert arriving.returncode == 0, told

    assert differing(system, town) == []
    with outside.mongo() as client:
        mine = {"consultation_id": town.consultation_id}
        counted = outside.inputs(client).count_documents(mine)
    assert counted == ROWS * (1 + len(ReadModel))
