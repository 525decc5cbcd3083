"""Stage summaries in the schema: each sentence with the parts that its words follow from."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Self
from urllib.parse import urlencode

import strawberry

from gateway.public_comment.suggestions import suggestions_in
from gateway.summary.composing import Section
from gateway.summary.gathering import Facts
from gateway.words import Stage, moment
from shared import cited


@strawberry.type(description="数や引用をどこから取ったか")
class SummaryArgument:
    """What a source is narrowed by."""

    name: str
    value: str

    @classmethod
    def all_of(cls, where: Iterable[tuple[str, str]]) -> list[Self]:
        """Make a list of pairs."""
        return [cls(name=name, value=value) for name, value in where]


@strawberry.type(description="文の中の数または日付と、その出どころ")
class SummaryFigure:
    """A number, or a day (``kind`` DAY, ISO): ``counts`` says what is counted, ``where`` where."""

    name: str
    kind: str
    value: str
    counts: str
    where: list[SummaryArgument]


@strawberry.type(description="文が何についてのものか")
class SummaryName:
    """What a sentence is about: a code or an id, and what that is called."""

    name: str
    kind: str
    id: str
    text: str


@strawberry.type(
    description="提出意見からの、そのままの引用。位置は文字（コードポイント）で数えます。"
)
class SummaryQuotation:
    """Words of a comment; ``chosen`` and ``where`` say for what it is quoted.

    ``number`` stands for the comment in documents; nobody can tell a receipt from it.
    """

    id: strawberry.ID
    number: str
    start: int
    end: int
    text: str
    chosen: str
    where: list[SummaryArgument]

    @strawberry.field
    async def may_hold_personal_data(self) -> bool:
        """Return whether a person should look at it before it goes anywhere."""
        return bool(await suggestions_in(self.text))


@strawberry.type(description="文の根拠を見る画面")
class SummaryCitation:
    """Where a person can look at what stands behind a sentence; ``path`` on the gateway."""

    label: str
    path: str


@strawberry.type(description="まとめの1文。数か引用だけからできています。")
class SummarySentence:
    """A sentence; ``code`` is its form, and the words follow from the form and its parts."""

    code: str
    text: str
    figures: list[SummaryFigure]
    names: list[SummaryName]
    quotation: SummaryQuotation | None
    citations: list[SummaryCitation]

    @classmethod
    def of(cls, sentence: cited.Sentence) -> Self:
        """Show a sentence."""
        quoted = sentence.quotation
        return cls(
            code=sentence.code,
            text=sentence.text,
            figures=[
                SummaryFigure(
                    name=one.name,
                    kind=one.kind,
                    value=one.value,
                    counts=one.counts,
                    where=SummaryArgument.all_of(one.where),
                )
                for one in sentence.figures
            ],
            names=[
                SummaryName(name=one.name, kind=one.kind, id=one.id, text=one.text)
                for one in sentence.names
            ],
            quotation=SummaryQuotation(
                id=strawberry.ID(quoted.id),
                number=citation_number(quoted.id),
                start=quoted.start,
                end=quoted.end,
                text=quoted.text,
                chosen=quoted.chosen,
                where=SummaryArgument.all_of(quoted.where),
            )
            if quoted
            else None,
            citations=[SummaryCitation(label=label, path=path) for label, path in _pages(sentence)],
        )


@strawberry.type(description="まとめの中の、1つの見出しの文")
class SummarySection:
    """Sentences about one thing."""

    code: str
    heading: str
    sentences: list[SummarySentence]

    @classmethod
    def of(cls, section: Section) -> Self:
        """Show a section."""
        sentences = [SummarySentence.of(one) for one in section.sentences]
        return cls(code=section.code, heading=section.heading, sentences=sentences)


@strawberry.type(
    description="段階のまとめ（職員用）。少数の数は、担当課のほかにはまとめて示します。"
)
class StageSummary:
    """What citizens said at a stage; ``document`` is the path of its file, without the ending."""

    policy_id: strawberry.ID
    cycle: int
    stage: Stage
    title: str
    as_of: datetime
    in_charge: bool
    document: str
    sections: list[SummarySection]

    @classmethod
    def of(cls, facts: Facts, sections: Iterable[Section]) -> Self:
        """Show a summary."""
        stage = facts.stage
        return cls(
            policy_id=strawberry.ID(stage["policy_id"]),
            cycle=stage["cycle"],
            stage=Stage(stage["stage"]),
            title=stage["title"],
            as_of=moment(stage["as_of"]),
            in_charge=facts.in_charge,
            document=f"/staff/summary/{stage['policy_id']}/{stage['cycle']}/{stage['stage']}",
            sections=[SummarySection.of(section) for section in sections],
        )


def citation_number(comment_id: str) -> str:
    """Return what stands for a comment where its id would tell when it came."""
    return f"Q-{hashlib.sha256(comment_id.encode()).hexdigest()[:8].upper()}"


def _pages(sentence: cited.Sentence) -> list[tuple[str, str]]:
    """Return the pages on which a person finds what a sentence tells."""
    pages = []
    if sentence.quotation:
        number = citation_number(sentence.quotation.id)
        pages.append((f"引用した意見 {number}", f"/staff/comments/{sentence.quotation.id}/points"))
    named = {one.kind: one.id for one in sentence.names}
    if fold := named.get("fold"):
        pages.append(("同じ文面の意見", f"/staff/folds/{fold}"))
    if case := named.get("consultation"):
        pages.append(("回答の進み具合", "/staff/progress?" + urlencode({"consultation": case})))
        pages.append(("意見募集", f"/staff/consultations/{case}"))
    return pages
