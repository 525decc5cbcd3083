"""対応区分: what the city does with an input. Codes are stable, names are each city's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import orjson

from services.responses.domain.errors import ResponseClassNotKnown


@dataclass(frozen=True)
class ResponseClass:
    """One class.

    Attributes:
        needs_reason: adoption was decided, so the reason is told (行政手続法第43条第1項第4号 is
            the model).
        needs_change: it cannot be said without pointing to what changed.
    """

    code: str
    name: str
    needs_reason: bool = False
    needs_change: bool = False


DEFAULT = (
    ResponseClass("REFLECTED", "反映", needs_reason=True, needs_change=True),
    ResponseClass("ALREADY_STATED", "趣旨記載済み"),
    ResponseClass("FOR_REFERENCE", "今後の参考"),
    ResponseClass("DIFFICULT", "反映困難", needs_reason=True),
    ResponseClass("OTHER", "その他"),
)


class ClassesMalformed(ValueError):
    """The setting is no JSON list of ``{"code", "name", "needs_reason", "needs_change"}``."""


@dataclass(frozen=True)
class ResponseClasses:
    """The classes of one installation, in their order."""

    by_code: Mapping[str, ResponseClass]

    @classmethod
    def of(cls, setting: str) -> Self:
        """Read the setting; an empty one means the defaults.

        Raises:
            ClassesMalformed: it says nothing usable. The service does not start then.
        """
        classes = list(DEFAULT)
        if setting.strip():
            try:
                classes = [ResponseClass(**item) for item in orjson.loads(setting)]
            except (orjson.JSONDecodeError, TypeError) as error:
                raise ClassesMalformed from error
        codes = {one.code for one in classes}
        if not classes or len(codes) != len(classes) or not all(one.name for one in classes):
            raise ClassesMalformed
        return cls({one.code: one for one in classes})

    def of_code(self, code: str) -> ResponseClass:
        """Return a class.

        Raises:
            ResponseClassNotKnown: there is none of this code.
        """
        if code not in self.by_code:
            raise ResponseClassNotKnown("class_code")
        return self.by_code[code]
