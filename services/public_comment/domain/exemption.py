"""Decisions that go without a consultation, each with its reason, which is published.

For what reasons is the city's own rule (settings). Without one the kinds follow the 行政手続法,
which is their model and not their basis: 39条4項 1号 to 8号, and 40条2項.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import orjson

from services.public_comment.domain.errors import ExemptionKindNotKnown

DEFAULT = {
    "URGENT": "公益上、緊急に決める必要がある",
    "RATES": "法律に基づく金額・率・計算の方法などを定める",
    "GRANT": "予算に基づく給付の金額・率・計算の方法などを定める",
    "BALANCED_COUNCIL": "利害の異なる立場の代表による審議会などで審議する",
    "SAME_AS_CONSULTED": "ほかの機関が意見募集をして定めたものと実質的に同じである",
    "TECHNICAL": "法令の適用に必要な技術的な読み替えを定める",
    "REPEAL": "根拠となる法令の規定がなくなったことに伴って廃止する",
    "MINOR": "軽微な変更である",
    "ELSEWHERE": "審議会などが、意見募集に準じた手続をした",
}


class ExemptionsMalformed(ValueError):
    """The setting is no JSON object of codes and their names."""


@dataclass(frozen=True)
class ExemptionKinds:
    """The kinds of one installation, in their order: code and name."""

    by_code: Mapping[str, str]

    @classmethod
    def of(cls, setting: str) -> Self:
        """Read the setting; an empty one means the defaults.

        Raises:
            ExemptionsMalformed: it says nothing usable. The service does not start then.
        """
        if not setting.strip():
            return cls(DEFAULT)
        try:
            kinds = orjson.loads(setting)
        except orjson.JSONDecodeError as error:
            raise ExemptionsMalformed from error
        usable = isinstance(kinds, dict) and all(
            code and isinstance(name, str) and name.strip() for code, name in kinds.items()
        )
        if not usable or not kinds:
            raise ExemptionsMalformed
        return cls(kinds)

    def require(self, code: str) -> str:
        """Return the code of a kind that there is.

        Raises:
            ExemptionKindNotKnown: there is none of this code.
        """
        if code not in self.by_code:
            raise ExemptionKindNotKnown("kind")
        return code
