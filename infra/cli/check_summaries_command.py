"""``kyodo check-summaries``: every sentence of every summary, held against the originals."""

import asyncio
from typing import Any

from infra.cli.config import load_settings, need_token
from infra.cli.gateway import Gateway
from infra.cli.patience import patiently
from infra.cli.recount.reading import Row, Services
from infra.cli.recount.stage import Documents, StageRecount
from infra.cli.screen import note, say
from infra.local.paths import ROOT
from shared.cited import Failure, Forms, Sentence, check
from shared.clock import today_jst

# The forms are data that both sides read: what may be said, and what each figure counts.
FORMS = ROOT / "gateway" / "summary" / "forms.toml"
SECTIONS = ("methods", "inputs", "answers", "changes")
_GIVE_UP_AFTER_S = 120.0


async def check_summaries(settle_s: float) -> int:
    """Check all summaries; one that is wrong is looked at again until it settled. 0, or 1.

    Raises:
        CliError: the gateway or a service cannot be reached, or does not take the token or key.
    """
    settings = load_settings()
    forms = await asyncio.to_thread(Forms.read, FORMS)
    checked = failed = 0
    async with (
        Services(settings) as services,
        Gateway(settings.gateway_url, need_token(settings)) as gateway,
    ):
        for policy in await services.policies():
            for stage in policy["stages"]:
                # As the person sees it, and as it stands in documents.
                for for_others in (False, True):
                    one = _Summary(services, gateway, forms, policy["id"], stage, for_others)
                    sentences, failures = await one.settled(settle_s)
                    checked += sentences
                    failed += len({failure.number for failure in failures})
                    _tell(policy, stage, sentences, failures)
    say(
        f"まとめの文 {checked} を確かめました。正しくない文 {failed}",
        f"checked {checked}, failed {failed}",
    )
    return 1 if failed else 0


class _Summary:
    """One stage's summary, and where it is checked from."""

    def __init__(
        self,
        services: Services,
        gateway: Gateway,
        forms: Forms,
        policy_id: str,
        stage: Row,
        for_others: bool,
    ) -> None:
        self._for_others = for_others
        self._services, self._gateway, self._forms = services, gateway, forms
        self._policy_id, self._stage = policy_id, stage

    async def settled(self, settle_s: float) -> tuple[int, list[Failure]]:
        """Check until nothing is wrong or the time is over: what just came in is on its way."""
        until = asyncio.get_running_loop().time() + settle_s
        while True:
            number, failures = await self._once()
            if not failures or asyncio.get_running_loop().time() > until:
                return number, failures
            await asyncio.sleep(min(2.0, settle_s))

    async def _once(self) -> tuple[int, list[Failure]]:
        cycle, stage = self._stage["cycle"], self._stage["stage"]
        sections = await patiently(
            lambda: self._gateway.stage_summary(
                self._policy_id, cycle, stage, for_others=self._for_others
            ),
            give_up_after_s=_GIVE_UP_AFTER_S,
            on_wait=lambda seconds, error: note(f"応答を待っています（{seconds:.0f}秒, {error}）"),
        )
        if sections is None:
            return 1, [Failure(0, "", "there is no summary")]
        sentences = [Sentence.read(one) for part in sections for one in part["sentences"]]
        recount = StageRecount(
            await self._documents(sentences), self._forms, today_jst().isoformat()
        )
        place = (("policy", self._policy_id), ("cycle", str(cycle)), ("stage", stage))
        return len(sentences), [
            *self._misplaced(sections),
            *check(sentences, self._forms, place, recount),
        ]

    def _misplaced(self, sections: list[dict[str, Any]]) -> list[Failure]:
        """Name sections that are missing, and sentences that stand in another than theirs."""
        told = {part["code"] for part in sections}
        found = [
            Failure(0, code, "the section is missing") for code in SECTIONS if code not in told
        ]
        for part in sections:
            for one in part["sentences"]:
                form = self._forms.by_code.get(one["code"])
                if form is not None and form.section != part["code"]:
                    found.append(Failure(0, one["code"], f"it stands in {part['code']}"))
        return found

    async def _documents(self, sentences: list[Sentence]) -> Documents:
        consultations = [
            row
            for row in await self._services.consultations()
            if any(link["policy_id"] == self._policy_id for link in row["links"])
        ]
        ids = [row["id"] for row in consultations]
        quoted = [one.quotation.id for one in sentences if one.quotation]
        return Documents(
            await self._services.policy(self._policy_id),
            consultations,
            {id_: await self._services.comments(id_) for id_ in ids},
            {id_: await self._services.responses(id_) for id_ in ids},
            {id_: await self._services.members(id_) for id_ in ids},
            await self._services.texts(quoted),
            {id_: await self._services.statements(id_) for id_ in ids},
            {k: name for id_ in ids for k, name in (await self._services.topics(id_)).items()},
        )


def _tell(policy: Row, stage: Row, sentences: int, failures: list[Failure]) -> None:
    where = f"{policy['title']} 第{stage['cycle']}期 {stage['stage']}"
    if not failures:
        note(f"○ {where}：{sentences}文")
        return
    say(f"× {where}（{policy['id']}）")
    for failure in failures:
        # What is wrong, never the words of a citizen.
        say(f"   文{failure.number} {failure.code}：{failure.what}")
