"""What the steps of a trace say, in words; and how each looks: there, awaited, or nothing."""

from typing import NamedTuple


class State(NamedTuple):
    """The words of a state, and its look: ``there``, ``awaited`` or ``none``."""

    text: str
    look: str


THERE, AWAITED, NONE = "there", "awaited", "none"

RECEIPTS = {
    "ACCEPTED": State("受け付けました", THERE),
    "CORRECTED": State("訂正を受け付けました", THERE),
    "WITHDRAWN": State("提出者が取り下げました", NONE),
    "DUPLICATE": State("同じ意見の二重の入力として、数えていません", NONE),
}
LATE = State("期限のあとに届いたため、数えていません", NONE)
SPLITS = {
    "NOT_SPLIT": State("分けていません（全体で1件）", THERE),
    "SPLIT": State("件に分けました", THERE),
    "OUTDATED": State("分けたあとで訂正されたため、分け直しが必要です", AWAITED),
}
PLACES = {
    "WHOLE_PLAN": State("計画案の全体への意見です", THERE),
    "NO_LATER_REVISION": State("意見を募った版のあとの版は、まだありません", AWAITED),
    "PLACED": State("新しい版にもあります", THERE),
    "GONE": State("新しい版では、なくなりました", NONE),
    "UNSURE": State("新しい版のどこにあるか、人が確かめる必要があります", AWAITED),
}
ANSWERS = {
    "NOT_COUNTED": State("数えない意見のため、考え方は示しません", NONE),
    "CALLED_OFF": State("意見募集が中止されたため、考え方は示しません", NONE),
    "NOT_PUBLISHED": State("まだ公表していません", AWAITED),
    "UNANSWERED": State("考え方がまだありません", AWAITED),
    "ANSWERED_NOT_PUBLISHED": State("考え方はありますが、公表していません", AWAITED),
    "PARTLY_PUBLISHED": State("一部の意見への考え方を公表しました", THERE),
    "PUBLISHED": State("公表しました", THERE),
}
CHANGES = {
    "CHANGED": State("計画案が変わりました", THERE),
    "WHOLE_PLAN": State("項目を定めずに、計画案を改めました", THERE),
    "NOT_YET_WRITTEN": State("改めた版は、まだ公表していません", AWAITED),
    "SAME_WORDS": State("示された項目の文は、その版では同じです", NONE),
    "NOT_FOUND": State("示された項目が、その版に見つかりません", NONE),
    "NO_CHANGE": State("この考え方による計画案の変更はありません", NONE),
}
NO_ANSWER_YET = State("考え方を公表したあとに示します", AWAITED)
EVALUATIONS = {
    "EVALUATED": State("評価・改善の取り組みがありました", THERE),
    "NOT_YET_EVALUATED": State("予定していますが、まだ行っていません", AWAITED),
    "NOTHING_HELD": State("段階は終わりましたが、記録された取り組みはありません", NONE),
    "NOT_PLANNED": State("同じ期に、評価・改善の段階を予定していません", NONE),
    "NO_POLICY": State("政策・計画に位置づけられていません", NONE),
}
CAUSES = {
    "LED_BY_RESPONSES": State("公表した考え方がもとになっています", THERE),
    "NO_PUBLISHED_RESPONSE": State("もとになった考え方は、公表されていません", NONE),
    "NOT_CHANGED": State("前の版から変わっていません", NONE),
    "FIRST_REVISION": State("最初の版です", NONE),
}
CLAUSE_CHANGES = {
    "SAME": "文は同じ",
    "CHANGED": "文が変わった",
    "ADDED": "加わった",
    "DELETED": "なくなった",
}
BEHIND = {
    "THERE": "",
    "WITHDRAWN": "提出者が取り下げました。",
    "DUPLICATE": "二重の入力のため、数えていません。",
    "LATE": "期限のあとに届いたため、数えていません。",
    "SPLIT_ANEW": "公表のあとで分け直したため、この件は今はありません。",
    "NOT_FOUND": "意見が見つかりません。",
    "ELSEWHERE": "パブリックコメントのほかの場で出た意見です。",
}
