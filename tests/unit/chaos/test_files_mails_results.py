"""Files, mails and the result of a consultation: the judge sees whatever is not kept of them."""

import random
from email.message import EmailMessage
from typing import Any

import pytest

from shared.files import accept
from tests.chaos.attachments import compare_named, make_file
from tests.chaos.ledger import Accepted, Decided, Ledger
from tests.chaos.mails import PUBLISHED, RECEIVED, compare_mails
from tests.chaos.result import Numbers, compare_numbers, numbers
from tests.chaos.verify import Verdict, recomputed

TEXT = "橋を直してください。（0123456789ab）"


def figures(verdict: Verdict) -> tuple[int, int, int]:
    return verdict.lost, verdict.doubled, verdict.out_of_order


def receipt(number: str, **more: Any) -> Accepted:
    told: dict[str, Any] = {
        **{"key": f"key-{number}", "receipt_number": number, "confirmation_number": number[::-1]},
        **{"salt": "", "commitment": "", "consultation_id": "c", "clause_id": None},
        **{"channel": "WEB", "acknowledged": [TEXT]},
    }
    return Accepted(**(told | more))


# Files


def named(number: str, *digests: str) -> dict[str, Any]:
    files = [{"id": f"id-{digest}", "sha256": digest} for digest in digests]
    version = {"attachments": files} if files else {}
    return {"_id": f"of-{number}", "receipt_number": number, "versions": [version]}


def kept(**comment_of: str | None) -> list[dict[str, Any]]:
    rows = {"a": "of-1", "b": "of-1", "c": None, "d": None} | comment_of
    return [{"_id": f"id-{digest}", "comment_id": of} for digest, of in rows.items()]


@pytest.mark.parametrize(
    ("rows", "files", "expected"),
    [
        ([named("1", "a", "b"), named("2")], kept(), (0, 0, 0)),
        # Never acknowledged, and there all the same.
        ([named("1", "a", "b"), named("2"), named("3", "c")], kept(c="of-3"), (0, 0, 0)),
        ([named("1", "a"), named("2")], kept(b=None), (1, 0, 0)),
        ([named("1", "b", "a"), named("2")], kept(), (1, 0, 0)),
        ([named("1", "a", "b"), named("2")], kept(b="of-2"), (1, 0, 0)),
        ([named("1", "a", "b"), named("2")], kept(c="of-2"), (0, 1, 0)),
        # Of a comment that was never acknowledged, with somebody else's.
        ([named("1", "a", "b"), named("2", "c")], kept(c="of-2"), (0, 1, 0)),
        ([named("1", "a", "b", "d"), named("2")], kept(d="of-1"), (0, 1, 0)),
        (
            [named("1", "a", "b"), named("2"), named("3", "c", "d")],
            kept(c="of-3", d="of-3"),
            (0, 2, 0),
        ),
        ([named("1", "a", "b"), named("2"), named("3", "x")], kept(x="of-3"), (0, 1, 0)),
        ([named("1", "a", "b"), named("2", "b")], kept(), (1, 2, 0)),
    ],
)
def test_files_that_are_lost_or_with_another_comment_are_seen(
    rows: list[dict[str, Any]], files: list[dict[str, Any]], expected: tuple[int, int, int]
) -> None:
    verdict, ledger = Verdict(), Ledger()
    ledger.accepted = [receipt("1", files=["a", "b"]), receipt("2")]
    ledger.handed_in = {"key-1": ["a", "b"], "key-3": ["c"], "key-4": ["d"]}

    compare_named(ledger, rows, files, verdict)

    assert figures(verdict) == expected


async def test_what_people_send_is_kept_as_it_is() -> None:
    chance = random.Random(1)
    files = [make_file(chance) for _ in range(12)]

    taken = [await accept("file", file, max_bytes=2**20) for file in files]

    assert {one.kind for one in taken} == {"application/pdf", "image/png"}
    assert [one.content for one in taken] == files


def test_a_commitment_covers_the_files() -> None:
    version = {"version": 1, "text": TEXT, "clause_id": None, "salt": bytes(32)}
    row = {"consultation_id": "c", "receipt_number": "1"}

    proofs = {
        recomputed(row, version | {"attachments": [{"sha256": one} for one in some]})
        for some in ([], ["a"], ["b"], ["a", "b"], ["b", "a"])
    }

    assert len(proofs) == 5


