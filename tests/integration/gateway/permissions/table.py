"""The table that people read: docs/permissions.md."""

from collections.abc import Mapping
from pathlib import Path

from gateway.access import ROOTS, rule_for
from gateway.rules import RULES
from tests.integration.gateway.permissions.walk import Field, Verdict

FILE = Path(__file__).parents[4] / "docs" / "permissions.md"

HEAD = """# だれが、何を使えるか / Who may use what

GraphQL のすべての項目を、動いているシステムで役割ごとに実際に試した結果です。`make test` は毎回
すべてを試し直し、この表と違えば失敗します。規則そのものは `gateway/rules.py` にあります。

Every field of the schema, tried as every role on the running system. The tests try all of it again
and fail when anything differs from this page. After a change of the rules, look at what changed
here: `make permissions` writes it anew. The rules themselves are in `gateway/rules.py`.

- ○ 使える / may use it
- × 断られる / is refused
- － 手元に届かない（どの入口からも行き着けない） / never gets hold of one

関係（担当課など）で決まるものは、関係のある人とない人を別の列で試しています。
What depends on a relation is tried by one who has it and by one who has not, in columns of their
own.
"""


def render(columns: Mapping[str, str], verdicts: Mapping[str, Mapping[Field, Verdict]]) -> str:
    """Write the page; ``columns`` maps callers to their headings."""
    fields = sorted({known for per_caller in verdicts.values() for known in per_caller})
    parts = [HEAD]
    for title, types in (
        ("読む / Queries", ["Query"]),
        ("行う / Mutations", ["Mutation"]),
        ("見続ける / Subscriptions", ["Subscription"]),
        ("項目の中身 / Fields of objects", sorted({t for t, _ in fields} - ROOTS)),
    ):
        parts.append(f"\n## {title}\n")
        parts.append(_heading(columns))
        for type_ in types:
            parts += _rows(type_, [name for t, name in fields if t == type_], columns, verdicts)
    return "\n".join(parts) + "\n"


def _heading(columns: Mapping[str, str]) -> str:
    names = " | ".join(columns.values())
    return f"| 項目 | {names} | 関係 |\n|---|{'---|' * (len(columns) + 1)}"


def _rows(
    type_: str,
    names: list[str],
    columns: Mapping[str, str],
    verdicts: Mapping[str, Mapping[Field, Verdict]],
) -> list[str]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        marks = [verdicts[c].get((type_, name), Verdict.NOTHING).value for c in columns]
        groups.setdefault((*marks, rule_for(type_, name, RULES)[1].relation), []).append(name)
    if type_ in ROOTS:
        return [_row(f"`{name}`", marks) for marks, together in groups.items() for name in together]
    return [_row(f"**{type_}** {', '.join(together)}", marks) for marks, together in groups.items()]


def _row(what: str, marks: tuple[str, ...]) -> str:
    return f"| {what} | {' | '.join(marks)} |"
