"""Asking a language model for a name and a draft about a topic. Nothing of it is kept.

So what is masked or withdrawn is in no suggestion from that moment on, and what staff take over
they take over by the same acts as what they wrote themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.insight.topics.domain.errors import (
    NoLanguageModel,
    StatementsChanged,
    SuggestionUnreadable,
)
from services.insight.topics.domain.statements import ReadComments
from services.insight.topics.domain.suggestion import (
    STATEMENTS_MAX,
    AnswerUnreadable,
    Said,
    Suggestion,
    checked,
    question,
    shown,
)
from services.insight.topics.handlers.editing import DepartmentOf
from services.insight.topics.handlers.language_model import LanguageModel
from services.insight.topics.handlers.reading import Reading, Ref
from shared.caller import Role, current_caller
from shared.logs import log

logger = log(__name__)


@dataclass
class Suggesting:
    """The use case, with what it needs."""

    model: LanguageModel
    read: ReadComments
    department_of: DepartmentOf

    async def suggest(self, reading: Reading, topic_id: str) -> Suggestion:
        """Ask about the most typical statements of a topic; for staff in charge.

        Raises:
            NotSignedIn, Forbidden, NotInCharge, TopicNotFound, NoLanguageModel, Unavailable,
            SuggestionUnreadable: the model does not keep to what it was asked for.
            StatementsChanged: ask again.
        """
        caller = current_caller()
        caller.require(Role.STAFF)
        case_id = await reading.case_of(topic_id)
        caller.require_department(await self.department_of(case_id))
        if not self.model.is_there:
            raise NoLanguageModel
        refs, _ = await reading.statements(topic_id, None, None, STATEMENTS_MAX)
        said = shown(await self._said(refs))
        logger.info("language_model_asked", topic_id=topic_id, statements=len(said))
        answer = await self.model.answer(question(said))
        # It took a while, and an answer may repeat what was withdrawn or masked meanwhile.
        if shown(await self._said(refs)) != said:
            raise StatementsChanged
        try:
            return checked(self.model.name, answer, said)
        except AnswerUnreadable as error:
            raise SuggestionUnreadable from error

    async def _said(self, refs: Sequence[Ref]) -> list[Said]:
        comments = await self.read(sorted({ref.comment_id for ref in refs}))
        texts = {one.id: one.text for comment in comments for one in comment.statements}
        return [
            Said(ref.statement_id, ref.comment_id, texts[ref.statement_id])
            for ref in refs
            if ref.statement_id in texts
        ]
