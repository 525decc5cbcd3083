"""What people read about issues and offers; a part of gateway/messages.py."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


ISSUE_PROPOSALS: dict[str, str] = {
    "ISSUE_NOT_FOUND": _(
        "この課題は見つかりません。公開前か、番号が違うかもしれません。番号をお確かめください。"
    ),
    "NEED_NOT_FOUND": _("その「必要なもの・こと」は見つかりません。画面を開き直してください。"),
    "OFFER_NOT_FOUND": _("その「提供できるもの・こと」は見つかりません。番号をお確かめください。"),
    "MATCH_NOT_FOUND": _("そのお願いは見つかりません。画面を開き直してください。"),
    "RESERVATION_NOT_FOUND": _("その予約は見つかりません。もう取り消されたかもしれません。"),
    "ISSUE_NUMBER_NOT_FITTING": _(
        "受付番号と確認番号の組み合わせが合いません。控えの番号をお確かめください。"
    ),
    "WARD_UNKNOWN": _("その区はありません。一覧から選び直してください。"),
    "ISSUE_NOT_MOVABLE": _(
        "いまの段階ではできません。画面を開き直して、いまの段階を確かめてください。"
    ),
    "ISSUE_NOT_SORTED": _(
        "まだ仕分けが済んでいません。先に、課題提案に当たるかどうかと担当課を決めてください。"
    ),
    "SORTED_ALIKE": _("もう同じ内容で仕分けられています。担当課か種類を変えてください。"),
    "VERSION_OUTDATED": _(
        "ほかの人が新しい版（第{current}版）を書いています。新しい版を読んでから、"
        "もう一度お試しください。"
    ),
    "VERSION_MISSING": _("公開する文章がまだありません。先に文章を書いてください。"),
    "TOO_MANY_VERSIONS": _("1つの課題に書ける版は{max}までです。"),
    "TOO_MANY_NEEDS": _("1つの課題に書ける「必要なもの・こと」は{max}件までです。"),
    "OFFER_NOT_OPEN": _("この提供は取り下げられました。ほかの提供をお選びください。"),
    "OFFER_NOT_RESERVABLE": _("予約できるのは、場所と物だけです。"),
    "RESERVATION_TIME_INVALID": _(
        "予約の日時を確かめてください。終わりは始まりより後で、1年以内、{max_days}日間までです。"
    ),
    "RESERVATION_TAKEN": _("その時間は、ほかの予約と重なっています。別の時間をお選びください。"),
    "MATCH_NOT_MOVABLE": _(
        "このお願いは、もう返事が済んでいます。画面を開き直して、いまの状態を確かめてください。"
    ),
    "PARTY_NOT_FOUND": _(
        "この番号の、関わる人・団体は見つかりません。番号をお確かめください。"
        "もう抜けた団体は選べません。"
    ),
    "THREAD_NOT_FOUND": _("その話題は見つかりません。画面を開き直してください。"),
    "POST_NOT_FOUND": _("その書き込みは見つかりません。画面を開き直してください。"),
    "THREAD_FULL": _("この話題は、書き込みが{max}件になりました。新しい話題を始めてください。"),
    "POSTS_TOO_MANY": _(
        "1時間に書けるのは{max}回までです。ほかの人の考えも読んで、"
        "{minutes}分ほどたってから書いてください。"
    ),
    "POST_NOT_MOVABLE": _("この書き込みは、もう扱いが変わっています。画面を開き直してください。"),
    "SAME_PERSON_DECIDES": _(
        "見えなくした本人は、異議について判断できません。ほかの職員にお願いしてください。"
    ),
    "PARTY_HAS_LEFT": _("もう抜けているため、書き込めません。もう一度加わってください。"),
    "TOO_MANY_PARTIES": _(
        "1つの課題に加われるのは{max}までです。コーディネーターにご相談ください。"
    ),
    "PROJECT_NOT_PLANNED": _(
        "一緒に取り組む計画がまだありません。先に、手法・相手・分担・計画を書いてください。"
    ),
    "STEP_NOT_SIGNED": _(
        "前の段階に、まだすべての側が署名していません。先に、そちらを終えてください。"
    ),
    "NO_SIDE_OF_THIS": _("署名と評価ができるのは、担当課と、計画に書かれた協働の相手だけです。"),
    "PARTNERS_TOO_MANY": _("協働の相手は{max}までです。"),
    "SHEET_FILLED_ALREADY": _(
        "すべての側が評価を書き終え、公開しました。もう書き直すことはできません。"
    ),
    "SCORE_OUT_OF_RANGE": _("すべての項目について、{least}から{most}までの点を選んでください。"),
}
