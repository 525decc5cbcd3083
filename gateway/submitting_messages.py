"""What people read about what goes with a comment: files, and mail that tells of it."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


SUBMITTING: dict[str, str] = {
    "MAILS_NOT_OFFERED": _(
        "いまは、メールでのお知らせをしていません。"
        "アドレスを消して送り、受付番号のページで進み具合をお確かめください。"
    ),
    "TOO_MANY_ATTACHMENTS": _(
        "添付できるファイルは{max}つまでです。減らすか、一つのPDFにまとめて、もう一度お送りください。"
    ),
    "ATTACHMENT_TOO_LARGE": _(
        "添付できるファイルは、一つ{mb}MBまでです。"
        "写真は小さくし、ほかのファイルは分けて、もう一度選んでください。"
    ),
    "ATTACHMENT_GONE": _(
        "添付したファイルが残っていません。ファイルをもう一度選んで、送り直してください。"
    ),
    "TOO_MANY_ATTACHMENTS_WAIT": _(
        "いまは、ファイルを受け取れません。"
        "ファイルを外して意見だけを送るか、{minutes}分ほどたってから、もう一度お試しください。"
    ),
    "MAIL_LINK_BROKEN": _(
        "メールのリンクが正しくありません。メールの中のリンクを、途中で切らずにもう一度開いてください。"
    ),
}
