"""Who may use each field of the schema. This is the one place; what is not named here is refused.

A rule says which roles may pass at all. Where a relation narrows it further (the department in
charge, the desk that owns a task), ``relation`` names it and the service that holds the relation
checks it, at the moment of the act, with the person who travels in the service token.

``docs/permissions.md`` is what people read: the same for every role and field, as tried by
``tests/integration/gateway/test_permissions.py`` on the running system.
"""

from dataclasses import dataclass, field

from shared.caller import Caller, Role
from shared.errors import Forbidden, NotSignedIn


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may pass: everyone, or the named roles; ``relation`` narrows it further."""

    roles: frozenset[Role] | None = None
    relation: str = field(default="", kw_only=True)

    def judge(self, caller: Caller) -> None:
        """Let the right callers pass.

        Raises:
            NotSignedIn: a stranger, and it is not for everyone. Forbidden: another role.
        """
        if self.roles is None:
            return
        if caller.person_id is None:
            raise NotSignedIn
        if self.roles.isdisjoint(caller.roles):
            raise Forbidden


def only(*roles: Role, relation: str = "") -> Rule:
    """Make a rule for people with one of the roles."""
    return Rule(frozenset(roles), relation=relation)


ANYONE = Rule()
SIGNED_IN = only(*Role)
STAFF = only(Role.STAFF)
ADMIN = only(Role.ADMIN)
WHO_LOOK_AFTER_PEOPLE = only(Role.ADMIN, Role.RECORDS)
THEIR_OWN = only(*Role, relation="本人")
IN_CHARGE = only(Role.STAFF, relation="担当課")
THEIR_DESKS = only(Role.STAFF, relation="受け持つ担当")
ASKED = only(Role.STAFF, relation="担当課・決裁や照会を受けた担当")

# "Type": every field of a type that is not said apart. "Type.field": one field.
# Fields of Query, Mutation and Subscription are always said one by one.
RULES: dict[str, Rule] = {
    # Policies and plans
    "Query.policies": ANYONE,
    "Query.policy": ANYONE,
    "Mutation.createPolicy": IN_CHARGE,
    "Mutation.openStage": IN_CHARGE,
    "Mutation.closeStage": IN_CHARGE,
    "Mutation.recordActivity": IN_CHARGE,
    "Mutation.createPlanDocument": IN_CHARGE,
    "Mutation.publishRevision": IN_CHARGE,
    "Policy": ANYONE,
    "PolicyConnection": ANYONE,
    "PolicyEdge": ANYONE,
    "PolicyStage": ANYONE,
    "Activity": ANYONE,
    "PlanDocument": ANYONE,
    "Revision": ANYONE,
    "RevisionSummary": ANYONE,
    "Clause": ANYONE,
    "Sentence": ANYONE,
    "SkippedLine": ANYONE,
    "RevisionComparison": ANYONE,
    "TextPiece": ANYONE,
    "ComparedClause": ANYONE,
    "LaterPlace": ANYONE,
    # Public comment
    "Query.consultations": ANYONE,
    "Query.consultation": ANYONE,
    "Query.announcements": ANYONE,
    "Announcement": ANYONE,
    "Query.receipt": ANYONE,
    "ConsultationFigures": ANYONE,
    "Query.unsureAnchors": IN_CHARGE,
    "Mutation.decideAnchor": IN_CHARGE,
    "UnsureAnchors": IN_CHARGE,
    "UnsureAnchor": IN_CHARGE,
    "RevisionPlace": IN_CHARGE,
    "AnchorDecision": IN_CHARGE,
    "ChannelFigures": ANYONE,
    "Mutation.submitComment": ANYONE,
    "Mutation.openReceipt": ANYONE,
    "Mutation.correctComment": ANYONE,
    "Mutation.withdrawComment": ANYONE,
    "Mutation.followByMail": ANYONE,
    "Mutation.stopMails": ANYONE,
    "MailsStopped": ANYONE,
    "Mutation.enterComment": IN_CHARGE,
    "Mutation.importComments": IN_CHARGE,
    "Query.enteredComments": IN_CHARGE,
    "Query.enteredComment": IN_CHARGE,
    "Mutation.correctEnteredComment": IN_CHARGE,
    "Mutation.checkEnteredComment": only(Role.STAFF, relation="担当課（入力した人のほか）"),
    "Mutation.markDuplicate": IN_CHARGE,
    "Mutation.correctEnteredAgreement": IN_CHARGE,
    "EnteredComment": IN_CHARGE,
    "EnteredCommentConnection": IN_CHARGE,
    "EnteredCommentEdge": IN_CHARGE,
    "EnteredVersion": IN_CHARGE,
    "Mutation.openConsultation": IN_CHARGE,
    "Mutation.extendPeriod": IN_CHARGE,
    "Mutation.startConsideration": IN_CHARGE,
    "Mutation.publishResult": IN_CHARGE,
    "Mutation.withdrawConsultation": IN_CHARGE,
    "Mutation.reviseDetails": IN_CHARGE,
    "Mutation.recordExemption": IN_CHARGE,
    "Mutation.reserveFormNumber": ANYONE,
    "Query.exemptions": ANYONE,
    "Query.exemptionKinds": ANYONE,
    "Exemption": ANYONE,
    "ExemptionConnection": ANYONE,
    "ExemptionEdge": ANYONE,
    "ExemptionKind": ANYONE,
    "FormNumber": ANYONE,
    "Material": ANYONE,
    "Correction": ANYONE,
    "PeriodExtension": ANYONE,
    "Mutation.openPersonalData": IN_CHARGE,
    "PersonalData": IN_CHARGE,
    "PersonalDataOfComment": IN_CHARGE,
    "GivenParticular": IN_CHARGE,
    "PersonalDataNotice": ANYONE,
    "AskedParticular": ANYONE,
    "Consultation": ANYONE,
    "ConsultationConnection": ANYONE,
    "ConsultationEdge": ANYONE,
    "ConsultationLink": ANYONE,
    "ReceiptStatus": ANYONE,
    "ReceiptStep": ANYONE,
    "CommentReceipt": ANYONE,
    "Passage": ANYONE,
    "Attachment": ANYONE,
    "OpenedReceipt": ANYONE,
    "CommentVersion": ANYONE,
    "Query.searchComments": STAFF,
    "CommentSearch": STAFF,
    "Comment": STAFF,
    "PersonalDataSuggestion": STAFF,
    "ImportedComments": STAFF,
    "ImportedRow": STAFF,
    # Campaigns, folded for reading
    "Query.folds": STAFF,
    "Query.fold": STAFF,
    "Fold": STAFF,
    "FoldConnection": STAFF,
    "FoldEdge": STAFF,
    "FoldMember": STAFF,
    "FoldMemberConnection": STAFF,
    "FoldMemberEdge": STAFF,
    "FoldOfComment": STAFF,
    # Opinions
    "Query.splitting": STAFF,
    "Query.topics": STAFF,
    "Query.answeringOverview": STAFF,
    "Mutation.splitComment": IN_CHARGE,
    "Splitting": STAFF,
    "CommentPart": STAFF,
    "Point": STAFF,
    "Topic": STAFF,
    "AnsweringOverview": STAFF,
    "ClauseProgress": STAFF,
    "DepartmentProgress": STAFF,
    "InquiryProgress": STAFF,
    # Comments published in their own words
    "Query.publishedOpinions": ANYONE,
    "Query.publishedOpinionCounts": ANYONE,
    "PublishedOpinion": ANYONE,
    "PublishedOpinionConnection": ANYONE,
    "PublishedOpinionEdge": ANYONE,
    "PublishedOpinionCounts": ANYONE,
    "Mutation.sayAgreement": ANYONE,
    "Query.agreedTexts": IN_CHARGE,
    "Query.masking": IN_CHARGE,
    "Query.maskPreview": IN_CHARGE,
    "Query.maskingProgress": STAFF,
    "Mutation.maskComment": IN_CHARGE,
    "Masking": IN_CHARGE,
    "MaskDecision": IN_CHARGE,
    "Mask": IN_CHARGE,
    "MaskPreview": IN_CHARGE,
    "MaskingProgress": STAFF,
    "AgreedText": IN_CHARGE,
    "AgreedTextConnection": IN_CHARGE,
    "AgreedTextEdge": IN_CHARGE,
    # The city's answers
    "Query.responseClasses": ANYONE,
    "Query.publishedResponses": ANYONE,
    "Query.responses": ASKED,
    "Query.response": ASKED,
    "Query.responseProgress": STAFF,
    "Query.unanswered": STAFF,
    "Subscription.responseProgress": STAFF,
    "Query.tasks": THEIR_DESKS,
    "Query.approvalRoutes": only(Role.STAFF, Role.ADMIN),
    "Mutation.draftResponse": IN_CHARGE,
    "Mutation.reviseResponse": THEIR_DESKS,
    "Mutation.changeSubjects": THEIR_DESKS,
    "Mutation.splitResponse": THEIR_DESKS,
    "Mutation.joinResponses": THEIR_DESKS,
    "Mutation.withdrawResponse": THEIR_DESKS,
    "Mutation.askApproval": THEIR_DESKS,
    "Mutation.approveResponse": only(Role.STAFF, relation="決裁の順番の担当（起案者のほか）"),
    "Mutation.returnResponse": only(Role.STAFF, relation="決裁の順番の担当"),
    "Mutation.sendInquiry": THEIR_DESKS,
    "Mutation.saveInquiryDraft": only(Role.STAFF, relation="照会を受けた担当"),
    "Mutation.answerInquiry": only(Role.STAFF, relation="照会を受けた担当"),
    "Mutation.takeInquiryBack": THEIR_DESKS,
    "Mutation.publishResponses": IN_CHARGE,
    "Mutation.setApprovalRoutes": ADMIN,
    "PublishedResponse": ANYONE,
    "PublishedResponseConnection": ANYONE,
    "PublishedResponseEdge": ANYONE,
    "ResponseClass": ANYONE,
    "ResponseChange": ANYONE,
    "ResponseContent": ANYONE,
    "Response": ASKED,
    "ResponseConnection": ASKED,
    "ResponseEdge": ASKED,
    "ResponseSubject": STAFF,
    "ResponseVersion": ASKED,
    "Inquiry": ASKED,
    "Approval": ASKED,
    "Decision": ASKED,
    "HistoryEntry": ASKED,
    "Task": THEIR_DESKS,
    "ResponseProgress": STAFF,
    "StateCount": STAFF,
    "Publication": STAFF,
    "CommentConnection": STAFF,
    "CommentEdge": STAFF,
    "ResponseSubjectConnection": STAFF,
    "ResponseSubjectEdge": STAFF,
    "ApprovalRoutes": only(Role.STAFF, Role.ADMIN),
    "ApprovalRoute": only(Role.STAFF, Role.ADMIN),
    # What came in, and the figures
    "Query.overview": STAFF,
    "Query.stageCounts": STAFF,
    "Query.stageSummary": STAFF,
    "StageSummary": STAFF,
    "SummarySection": STAFF,
    "SummarySentence": STAFF,
    "SummaryFigure": STAFF,
    "SummaryArgument": STAFF,
    "SummaryName": STAFF,
    "SummaryQuotation": STAFF,
    "SummaryCitation": STAFF,
    "SubmitterKindTally": STAFF,
    "Query.inputs": STAFF,
    "Query.systemStatus": STAFF,
    "Overview": STAFF,
    "PolicyRow": STAFF,
    "StageCell": STAFF,
    "StageCounts": STAFF,
    "ServingConsultation": STAFF,
    "MethodTally": STAFF,
    "ChannelTally": STAFF,
    "DayTally": STAFF,
    "ClauseCount": STAFF,
    "HeldActivity": STAFF,
    "Unlinked": STAFF,
    "Total": STAFF,
    "Input": STAFF,
    "InputConnection": STAFF,
    "InputEdge": STAFF,
    "SystemStatus": STAFF,
    "PartitionLag": STAFF,
    # People and offices
    "Query.me": SIGNED_IN,
    "Query.departments": SIGNED_IN,
    "Query.people": ADMIN,
    "Query.personnelChanges": WHO_LOOK_AFTER_PEOPLE,
    "Query.auditLog": WHO_LOOK_AFTER_PEOPLE,
    "Mutation.openDepartment": ADMIN,
    "Mutation.openDesk": ADMIN,
    "Mutation.enterPerson": ADMIN,
    "Mutation.changeRoles": ADMIN,
    "Mutation.previewPersonnelChange": ADMIN,
    "Mutation.applyPersonnelChange": ADMIN,
    "Mutation.delegate": only(Role.STAFF, relation="担当している本人"),
    "Mutation.endDelegation": only(Role.STAFF, relation="代理を頼んだ人・頼まれた人"),
    "Mutation.createApiToken": SIGNED_IN,
    "Mutation.endApiToken": THEIR_OWN,
    "Mutation.setNoticeAddress": THEIR_OWN,
    "Me": THEIR_OWN,
    "Person": SIGNED_IN,
    "Person.signInName": ADMIN,
    "PersonConnection": ADMIN,
    "PersonEdge": ADMIN,
    "Department": SIGNED_IN,
    "Desk": SIGNED_IN,
    "DeskChange": WHO_LOOK_AFTER_PEOPLE,
    "PersonnelChange": WHO_LOOK_AFTER_PEOPLE,
    "PersonnelChangeConnection": WHO_LOOK_AFTER_PEOPLE,
    "PersonnelChangeEdge": WHO_LOOK_AFTER_PEOPLE,
    "PersonnelChangePreview": ADMIN,
    "Delegation": only(Role.STAFF, relation="代理を頼んだ人・頼まれた人"),
    "ApiToken": THEIR_OWN,
    "NewApiToken": THEIR_OWN,
    "AuditEntry": WHO_LOOK_AFTER_PEOPLE,
    "AuditEntryConnection": WHO_LOOK_AFTER_PEOPLE,
    "AuditEntryEdge": WHO_LOOK_AFTER_PEOPLE,
    "Done": SIGNED_IN,
    # Keeping and erasing
    "Query.disclosureRequests": only(Role.RECORDS, Role.STAFF),
    "Mutation.openDisclosureRequest": only(Role.RECORDS),
    "Mutation.closeDisclosureRequest": only(Role.RECORDS),
    "DisclosureRequests": only(Role.RECORDS, Role.STAFF),
    "DisclosureRequest": only(Role.RECORDS, Role.STAFF),
    # Common
    "PageInfo": ANYONE,
    "Problem": ANYONE,
    "Problems": ANYONE,
}
