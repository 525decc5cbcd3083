"""``kyodo check-summaries`` on the running system: every sentence is so, and one that is not told.

The tests of the pure check (tests/unit/summary) change every part of every sentence.
"""

import re
from pathlib import Path

from infra.local.stack import Stack
from tests.bench.system import System
from tests.bench.town import Town
from tests.integration.cli.conftest import Kyodo

ROWS = (
    "1,道を広げてください。夜は暗いです。,WEB",
    "2,橋を直してください,FAX",
    "3,橋を直してください,FAX",
)


def test_every_sentence_is_checked_and_a_wrong_figure_is_named(
    system: Stack, outside: System, town: Town, kyodo: Kyodo, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("\n".join(["id,comment,channel", *ROWS, ""]), encoding="utf-8")
    imported = kyodo("import-comments", "-c", town.consultation_id, file)
    imported.communicate(timeout=60)
    assert imported.returncode == 0

    all_well, checked = complaints(kyodo, town, settle=30)
    assert all_well == []
    assert checked >= 15

    with outside.mongo() as client:
        counters = outside.inputs(client).database[outside.inputs(client).name[:-6] + "counters"]
        where = {"consultation_id": town.consultation_id, "kind": "submitter_kind"}
        assert counters.update_one(where, {"$inc": {"points": 1}}).matched_count == 1
        wrong, _ = complaints(kyodo, town, settle=0)
        counters.update_one(where, {"$inc": {"points": -1}})
    # As the department sees it, and as it stands in documents, where few are put together.
    assert [line.strip().partition(" ")[2] for line in wrong] == [
        "BY_KIND：points is 4, counted 3",
        "KINDS_TOGETHER：points is 4, counted 3",
    ]


def complaints(kyodo: Kyodo, town: Town, settle: int) -> tuple[list[str], int]:
    """What is told about the town's policy, and how many sentences there were."""
    running = kyodo("check-summaries", "--settle", str(settle))
    out, err = running.communicate(timeout=150)
    (counts,) = re.findall(r"まとめの文 (\d+) を確かめました。正しくない文 (\d+)", out)
    assert running.returncode == (1 if int(counts[1]) else 0), err
    found, mine = [], False
    for line in out.splitlines():
        if line.startswith("×"):
            mine = town.policy_id in line
        elif mine and line.startswith("   "):
            found.append(line)
    return found, int(counts[0])
