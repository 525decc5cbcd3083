"""What the form's script says. The texts come with the page, so the script knows no language."""

import json

from gateway.web.i18n import translate


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


# ``{…}`` is filled in by the script. The names are those of ts/messages.ts.
ISLAND_MESSAGES = {
    "draftSaved": _("下書きをこの端末に保存しました（{time}）。"),
    "draftRestored": _("前に書きかけた下書きを戻しました。"),
    "draftMaybeSent": _(
        "前回、送信の途中で画面が閉じられました。届いたか分からないときは、"
        "このままもう一度送ってください。同じ意見が二重に届くことはありません。"
    ),
    "draftDiscarded": _("下書きを消しました。"),
    "draftNotSaved": _(
        "この端末には下書きを保存できません。書いた文章を控えてから送ってください。"
    ),
    "count": _("いま{count}文字（{max}文字まで）"),
    "countOver": _("いま{count}文字です。{over}文字減らしてください。"),
    "sending": _("送信しています。"),
    "offline": _(
        "通信できません。書いた文章は、この端末に保存してあります。つながると自動で送ります。"
    ),
    "busy": _(
        "ただいま受け付けの処理ができません。書いた文章は、この端末に保存してあります。"
        "自動で送り直します。"
    ),
    "retrying": _("もう一度送っています（{attempt}回目）。"),
    "connected": _("つながりました。送信しています。"),
    "cancelled": _("送信をやめました。書いた文章は残っています。"),
}


def island_messages(language: str) -> str:
    """Return the texts in ``language`` as JSON, for a data attribute of the form."""
    texts = {name: translate(language, msgid) for name, msgid in ISLAND_MESSAGES.items()}
    return json.dumps(texts, ensure_ascii=False)
