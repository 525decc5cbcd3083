"""What people read about workshops; a part of gateway/messages.py."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


WORKSHOPS: dict[str, str] = {
    "WORKSHOP_NOT_FOUND": _("この市民カフェは見つかりません。一覧から選び直してください。"),
    "PARTICIPANT_NOT_FOUND": _(
        "この受付番号の申し込みは、この市民カフェには見つかりません。番号をお確かめください。"
        "番号が分からないときは、受付の職員に声をおかけください。"
    ),
    "NOTE_NOT_FOUND": _("その付箋は見つかりません。画面を開き直してください。"),
    "ROUNDS_MISSING": _("ラウンドの問いを、1つ以上書いてください。"),
    "TOO_MANY_ROUNDS": _("ラウンドは{max}回までにしてください。いまは{actual}回です。"),
    "MINUTES_OUT_OF_RANGE": _("1ラウンドの時間は、{min}分から{max}分までにしてください。"),
    "TABLES_OUT_OF_RANGE": _("テーブルの数は、{min}から{max}までにしてください。"),
    "SEATS_OUT_OF_RANGE": _("1テーブルの席の数は、{min}から{max}までにしてください。"),
    "CAPACITY_OUT_OF_RANGE": _(
        "テーブルの数×席の数より多い定員にはできません。"
        "定員は{min}人から{max}人までにしてください。"
    ),
    "DOTS_OUT_OF_RANGE": _("1人のシールの数は、{min}から{max}までにしてください。"),
    "WORKSHOP_TIME_INVALID": _(
        "開始と終了の日時を確かめてください。終了は開始より後で、24時間以内にしてください。"
    ),
    "WORKSHOP_NOT_MOVABLE": _(
        "いまの状態ではできません。画面を開き直して、いまの状態を確かめてください。"
    ),
    "REGISTRATION_NOT_OPEN": _("この市民カフェは、いまは参加の申し込みを受け付けていません。"),
    "REGISTRATION_OVER": _(
        "この申し込みは取り消されたか、すでに退出されています。受付の職員に声をおかけください。"
    ),
    "CONFIRMATION_NUMBER_NOT_FITTING": _(
        "受付番号と確認番号の組み合わせが合いません。控えの番号をお確かめください。"
    ),
    "HALL_CODE_WRONG": _(
        "会場の合言葉が違います。会場の画面か掲示に出ている6けたの数字を入れてください。"
    ),
    "PARTICIPANT_KEY_WRONG": _(
        "この端末の参加の記録が確かめられません。受付の画面から、もう一度お入りください。"
    ),
    "NOT_THIS_WORKSHOPS_FACILITATOR": _(
        "この市民カフェの進行役か、担当課の職員だけができます。担当課に、進行役への追加を頼んでください。"
    ),
    "WORKSHOP_NOT_LIVE": _("この市民カフェは、まだ始まっていないか、終わっています。"),
    "PHASE_DOES_NOT_ALLOW": _(
        "いまの進み具合ではできません。会場の画面で、いまの状態を確かめてください。"
    ),
    "NOT_REHEARSING": _(
        "練習ではない市民カフェには、練習用の参加者を呼べません。練習用の市民カフェを作ってください。"
    ),
    "ROUND_NOT_THERE": _("ラウンドは{rounds}回までです。番号を確かめてください。"),
    "TABLE_NOT_THERE": _("テーブルは{tables}番までです。番号を確かめてください。"),
    "TABLE_FULL": _(
        "このテーブルの席（{seats}席）は埋まりました。ほかのテーブルをお選びください。"
    ),
    "NOTE_OF_ANOTHER_TABLE": _("ほかのテーブルの付箋は変えられません。"),
    "NOTE_HIDDEN": _("この付箋は進行役が隠しているため、変えられません。"),
    "TOO_MANY_DOTS": _("シールは1人{max}枚までです。いまは{actual}枚です。"),
    "THEME_REPEATED": _("同じテーマか、テーマの中に同じ付箋が2回あります。"),
    "THEME_ID_MALFORMED": _("まとめの番号の形が正しくありません。画面を開き直してください。"),
    "TOO_MANY_THEMES": _("テーマは{max}個までにしてください。"),
    "NOTHING_TO_PUBLISH": _(
        "まとめがまだありません。付箋をテーマに集めてから、結果を公表してください。"
    ),
    "TOO_MANY_NOTES": _("1つのテーブルの付箋は{max}枚までです。"),
    "TOO_MANY_PHOTOGRAPHS": _("付けられる写真は{max}枚までです。"),
    "WORKSHOP_FULL": _(
        "会場の席（{seats}席）がすべて埋まっています。受付の職員に声をおかけください。"
    ),
    "NOTE_ID_MALFORMED": _("付箋の番号の形が正しくありません。画面を開き直してください。"),
    "PLACE_OUT_OF_RANGE": _("付箋の位置は0から{max}までです。"),
    "BASE_VERSION_NOT_KNOWN": _(
        "書き換える前の付箋が見つかりません。画面を開き直して、もう一度お試しください。"
    ),
    "TOO_FEW_SEATS": _(
        "席の数（{seats}席）が、来ている人（{people}人）より少ないです。テーブルか席を増やしてください。"
    ),
    "HOST_NOT_HERE": _("ホストに決めた人が会場にいません。ホストを決め直してください。"),
    "PERSON_TWICE": _("同じ人が2回入っています。画面を開き直してください。"),
}
