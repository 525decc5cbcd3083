"""What people read about what goes with a comment: mail that tells of it (see messages)."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


SUBMITTING: dict[str, str] = {
    "MAILS_NOT_OFFERED": _(
        "いまは、メールでのお知らせをしていません。"
        "アドレスを消して送り、受付番号のページで進み具合をお確かめください。"
    ),
    "MAIL_LINK_BROKEN": _(
        "メールのリンクが正しくありません。メールの中のリンクを、途中で切らずにもう一度開いてください。"
    ),
}
