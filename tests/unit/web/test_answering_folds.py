"""A campaign of many thousand comments is answered by one response, part by part."""

from typing import Any, cast

import pytest
from fastapi import Request

from gateway.web.pages import folds

ANYBODY = cast(Request, None)


class Responses:
    """Keeps one response as the service does; breaks off at the ``breaks_at``th request."""

    def __init__(self, breaks_at: int = 0) -> None:
        self.ids: list[str] = []
        self.version = 0
        self.breaks_at = breaks_at
        self.asked = 0

    async def submit(self, _request: Request, operation: str, given: dict[str, Any]) -> Any:
        self.asked += 1
        if self.asked == self.breaks_at:
            return {"__typename": "Problems", "problems": []}
        added = [one["id"] for one in given.get("subjects", given.get("add", []))]
        if operation == "ChangeSubjects":
            assert given["version"] == self.version
            assert not set(added) & set(self.ids)
        if operation == "ChangeSubjects" or not self.ids:
            self.ids += added
            self.version += 1
        answered = len(self.ids)
        return {
            "__typename": "Response",
            "id": "one",
            "version": self.version,
            "answered": answered,
        }


def subjects(count: int) -> list[dict[str, str]]:
    return [{"kind": "COMMENT", "id": f"c{n}", "caseId": "case"} for n in range(count)]


@pytest.mark.parametrize("count", [1, 2_000, 2_001, 10_000])
async def test_all_of_them_are_answered_by_one(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    service = Responses()
    monkeypatch.setattr(folds, "submit", service.submit)
    result = await folds._begun(ANYBODY, "desk", "key", subjects(count))
    assert result["id"] == "one"
    assert service.ids == [one["id"] for one in subjects(count)]


async def test_what_broke_off_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Responses(breaks_at=3)
    monkeypatch.setattr(folds, "submit", service.submit)
    broken = await folds._begun(ANYBODY, "desk", "key", subjects(9_000))
    assert broken["__typename"] == "Problems"
    assert len(service.ids) == 4_000
    await folds._begun(ANYBODY, "desk", "key", subjects(9_000))
    assert service.ids == [one["id"] for one in subjects(9_000)]
