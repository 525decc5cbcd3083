"""Mail to staff about their tasks: who is told, where, and in which words."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from services.people.domain.errors import PersonNotKnown
from services.people.store import Store
from shared.caller import current_caller
from shared.clock import today_jst
from shared.events.people import NoticeAddressSet
from shared.mail_address import checked_address
from shared.mongo import StaleAggregate
from shared.notices import Letter, opened_addresses
from shared.private_data import Locked, PrivateData

# 人が在職するあいだ。設定し直すたびに延び、退職の手続きで消えます。
KEPT_FOR = timedelta(days=5 * 366)
CASE = "people"
_WORDS = tomllib.loads((Path(__file__).parent.parent / "mails.toml").read_text("utf-8"))


@dataclass
class Notices:
    """Where each person wants to be told, and what a mail says."""

    store: Store
    private: PrivateData
    city_name: str
    public_url: str

    async def set_address(self, address: str | None) -> bool:
        """Keep where the caller wants to be told of tasks; None: nowhere. Return if there is one.

        Raises:
            PersonNotKnown: nobody is signed in. MailAddressMalformed: it is no address.
            Unavailable: the keys cannot be reached.
        """
        person_id = current_caller().person_id
        if person_id is None:
            raise PersonNotKnown
        sealed = None
        if address is not None:
            address = checked_address("address", address)
            kept_until = today_jst() + KEPT_FOR
            key_id = f"person-{person_id}"
            locked = await self.private.seal(
                key_id, {"address": address}, case_id=CASE, retain_until=kept_until
            )
            sealed = locked.document()
        await self._keep(person_id, sealed)
        return sealed is not None

    async def _keep(self, person_id: str, sealed: Mapping[str, Any] | None) -> None:
        event = NoticeAddressSet(person_id=person_id, wanted=sealed is not None)
        change = {"$set": {"notice_address": sealed}}
        while True:
            person = await self.store.person(person_id)
            try:
                await self.store.people.update(
                    person_id, change, event, sequence=person["sequence"]
                )
            except StaleAggregate:  # something else about the person changed just now
                continue
            return

    # What shared.notices asks

    async def readers(self, to: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Who holds each desk now, or stands in there: a personnel change redirects letters."""
        return await self.store.people_at(to, today_jst())

    async def addresses(self, people: Sequence[str]) -> Mapping[str, str | None]:
        """Open the addresses of people who want to be told."""
        rows = await self.store.list_people(people)
        sealed = {
            row["_id"]: Locked.of(row["notice_address"])
            for row in rows
            if row.get("notice_address") and row["left_at"] is None
        }
        return await opened_addresses(self.private, sealed, "address")

    def compose(self, letters: Sequence[Letter]) -> tuple[str, str]:
        """Name each task once, with the page where it is done."""
        lines: defaultdict[str, list[str]] = defaultdict(list)
        for letter in letters:
            page = f"{self.public_url}/staff/answers/{letter.about['response_id']}"
            line = _WORDS["lines"][letter.kind].format(due=letter.about.get("due_on", ""))
            if line not in lines[page]:
                lines[page].append(line)
        tasks = [
            "\n".join([*(f"・{line}" for line in told), f"  {page}"])
            for page, told in lines.items()
        ]
        opening = _WORDS["opening"].strip().format(city=self.city_name)
        settings = f"{self.public_url}/staff/notices"
        closing = _WORDS["closing"].strip().format(settings=settings)
        subject = _WORDS["subject"].format(count=len(tasks))
        return subject, "\n\n".join([opening, *tasks, closing]) + "\n"
