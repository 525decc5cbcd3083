"""Loads the city, one mutation after the other; each step may be repeated."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from infra.demo import operations
from infra.demo.answers import Answers
from infra.demo.committees import Committees
from infra.demo.data import (
    ActivityRow,
    City,
    CommentRow,
    ConsultationRow,
    DocumentRow,
    PolicyRow,
    StageRow,
)
from infra.demo.finished import Finished
from infra.demo.gateway import Gateway
from infra.demo.issues import Issues
from infra.demo.originals import Originals
from infra.demo.staff import Staff
from infra.demo.topics import name_a_topic
from infra.demo.workshops import Workshops
from shared.clock import today_jst
from shared.events.common import Channel

_KEY_PREFIX = "kyodo-demo"

Told = Callable[[str], None]


@dataclass
class Loaded:
    """What the load came to."""

    comments: int = 0
    new_comments: int = 0


@dataclass
class Loader:
    """Carries the ids that the gateway gives out from step to step."""

    gateway: Gateway
    city: City
    staff: Staff
    done: Told
    _first_day: date = field(default_factory=today_jst)
    _policies: dict[str, str] = field(default_factory=dict)
    _documents: dict[str, str] = field(default_factory=dict)
    _revisions: dict[str, str] = field(default_factory=dict)
    _clauses: dict[str, dict[str, str]] = field(default_factory=dict)
    _consultations: dict[str, str] = field(default_factory=dict)
    _receipts: dict[str, dict[str, str]] = field(default_factory=dict)

    async def load(self) -> Loaded:
        """Load everything that is not there yet.

        Raises:
            DemoRefused, GatewayAway.
        """
        self._first_day = await self._day_of_first_load()
        for policy in self.city.policies:
            await self._policy(policy)
        for document in self.city.documents:
            await self._document(document)
        for consultation in self.city.consultations:
            await self._consultation(consultation)
        loaded = Loaded()
        for comment in self.city.comments:
            receipt = await self._comment(comment)
            loaded.comments += 1
            loaded.new_comments += not receipt["repeated"]
        await self._originals()
        case = self._consultations[self.city.consultation]
        await Answers(self.gateway, self.city, self.staff, case).load()
        self.done("本市の考え方")
        await self._finished()
        token = self.staff.tokens[self._department_of(self._open_one())]
        await name_a_topic(self.gateway, self.city.named_topic, case, token)
        self.done("論点の名前")
        for workshop in self.city.workshops:
            department = self._department(workshop.policy)
            await Workshops(self.gateway, workshop, self.staff.tokens[department]).load(
                self._policies[workshop.policy],
                self.staff.departments[department],
                self._day(workshop.day),
            )
            self.done(workshop.title)
        await self._issues()
        for committee in self.city.committees:
            await Committees(self.gateway, self._day).load(
                committee,
                self.city.applicants,
                self._policies[committee.policy],
                self.staff.departments[committee.department],
                self.staff.tokens[committee.department],
            )
            self.done(committee.name)
        return loaded

    async def _issues(self) -> None:
        issues = Issues(self.gateway, self.staff.token("demo-coordinator"), self._policies)
        offers = {row.key: await issues.offer(row) for row in self.city.offers}
        for row in self.city.issues:
            lent = offers.get(row.lent, "")
            await issues.load(row, self.staff.departments, self.staff.tokens, lent)
            self.done(row.title or "課題提案")

    async def _day_of_first_load(self) -> date:
        """The day from which dates count: an earlier load shows it, else it is today."""
        first = self.city.policies[0]
        after: str | None = None
        while True:
            answer = await self.gateway.query(operations.POLICIES, {"after": after})
            page = answer["policies"]
            for node in (edge["node"] for edge in page["edges"]):
                if node["title"] == first.title:
                    begun = date.fromisoformat(node["stages"][0]["startsOn"])
                    return begun - timedelta(days=first.stages[0].starts)
            if not page["pageInfo"]["hasNextPage"]:
                return today_jst()
            after = page["pageInfo"]["endCursor"]

    def _day(self, offset: int) -> str:
        return (self._first_day + timedelta(days=offset)).isoformat()

    async def _policy(self, policy: PolicyRow) -> None:
        made = await self._staff(
            operations.CREATE_POLICY,
            policy.department,
            f"policy-{policy.key}",
            title=policy.title,
            summary=policy.summary,
            field=policy.field,
            area=policy.area,
            department=policy.department,
            departmentId=self.staff.departments[policy.department],
            stages=[self._stage(stage) for stage in policy.stages],
        )
        self._policies[policy.key] = made["id"]
        self.done(policy.title)
        for stage in policy.stages:
            await self._moves(policy, stage)
        for activity in policy.activities:
            await self._activity(policy, activity)

    def _stage(self, stage: StageRow) -> dict[str, Any]:
        return {
            "cycle": stage.cycle,
            "stage": stage.stage,
            "startsOn": self._day(stage.starts),
            "endsOn": self._day(stage.ends),
            "plannedMethods": stage.methods,
        }

    async def _moves(self, policy: PolicyRow, stage: StageRow) -> None:
        for name, operation, day in (
            ("open", operations.OPEN_STAGE, stage.opened),
            ("close", operations.CLOSE_STAGE, stage.closed),
        ):
            if day is None:
                continue
            await self._staff(
                operation,
                policy.department,
                f"{name}-{policy.key}-{stage.cycle}-{stage.stage.lower()}",
                policyId=self._policies[policy.key],
                cycle=stage.cycle,
                stage=stage.stage,
                on=self._day(day),
            )

    async def _activity(self, policy: PolicyRow, activity: ActivityRow) -> None:
        await self._staff(
            operations.RECORD_ACTIVITY,
            policy.department,
            f"activity-{policy.key}-{activity.key}",
            policyId=self._policies[policy.key],
            heldOn=self._day(activity.held),
            **activity.model_dump(mode="json", exclude={"key", "held"}),
        )
        self.done(activity.title)

    async def _document(self, document: DocumentRow) -> None:
        made = await self._staff(
            operations.CREATE_DOCUMENT,
            self._department(document.policy),
            f"document-{document.key}",
            policyId=self._policies[document.policy],
            title=document.title,
        )
        self._documents[document.key] = made["id"]
        revision = await self._staff(
            operations.PUBLISH_REVISION,
            self._department(document.policy),
            f"revision-{document.key}-1",
            documentId=made["id"],
            kind=document.kind,
            title=document.revision_title,
            format="MARKDOWN",
            text=document.text,
        )
        self._revisions[document.key] = revision["id"]
        self._clauses[document.key] = _by_path(revision["clauses"])
        self.done(document.revision_title)

    async def _consultation(self, consultation: ConsultationRow) -> None:
        made = await self._staff(
            operations.OPEN_CONSULTATION,
            self._department_of(consultation),
            f"consultation-{consultation.key}",
            title=consultation.title,
            summary=consultation.summary,
            documentId=self._documents[consultation.document],
            revisionId=self._revisions[consultation.document],
            links=[
                {"policyId": self._policies[link.policy], "cycle": link.cycle, "stage": link.stage}
                for link in consultation.links
            ],
            opensAt=consultation.opens.on(self._first_day).isoformat(),
            closesAt=consultation.closes.on(self._first_day).isoformat(),
            channels=consultation.channels,
            contact=consultation.contact,
            departmentId=self.staff.departments[self._department_of(consultation)],
            details={"asksToPublishText": consultation.asks},
        )
        self._consultations[consultation.key] = made["id"]
        if consultation.called_off:
            await self._staff(
                operations.WITHDRAW_CONSULTATION,
                self._department_of(consultation),
                f"called-off-{consultation.key}",
                consultationId=made["id"],
                reason=consultation.called_off,
            )
        await self._ended(consultation, made["id"])
        self.done(consultation.title)

    async def _ended(self, consultation: ConsultationRow, id_: str) -> None:
        """Lead one whose period is over as far as the city has come."""
        department = self._department_of(consultation)
        if consultation.considered:
            key = f"considered-{consultation.key}"
            await self._staff(operations.START_CONSIDERATION, department, key, consultationId=id_)
        if consultation.outcome:
            await self._staff(
                operations.PUBLISH_RESULT,
                department,
                f"published-{consultation.key}",
                consultationId=id_,
                outcome=consultation.outcome,
                note=consultation.result_note,
            )

    async def _finished(self) -> None:
        """Let one consultation have gone all the way."""
        row = self.city.finished
        document = next(c.document for c in self.city.consultations if c.key == row.consultation)
        case, plan = self._consultations[row.consultation], self._documents[document]
        days = {paper.day: self._day(paper.day) for paper in row.papers}
        finished = Finished(self.gateway, row, self.staff, case, plan)
        await finished.load(self._revisions[document], self._clauses[document], days)
        self.done("結果の公表")

    async def _originals(self) -> None:
        """Let what may be published in its own words be there, in its one consultation."""
        first = self.city.originals[0].consultation
        asking = next(one for one in self.city.consultations if one.key == first)
        token = self.staff.tokens[self._department_of(asking)]
        days = {row.day: self._day(row.day) for row in self.city.originals}
        await Originals(self.gateway, self.city, self._consultations, token).load(days)
        self.done("公表するご意見の文面")

    async def _comment(self, comment: CommentRow) -> dict[str, Any]:
        key = self.city.consultation
        document = next(c.document for c in self.city.consultations if c.key == key)
        given = {
            "consultationId": self._consultations[key],
            "clauseId": self._clauses[document][comment.clause] if comment.clause else None,
            "text": comment.text.strip(),
            "submitterKind": comment.kind,
            "idempotencyKey": f"{_KEY_PREFIX}-comment-{comment.key}",
        }
        if comment.channel is Channel.WEB:
            receipt = await self._from_the_web(comment, given)
        else:
            given |= {
                "channel": comment.channel,
                "receivedOn": self._day(comment.day or 0),
                "submitterRef": comment.by,
            }
            token = self.staff.tokens[self._department_of(self._open_one())]
            receipt = await self.gateway.mutate(operations.ENTER_COMMENT, given, token)
        self.done(f"{comment.channel} {comment.key}")
        return receipt

    async def _from_the_web(self, comment: CommentRow, given: dict[str, Any]) -> dict[str, Any]:
        if comment.continues and comment.by:
            given["continues"] = self._receipts[comment.by]
        receipt = await self.gateway.mutate(operations.SUBMIT_COMMENT, given)
        if comment.by:
            numbers = ("receiptNumber", "confirmationNumber")
            self._receipts.setdefault(comment.by, {name: receipt[name] for name in numbers})
        return receipt

    async def _staff(self, operation: str, by: str, key: str, /, **given: Any) -> dict[str, Any]:
        """Do it as somebody of the department ``by``."""
        key = f"{_KEY_PREFIX}-{key}"
        token = self.staff.tokens[by]
        return await self.gateway.mutate(operation, {**given, "idempotencyKey": key}, token)

    def _open_one(self) -> ConsultationRow:
        """The consultation to which the comments came."""
        return next(c for c in self.city.consultations if c.key == self.city.consultation)

    def _department(self, policy_key: str) -> str:
        return next(p.department for p in self.city.policies if p.key == policy_key)

    def _department_of(self, consultation: ConsultationRow) -> str:
        documents = self.city.documents
        policy = next(d.policy for d in documents if d.key == consultation.document)
        return self._department(policy)


def steps(city: City) -> int:
    """How often ``done`` is called."""
    activities = sum(len(policy.activities) for policy in city.policies)
    things = (
        *(city.policies, city.documents, city.consultations, city.comments),
        *(city.workshops, city.issues, city.committees),
    )
    return activities + sum(len(list_) for list_ in things) + 4


def _by_path(clauses: list[dict[str, str]]) -> dict[str, str]:
    """Ids by path; a path that two clauses share names neither of them."""
    times = Counter(clause["path"] for clause in clauses)
    return {clause["path"]: clause["id"] for clause in clauses if times[clause["path"]] == 1}