# Mails

OURS, THEIRS = "1111-2222-3333", "4444-5555-6666"


def mail(*lines: str, id_: str = "<1>", number: str = OURS, to: str = "a@example.jp") -> Any:
    message = EmailMessage()
    message["Subject"], message["Message-ID"] = "お知らせ", id_
    message.set_content("\n".join([number, *(lines or (RECEIVED,))]))
    return to, message


@pytest.mark.parametrize(
    ("mails", "expected", "again"),
    [
        ([mail()], (0, 0, 0), 0),
        ([mail(), mail("締切は、9月です。", id_="<2>")], (0, 0, 0), 0),
        # A crash, or an answer that was lost: the same mail once more.
        ([mail(), mail()], (0, 0, 0), 1),
        ([mail(), mail(to="maybe@example.jp")], (0, 0, 0), 0),
        ([], (1, 0, 0), 0),
        ([mail("締切は、9月です。")], (1, 0, 0), 0),
        ([mail(), mail(id_="<2>")], (0, 1, 0), 0),
        ([mail(), mail(to="never@example.jp")], (0, 1, 0), 0),
        ([mail(RECEIVED, "橋が古い（89abcdef0123）")], (0, 1, 0), 0),
        ([mail(RECEIVED, TEXT)], (0, 1, 0), 0),
        ([mail(RECEIVED, THEIRS)], (0, 1, 0), 0),
        ([mail(RECEIVED, OURS[::-1])], (0, 1, 0), 0),
        ([mail(number=THEIRS)], (1, 1, 0), 0),
    ],
)
def test_mails_that_are_lost_stray_or_tell_too_much_are_seen(
    mails: list[tuple[str, EmailMessage]], expected: tuple[int, int, int], again: int
) -> None:
    verdict = Verdict()
    told = [receipt(OURS, mail="a@example.jp"), receipt(THEIRS)]

    compare_mails([(RECEIVED, told)], told, {"maybe@example.jp"}, mails, verdict)

    assert figures(verdict) == expected
    assert verdict.facts["mails_doubled"] == again


@pytest.mark.parametrize("withdrawn", [True, None])
def test_who_took_a_comment_back_need_not_be_told_any_more(withdrawn: bool | None) -> None:
    verdict = Verdict()
    told = [receipt(OURS, mail="a@example.jp", withdrawn=withdrawn)]

    compare_mails([(RECEIVED, told), (PUBLISHED, told)], told, set(), [mail()], verdict)

    assert figures(verdict) == (0, 0, 0)


# The result


def test_a_result_counts_people_comments_and_opinions_apart() -> None:
    ledger = Ledger()
    ledger.accepted = [receipt("1"), receipt("2"), receipt("3"), receipt("4", withdrawn=True)]
    speakers = {"1": "1", "2": "1", "3": "3", "4": "4"}
    two = [(0, 1, "OPINION"), (1, 2, "OPINION")]
    ledger.split = [
        Decided("b", "of-2", 2, 1, two),
        Decided("a", "of-2", 1, 1, [(0, 1, "OPINION"), (1, 2, "NO_OPINION")]),
        Decided("c", "of-4", 1, 1, two),
    ]

    told = numbers(ledger, speakers, [named(number) for number in "1234"])

    assert told == Numbers(submitters=2, comments=3, points=4, withdrawn=1)


@pytest.mark.parametrize(
    ("shown", "unsure", "expected"),
    [
        (Numbers(2, 3, 4, 1), 0, (0, 0, 0)),
        (Numbers(2, 2, 4, 1), 0, (1, 0, 0)),
        (Numbers(3, 3, 6, 1), 0, (0, 3, 0)),
        (Numbers(3, 4, 6, 1), 1, (0, 0, 0)),
        (Numbers(2, 3, 9, 1), 1, (0, 5, 0)),
        (None, 1, (1, 0, 0)),
    ],
)
def test_other_figures_than_were_acknowledged_are_seen(
    shown: Numbers | None, unsure: int, expected: tuple[int, int, int]
) -> None:
    verdict = Verdict()

    compare_numbers(Numbers(2, 3, 4, 1), shown, unsure, verdict)

    assert figures(verdict) == expected
