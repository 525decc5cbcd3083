"""Documents of Word to read: the report to the council, and the published answers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.clients.responses import OpinionResponseAnswer
from gateway.office.figures import Figures
from gateway.office.gathering import Gathered, Said, change_words, clause_names
from gateway.office.lines import plain
from gateway.office.word import UNPUBLISHED
from gateway.web import words
from gateway.web.dates import day_text, last_moment
from gateway.web.i18n import JAPANESE
from shared.clock import iso, now
from shared.tables.word import Column, add_table, new_document, saved

ANSWERS = (
    Column("意見の概要", 56),
    Column("本市の考え方", 64),
    Column("区分", 20),
    Column("計画案の変更", 32),
    Column("意見の数", 14),
)
PUBLISHED = (Column("番号", 10), *ANSWERS[:3], Column("計画案の変更", 22), ANSWERS[4])
_NOT_WRITTEN = "（まだ書いていません）"


def council_report(gathered: Gathered, figures: Figures) -> bytes:
    """Return the report to the council (審議会). CPU work: not for the event loop."""
    consultation = gathered.consultation
    states = {one["state"] for one in _responses(gathered.opinions)}
    secret = states != {"PUBLISHED"} or bool(figures.unanswered)
    title = f"{consultation['title']}　意見募集の結果と本市の考え方"
    made = new_document(title)
    if secret:
        made.add_paragraph().add_run(UNPUBLISHED).bold = True
        made.sections[0].header.paragraphs[0].text = UNPUBLISHED
    made.add_heading(title, level=1)
    for told in _about(consultation, figures):
        made.add_paragraph(told)
    _figures(made, figures)
    made.add_heading("意見の概要と本市の考え方", level=2)
    for clause, rows in _by_clause(gathered):
        made.add_heading(clause, level=3)
        add_table(made, ANSWERS, rows)
    return saved(made)


def published_document(title: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return what was published of a consultation. CPU work: not for the event loop.

    ``rows``: ``number``, ``summary``, ``text``, ``reason``, ``kind``, ``changes``, ``answered``.
    """
    made = new_document(title)
    made.add_heading(title, level=1)
    made.add_paragraph(
        "この一覧は、出典を示せば自由に使えます"
        "（クリエイティブ・コモンズ 表示 4.0 国際、CC BY 4.0）。"
    )
    add_table(
        made,
        PUBLISHED,
        (
            (
                str(one["number"]),
                one["summary"],
                _view(one["text"], one["reason"]),
                one["kind"],
                one["changes"],
                str(one["answered"]),
            )
            for one in rows
        ),
    )
    return saved(made)


def _about(consultation: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    revision = consultation["revision"]
    yield f"作成：{day_text(iso(now()), JAPANESE)}"
    yield f"対象：{revision['title'] if revision else consultation['title']}"
    opened = day_text(consultation["opensAt"], JAPANESE)
    closed = day_text(last_moment(consultation["closesAt"]), JAPANESE)
    yield f"募集した期間：{opened}から{closed}まで"
    channels = (words.word("channel", code, JAPANESE) for code in consultation["channels"])
    yield f"受け付けた方法：{'、'.join(channels)}"
    told = ["市のウェブサイト", *consultation["places"].split("\n")]
    yield f"周知した方法・資料を置いた場所：{'、'.join(one for one in told if one.strip())}"
    materials = [one["title"] for one in consultation["materials"]]
    if materials:
        yield f"示した資料：{'、'.join(materials)}"
    yield (
        f"提出者：{_count(figures.submitters, '人・団体')}、提出意見：{figures.comments}通、"
        f"意見：{figures.opinions}件（うち考え方を書いていないもの：{figures.unanswered}件）"
    )
    yield "意見の数は、賛否や重みを表すものではありません。少ない数も、そのまま示しています。"


def _figures(made: Any, figures: Figures) -> None:
    made.add_heading("届いた方法ごとの数", level=2)
    by_channel = (
        Column("届いた方法", 60),
        Column("提出者（人・団体）", 42),
        Column("提出意見（通）", 42),
        Column("意見（件）", 42),
    )
    rows = [
        (one.name, _count(one.submitters), str(one.comments), str(one.opinions))
        for one in figures.channels
    ]
    add_table(made, by_channel, rows)
    if figures.submitters is None:
        made.add_paragraph("提出者の数は、この意見募集だけでは集計できないため「―」としています。")
    made.add_heading("項目ごとの数", level=2)
    clauses = [(name, str(count)) for name, count in figures.clauses]
    add_table(made, (Column("項目", 144), Column("意見（件）", 42)), clauses)
    made.add_heading("対応区分ごとの数", level=2)
    by_class = (Column("区分", 102), Column("考え方（件）", 42), Column("答える意見（件）", 42))
    classes = [(one.name, str(one.responses), str(one.opinions)) for one in figures.classes]
    add_table(made, by_class, classes)


def _count(number: int | None, unit: str = "") -> str:
    return "―" if number is None else f"{number}{unit}"


def _responses(opinions: Sequence[Said]) -> Iterator[OpinionResponseAnswer]:
    for one in opinions:
        if response := one.about["response"]:
            yield response


def _by_clause(gathered: Gathered) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Yield each clause with its answers; one for several clauses stands in the first of them."""
    answered: dict[str, int] = {}
    for response in _responses(gathered.opinions):
        answered[response["id"]] = answered.get(response["id"], 0) + 1
    grouped: dict[str, list[tuple[str, ...]]] = {}
    waiting: dict[str, int] = {}
    names = clause_names(gathered.consultation)
    for one in gathered.opinions:
        clause = gathered.clause(one.about["clause_id"])
        rows = grouped.setdefault(clause, [])
        found = one.about["response"]
        if found is None:
            waiting[clause] = waiting.get(clause, 0) + 1
        elif count := answered.pop(found["id"], 0):
            rows.append(_row(gathered, names, found, count))
    for clause, rows in grouped.items():
        left = waiting.get(clause, 0)
        last = [("（考え方を書いていない意見）", "", "", "", str(left))] if left else []
        if rows or last:
            yield clause, [*rows, *last]


def _row(
    gathered: Gathered, names: Mapping[str, str], found: OpinionResponseAnswer, count: int
) -> tuple[str, ...]:
    content = found["content"]
    return (
        plain(content["summary"]) or _NOT_WRITTEN,
        _view(content["text"], content["reason"]) or _NOT_WRITTEN,
        gathered.class_name(content["class_code"]),
        "\n".join(change_words(names, change) for change in content["changes"]),
        str(count),
    )


def _view(text: str, reason: str) -> str:
    return f"{plain(text)}\n【理由】{plain(reason)}" if reason else plain(text)
