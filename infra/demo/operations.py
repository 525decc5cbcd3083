"""The GraphQL operations that the loader sends."""

_PROBLEMS = "... on Problems { problems { code field message } }"


def _mutation(field: str, result: str, kind: str | None = None) -> str:
    given = kind or f"{field[0].upper()}{field[1:]}Input"
    selection = f"{{ {result} {_PROBLEMS} }}"
    return f"mutation Demo($input: {given}!) {{ result: {field}(input: $input) {selection} }}"


POLICIES = """
query Demo($after: String) {
  policies(first: 50, after: $after) {
    edges { node { title stages { startsOn } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
CREATE_POLICY = _mutation("createPolicy", "... on Policy { id }")
OPEN_STAGE = _mutation("openStage", "... on Policy { id }", "MoveStageInput")
CLOSE_STAGE = _mutation("closeStage", "... on Policy { id }", "MoveStageInput")
RECORD_ACTIVITY = _mutation("recordActivity", "... on Policy { id }")
CREATE_DOCUMENT = _mutation("createPlanDocument", "... on PlanDocument { id }")
PUBLISH_REVISION = _mutation("publishRevision", "... on Revision { id clauses { id path } }")
OPEN_CONSULTATION = _mutation("openConsultation", "... on Consultation { id }")
WITHDRAW_CONSULTATION = _mutation("withdrawConsultation", "... on Consultation { id }")
START_CONSIDERATION = _mutation("startConsideration", "... on Consultation { id }")
PUBLISH_RESULT = _mutation("publishResult", "... on Consultation { id }")
_RESPONSE = "... on Response { id }"
DRAFT_RESPONSE = _mutation("draftResponse", _RESPONSE)
ASK_APPROVAL = _mutation("askApproval", _RESPONSE)
APPROVE_RESPONSE = _mutation("approveResponse", _RESPONSE, "DecideResponseInput")
PUBLISH_RESPONSES = _mutation("publishResponses", "... on Publication { __typename }")
SEND_INQUIRY = _mutation("sendInquiry", _RESPONSE)
STATE = "query Demo($id: ID!) { consultation(id: $id) { state } }"
RENAME_TOPIC = _mutation("renameTopic", "... on OpinionTopic { id }")
TOPICS = """
query Demo($id: ID!) {
  opinionTopics(consultationId: $id) { waiting topics { id nameBy typical { text } } }
}
"""
SET_ROUTES = _mutation("setApprovalRoutes", "... on ApprovalRoutes { version }")
ROUTES = "query Demo($id: ID!) { approvalRoutes(departmentId: $id) { version } }"
RESPONSES = """
query Demo($id: ID!) {
  responses(consultationId: $id, first: 50) {
    edges { node { id state version content { text } } }
  }
}
"""
INQUIRIES_OF = "query Demo($id: ID!) { response(id: $id) { inquiries { id } } }"
UNANSWERED = """
query Demo($id: ID!, $after: String) {
  unanswered(consultationId: $id, first: 50, after: $after) {
    edges { node { id comment { text } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
AGREED_TEXTS = """
query Demo($id: ID!) {
  agreedTexts(consultationId: $id, lookedAt: false, first: 50) {
    edges { node { commentId text } }
  }
}
"""
MASK_COMMENT = _mutation("maskComment", "... on Masking { number }")
_RECEIPT = "... on CommentReceipt { receiptNumber confirmationNumber repeated }"
SUBMIT_COMMENT = _mutation("submitComment", _RECEIPT)
ENTER_COMMENT = _mutation("enterComment", _RECEIPT)
_WORKSHOP = "... on Workshop { id state sequence }"
PLAN_WORKSHOP = _mutation("planWorkshop", _WORKSHOP)
MOVE_WORKSHOP = _mutation("moveWorkshop", _WORKSHOP)
ARRANGE_THEMES = _mutation("arrangeThemes", _WORKSHOP)
CHECK_IN = _mutation("checkIn", "... on WorkshopArrival { key }")
WRITE_NOTE = _mutation("writeNote", "... on WorkshopNote { id }")
_ISSUE = "... on IssueProposal { id state sequence }"
BRING_ISSUE = _mutation("bringIssue", "... on IssueReceipt { number confirmationNumber }")
OPEN_ISSUE = _mutation(
    "openIssue", "... on OwnIssue { issue { id kind sequence versions { number } } }"
)
SORT_ISSUE = _mutation("sortIssue", _ISSUE)
SHAPE_ISSUE = _mutation("shapeIssue", _ISSUE)
APPROVE_ISSUE = _mutation("approveIssue", _ISSUE)
ANSWER_ISSUE = _mutation("answerIssue", _ISSUE)
FOUND_COMMITTEE = _mutation("foundCommittee", "... on Committee { id }")
APPOINT_MEMBER = _mutation("appointMember", "... on Committee { id }")
CALL_FOR_APPLICATIONS = _mutation("callForApplications", "... on Recruitment { id }")
APPLY_FOR_SEAT = _mutation("applyForSeat", "... on ApplicationReceipt { number }")
LINK_ISSUE = _mutation("linkIssue", "... on IssueProposal { id }")
NAME_NEED = _mutation("nameNeed", _ISSUE)
MAKE_OFFER = _mutation("makeOffer", "... on OfferReceipt { offer { id } }")
ASK_FOR_OFFER = _mutation("askForOffer", "... on OfferMatch { id state }")
MOVE_MATCH = _mutation("moveMatch", "... on OfferMatch { id state }")
JOIN_ISSUE = _mutation(
    "joinIssue", "... on PartyReceipt { number confirmationNumber party { id } }"
)
SHARE_CONCERN = _mutation("shareConcern", "... on IssueReach { wards { ward } }")
BEGIN_THREAD = _mutation("beginThread", "... on IssueThread { id }")
REPLY_IN_THREAD = _mutation("replyInThread", "... on IssueThread { id }")
_PROJECT = "... on IssueProject { plan { version } }"
OPEN_PROJECT = _mutation("openProject", _PROJECT)
PLAN_PROJECT = _mutation("planProject", _PROJECT)
SIGN_STEP = _mutation("signStep", _PROJECT)
WORKSHOP = """
query Demo($id: ID!) { workshop(id: $id) { id state sequence themes { id } } }
"""
