"""What people read for each code about agreements and masks (see gateway/messages.py)."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


MASK_MESSAGES: dict[str, str] = {
    "AGREEMENT_NOT_ASKED": _(
        "この意見募集では、文面の公表への同意を尋ねていません。同意なしで受け付けます。"
        "同意のところを空けて、もう一度お試しください。"
    ),
    "AGREEMENT_TOO_LATE": _(
        "結果を公表した後は、新しく同意することはできません。同意の取り下げは、いつでもできます。"
    ),
    "AGREEMENT_MISSING": _(
        "提出した方が、文面の公表に同意していないか、同意を取り下げました。"
        "この文面は公表しません。次の意見に進んでください。"
    ),
    "AGREEMENT_UNKNOWN": _(
        "公表への同意が読めません。「はい」か「いいえ」と書くか、空けておいてください。"
    ),
    "ASKING_IS_FIXED": _(
        "募集を始めた後は、文面の公表への同意を尋ねるかどうかを変えられません。元に戻してください。"
    ),
    "MASKS_OUT_OF_ORDER": _(
        "{number}番目の伏せる箇所の位置が正しくありません。選び直してください。"
    ),
    "MASK_REASON_MISSING": _("「その他」で伏せるところには、伏せる理由を書いてください。"),
    "TOO_MANY_MASKS": _("伏せる箇所が多すぎます。{max}か所以内にしてください。"),
    "TOO_MANY_MASKINGS": _(
        "この文面について決め直せるのは、{max}回までです。いまの決定のまま公表してください。"
    ),
    "MASKING_CHANGED": _(
        "ほかの人が先に決めたか、提出者が訂正しました。最新の文面を見て、もう一度決めてください。"
    ),
    "WORDS_NOT_IN_TEXT": _(
        "「伏せる言葉{row}」は、この文面にありません。文面から、そのまま写してください。"
    ),
    "WORDS_FEWER_TIMES": _(
        "「伏せる言葉{row}」は、この文面に{count}回だけ出てきます。番号を直すか、空けてください。"
    ),
}
