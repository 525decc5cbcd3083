"""What became of a policy, in words that anyone understands."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from gateway.web import standing
from gateway.web.data import run, run_or_none
from gateway.web.page_route import PageRouter
from gateway.web.pages.consultations import next_cursor, nodes
from gateway.web.rendering import render
from shared.suppression import MINIMUM

router = PageRouter()

# Asked for now, or in the making: what a reader may still wait for.
AWAITED = ("OPEN", "PLANNED", "CLOSED", "UNDER_CONSIDERATION")

# Workshops that somebody may come to, or whose report they may read.
SHOWN_WORKSHOPS = ["REGISTRATION", "LIVE", "ENDED", "PUBLISHED"]


@router.get("/policies")
async def policy_list(request: Request, after: str | None = None) -> HTMLResponse:
    """List the policies with the stages that go on now."""
    found = (await run(request, "PolicyList", after=after))["policies"]
    context = {
        "policies": [
            {**one, "current": standing.current_stages(one["stages"])} for one in nodes(found)
        ],
        "next": next_cursor(found),
        "is_first_page": after is None,
    }
    return render(request, "policies.html", context)


@router.get("/policies/{policy_id}")
async def policy_page(request: Request, policy_id: str, after: str | None = None) -> HTMLResponse:
    """Show where a policy stands, what was asked, came in, was answered and changed."""
    data = await run(request, "PolicyPage", id=policy_id, after=after)
    policy, listed = data["policy"], data["consultations"]
    if policy is None:
        return render(request, "not_found.html", status=404)
    consultations = nodes(listed)
    # What was asked and answered can be read when the workshops cannot be had just now.
    talked = await run_or_none(
        request, "WorkshopList", first=20, after=None, states=SHOWN_WORKSHOPS, policyId=policy_id
    )
    workshops = nodes(talked["workshops"]) if talked else []
    raised = await run_or_none(request, "PolicyIssues", policyId=policy_id)
    sitting = await run_or_none(request, "PolicyCommittees", policyId=policy_id)
    activities = sorted(policy["activities"], key=lambda one: str(one["heldOn"]), reverse=True)
    context = {
        "policy": policy,
        "cycles": standing.cycles(policy["stages"]),
        "consultations": consultations,
        "next": next_cursor(listed),
        "is_first_page": after is None,
        "are_few": standing.are_few,
        "minimum": MINIMUM,
        "answers": standing.newest_answers(consultations),
        "answered": [one for one in consultations if nodes(one["publishedResponses"] or _NONE)],
        "changed": standing.changed_clauses(consultations),
        "activities": activities[: standing.ACTIVITIES_SHOWN],
        "more_activities": len(activities[standing.ACTIVITIES_SHOWN :]),
        "workshops": [one for one in workshops if not one["rehearsal"]],
        "workshops_away": talked is None,
        "issues": nodes(raised["issueProposals"]) if raised else [],
        "committees": nodes(sitting["committees"]) if sitting else [],
        "awaited": [one for state in AWAITED for one in consultations if one["state"] == state],
        "planned": standing.planned_stages(policy["stages"]),
    }
    return render(request, "policy.html", context)


_NONE = {"edges": ()}
