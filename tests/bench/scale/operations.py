"""What is measured: each is one request as the gateway makes it."""

import random
from collections.abc import Awaitable, Callable

from tests.bench.scale.site import Broken, Site
from tests.bench.texts import comment

PAGE = 20
# Frequent and rare words, phrases, several words, other spellings, facts, and what is not there.
SEARCHES: dict[str, dict[str, str]] = {
    "frequent": {"text": "バス"},
    "phrase": {"text": '"停留所に屋根"'},
    "hiragana": {"text": "います"},
    "two words": {"text": "バス 図書館"},
    "spelling": {"text": "子供"},
    "with facts": {"text": "バス", "channel": "FAX"},
    "rare": {"text": "珍しい言葉"},
    "absent": {"text": "核融合発電所"},
}
RARE = "この案には、ほかで聞かない珍しい言葉が一つあります。"

Operation = Callable[[Site, int], Awaitable[None]]


async def list_comments(site: Site, _: int) -> None:
    """The first page of the consultation's comments."""
    path = f"/comments?consultation_id={site.town.consultation_id}&limit={PAGE}"
    answer = await site.ask("public-comment", path)
    _require("list", holds=len(answer["items"]) == PAGE)


async def search(site: Site, run: int) -> None:
    """The first page of one of the searches, in turn."""
    name = list(SEARCHES)[run % len(SEARCHES)]
    body = {"consultation_id": site.town.consultation_id, "limit": PAGE, **SEARCHES[name]}
    answer = await site.ask("comment-search", "/search", body)
    _require(f"search {name}", holds=bool(answer["items"]) != (name == "absent"))


async def fold(site: Site, _: int) -> None:
    """The first page of the folds."""
    path = f"/folds?case_id={site.town.consultation_id}&limit={PAGE}"
    _require("fold", holds=bool((await site.ask("folding", path))["items"]))


async def progress(site: Site, _: int) -> None:
    """How far the answers are."""
    path = f"/cases/{site.town.consultation_id}/progress"
    _require("progress", holds=(await site.ask("responses", path))["unanswered"] > 0)


async def accept(site: Site, run: int) -> None:
    """One more comment of a citizen."""
    dice = random.Random(f"accept-{site.seed}-{run}")  # seeded data, not a secret
    body = {
        "consultation_id": site.town.consultation_id,
        "text": comment(dice),
        "idempotency_key": f"accept-{dice.getrandbits(128):032x}",
    }
    receipt = await site.ask("public-comment", "/comments", body, as_staff=False)
    _require("accept", holds=not receipt["repeated"])


OPERATIONS: dict[str, Operation] = {
    "list": list_comments,
    "search": search,
    "fold": fold,
    "progress": progress,
    "accept": accept,
}


def _require(what: str, *, holds: bool) -> None:
    if not holds:
        raise Broken(f"{what}: not what was to be found")
