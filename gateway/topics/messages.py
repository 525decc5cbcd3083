"""What people read for each code about topics (see gateway/messages.py)."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


TOPIC_MESSAGES: dict[str, str] = {
    "TOPIC_NOT_FOUND": _(
        "この論点は見つかりません。整理し直したときに、別の論点になったと思われます。"
        "論点の一覧を開き直してください。"
    ),
    "VIEWPOINT_NOT_FOUND": _(
        "選んだ見方は、この論点にありません。論点を開き直して、選び直してください。"
    ),
    "NOTHING_TO_MERGE": _("まとめる論点を、二つ以上選んでください。"),
    "NO_LANGUAGE_MODEL": _(
        "言語モデルは設定されていません。論点の名前は、市民の言葉のまま、または手で付けてください。"
    ),
    "SUGGESTION_UNREADABLE": _(
        "言語モデルの返事を読み取れませんでした。もう一度お試しください。"
        "続くときは、システムの担当者にお知らせください。"
    ),
    "STATEMENTS_CHANGED": _(
        "提案を作っている間に、もとの意見が訂正または取り下げられました。もう一度お試しください。"
    ),
    "NOTHING_LEFT": _("すべての見方を取り出すと、元の論点が空になります。一つ以上残してください。"),
}
