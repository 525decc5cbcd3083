"""What the scripts of live boards say. The texts come with the page."""

import json

from gateway.web.i18n import translate


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


# ``{…}`` is filled in by the script (ts/workshop/texts.ts).
BOARD_MESSAGES = {
    "connected": _("つながっています。"),
    "offline": _("通信が切れています。書いた付箋はこの端末に残り、つながると自動で送ります。"),
    "waiting": _("送信待ち{count}枚"),
    "sent": _("すべて送りました。"),
    "refused": _("送れなかった付箋があります。下に残してあるので、写してお使いください。"),
    "left": _("残り{minutes}分{seconds}秒"),
    "over": _("時間です。"),
    "paused": _("一時停止中（残り{minutes}分{seconds}秒）"),
    "table": _("テーブル{table}"),
    "noTable": _("テーブルを選んでください。"),
    "newNotes": _("新しい付箋が{count}枚あります。"),
    "moved": _("付箋を移しました。横{x}、縦{y}。"),
    "hidden": _("進行役が隠しました：{reason}"),
    "isHidden": _("（隠しています）"),
    "beside": _("同時に書き換えられました。どちらかを選んでください。"),
    "choose": _("この書き方にする"),
    "edit": _("直す"),
    "save": _("直したものを送る"),
    "cancel": _("やめる"),
    "group": _("グループ：{group}"),
    "groupName": _("グループの名前（同じ名前の付箋が並びます）"),
    "colour": _("付箋の色"),
    "earlierNote": _("もとになった付箋"),
    "fromNote": _("もとの付箋：{text}"),
    "clause": _("計画案のどこについてか"),
    "onClause": _("計画案：{clause}"),
    "none": _("選ばない"),
    "placeOnTable": _("テーブルのどこに置くか（押したところに移ります）"),
    "placed": _("横{x}、縦{y}。"),
    "YELLOW": _("黄"),
    "PINK": _("桃"),
    "BLUE": _("青"),
    "GREEN": _("緑"),
    "WHITE": _("白"),
    "dotsLeft": _("シールはあと{count}枚"),
    "dots": _("シール{count}枚"),
    "round": _("第{number}ラウンド"),
    "BEFORE": _("始まるのを待っています。"),
    "ROUND": _("話し合いの時間です。"),
    "PAUSED": _("一時停止中です。"),
    "MOVING": _("席を移る時間です。"),
    "VOTING": _("シール投票の時間です。"),
    "PLENARY": _("全体共有の時間です。"),
    "ENDED": _("話し合いは終わりました。"),
    "onPaper": _("いまは紙で続けています。付箋は紙に書いてください。"),
    "person": _("{called}さん"),
    "host": _("{called}さん（ホスト）"),
    "tableRow": _("テーブル{number}：{people}人、付箋{notes}枚"),
    "noHost": _("ホストがいません"),
    "spotlight": _("この付箋を全員に見せる"),
    "hide": _("隠す"),
    "show": _("戻す"),
    "whyHide": _("隠す理由（書いた人に見えます）"),
    "here": _("{count}人が来ています"),
}


def board_messages(language: str) -> str:
    """Return the texts in ``language`` as JSON, for a data attribute of the board."""
    texts = {name: translate(language, msgid) for name, msgid in BOARD_MESSAGES.items()}
    return json.dumps(texts, ensure_ascii=False)
