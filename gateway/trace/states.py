"""What each step of a trace says: what is there, or why there is nothing yet."""

from enum import StrEnum

import strawberry


@strawberry.enum(description="まだ分けていない, 分けた, 分けたあとで訂正された")
class SplitState(StrEnum):
    """Whether a comment (通) is split into its opinions (件); else it stands for one."""

    NOT_SPLIT = "NOT_SPLIT"
    SPLIT = "SPLIT"
    OUTDATED = "OUTDATED"


@strawberry.enum(
    description=(
        "計画案の全体への意見, まだ次の版がない, 新しい版のここにある, なくなった, 人が確かめる"
    )
)
class PlaceState(StrEnum):
    """What became of the clause, or the passage of it, in the newest revision."""

    WHOLE_PLAN = "WHOLE_PLAN"
    NO_LATER_REVISION = "NO_LATER_REVISION"
    PLACED = "PLACED"
    GONE = "GONE"
    UNSURE = "UNSURE"


@strawberry.enum(
    description=(
        "数えない（取り下げ・二重の入力・期限後）, 募集が中止された, まだ公表されていない, "
        "考え方がまだない, 考え方はあるが公表前, 一部が公表された, 公表された"
    )
)
class AnswerState(StrEnum):
    """How far the answer is. Only staff are told more than NOT_PUBLISHED of what is not public."""

    NOT_COUNTED = "NOT_COUNTED"
    CALLED_OFF = "CALLED_OFF"
    NOT_PUBLISHED = "NOT_PUBLISHED"
    UNANSWERED = "UNANSWERED"
    ANSWERED_NOT_PUBLISHED = "ANSWERED_NOT_PUBLISHED"
    PARTLY_PUBLISHED = "PARTLY_PUBLISHED"
    PUBLISHED = "PUBLISHED"


# From what says the most to what says the least.
@strawberry.enum(
    description=(
        "項目が変わった, 項目を定めない変更, その版がまだ公表されていない, "
        "項目はあるが文は同じ, その項目・版が見つからない, 計画案は変えない"
    )
)
class ChangeState(StrEnum):
    """What an answer changed in a plan."""

    CHANGED = "CHANGED"
    WHOLE_PLAN = "WHOLE_PLAN"
    NOT_YET_WRITTEN = "NOT_YET_WRITTEN"
    SAME_WORDS = "SAME_WORDS"
    NOT_FOUND = "NOT_FOUND"
    NO_CHANGE = "NO_CHANGE"


# From what says the most to what says the least.
@strawberry.enum(
    description=(
        "行われた, 予定はあるがまだ行われていない, 行われずに終わった, "
        "その期に段階の予定がない, 政策に位置づけられていない"
    )
)
class EvaluationState(StrEnum):
    """Whether the stages after the consultation were held."""

    EVALUATED = "EVALUATED"
    NOT_YET_EVALUATED = "NOT_YET_EVALUATED"
    NOTHING_HELD = "NOTHING_HELD"
    NOT_PLANNED = "NOT_PLANNED"
    NO_POLICY = "NO_POLICY"


@strawberry.enum(
    description=(
        "公表された考え方がもとになった, もとになった考え方は公表されていない, "
        "変わっていない, 最初の版"
    )
)
class CauseState(StrEnum):
    """Why a clause reads as it does in a revision."""

    LED_BY_RESPONSES = "LED_BY_RESPONSES"
    NO_PUBLISHED_RESPONSE = "NO_PUBLISHED_RESPONSE"
    NOT_CHANGED = "NOT_CHANGED"
    FIRST_REVISION = "FIRST_REVISION"


@strawberry.enum(
    description=(
        "ある, 提出者が取り下げた, 二重の入力, 期限後に届いた, 答えたあとで分け直された, "
        "見つからない, 提出意見のほかの意見"
    )
)
class BehindState(StrEnum):
    """Whether the words of an input that was answered can still be read there."""

    THERE = "THERE"
    WITHDRAWN = "WITHDRAWN"
    DUPLICATE = "DUPLICATE"
    LATE = "LATE"
    SPLIT_ANEW = "SPLIT_ANEW"
    NOT_FOUND = "NOT_FOUND"
    ELSEWHERE = "ELSEWHERE"
