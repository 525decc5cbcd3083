"""What people read about responses; a part of gateway/messages.py."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


RESPONSES: dict[str, str] = {
    "CONSULTATION_WITHDRAWN": _(
        "この意見募集は中止になりました。理由は、意見募集のページに載せています。"
    ),
    "CONSULTATION_NOT_MOVABLE": _(
        "いまの状態ではできません。画面を開き直して、いまの状態を確かめてください。"
    ),
    "PERIOD_TOO_SHORT": _(
        "募集期間が{days}日間です。{least}日間以上にするか、短くする理由（公表します）を"
        "書いてください。"
    ),
    "EXTENSION_NOT_LATER": _("新しい締切は、いまの締切とこの時刻より後にしてください。"),
    "EXTENSION_TOO_LATE": _(
        "締切から{days}日を過ぎたため、締切を延ばせません。必要なときは、意見募集をもう一度行ってください。"
    ),
    "OPINIONS_CAME_IN": _(
        "募集期間中に届いた意見があるため、「ご意見はありませんでした」とは公表できません。"
    ),
    "ANSWERS_MISSING": _(
        "公表されていない回答があります（回答のない意見{unanswered}件、"
        "訂正のため分け直す意見{outdated}件、公表前の回答{unpublished}件）。"
        "「本市の考え方」の画面で終えてから、結果を公表してください。"
    ),
    "ANSWERS_NOT_COUNTED": _(
        "回答の数え直しが終わっていません（{expected}件のうち{answered}件）。"
        "少し待ってから、もう一度公表してください。"
    ),
    "CHANNELS_MISSING": _("受け付ける方法を、1つ以上選んでください。"),
    "CHANNEL_TAKEN_AWAY": _(
        "募集を始めた後は、受け付ける方法を減らせません。知らせてある方法は、締切まで残してください。"
    ),
    "CORRECTION_NOTE_MISSING": _("何を訂正したかを書いてください。市民に公表します。"),
    "MATERIAL_ADDRESS_INVALID": _(
        "関係資料の{line}行目のアドレスが使えません。"
        "「https://」で始まるアドレスか、このサイトの「/」で始まるアドレスを書いてください。"
    ),
    "TOO_MANY_MATERIALS": _("関係資料は{max}件までにしてください。"),
    "EXEMPTION_KIND_NOT_KNOWN": _("その理由の種類はありません。一覧から選び直してください。"),
    "TOO_MANY_FORMS": _(
        "用紙の印刷が続いています。1分ほどたってから、もう一度お試しください。"
        "番号のない用紙は、いまでも印刷できます。"
    ),
    "FORM_NUMBER_NOT_FOUND": _(
        "この番号の用紙は見つかりません。番号を確かめるか、番号を入れずに登録してください。"
    ),
    "FORM_NUMBER_OF_ANOTHER": _(
        "この番号は、別の意見募集の用紙のものです。意見募集を選び直してください。"
    ),
    "FORM_NUMBER_USED": _(
        "この番号の用紙は、すでに入力されています。同じ用紙を2度入力していないか、お確かめください。"
    ),
    "FORM_NOT_RECEIVED_YET": _(
        "この番号の用紙は、まだ受け付けていません。"
        "市に届いてから入力するまで、数日かかることがあります。"
    ),
    "REASON_MISSING": _("理由を書いてください。市民に公表します。"),
    "FOLD_NOT_FOUND": _(
        "このまとまりは見つかりません。意見が訂正または取り下げられた可能性があります。"
    ),
    "RESPONSE_NOT_FOUND": _("この回答は見つかりません。一覧から選び直してください。"),
    "RESPONSE_CHANGED": _(
        "ほかの人が先に書き換えました。いまの内容と見比べて、もう一度保存してください。"
    ),
    "RESPONSE_NOT_EDITABLE": _(
        "この回答は、いまは書き換えられません。決裁の状況をお確かめください。"
    ),
    "RESPONSE_NOT_IN_APPROVAL": _(
        "この回答は、いま決裁を待っていません。最新の状況をお確かめください。"
    ),
    "RESPONSE_NOT_READY": _("決裁に回す前に、足りないところがあります。確認の一覧をご覧ください。"),
    "RESPONSE_CLASS_MISSING": _("対応区分が選ばれていません。"),
    "RESPONSE_SUMMARY_MISSING": _("意見の概要がありません。"),
    "RESPONSE_TEXT_MISSING": _("考え方の本文がありません。"),
    "RESPONSE_REASON_MISSING": _("この対応区分では、理由を書く必要があります。"),
    "RESPONSE_CHANGE_MISSING": _("この対応区分では、変わったところを示す必要があります。"),
    "INQUIRIES_OPEN": _("まだ回答のない庁内照会があります。"),
    "RESPONSE_NOT_DECIDED": _("決裁が終わっていない回答は公表できません。"),
    "RESPONSE_ALREADY_WITHDRAWN": _("この回答はすでに取り下げられています。"),
    "TOO_MANY_VERSIONS": _(
        "書き直しの回数が上限（{max}回）に達しました。新しい回答に分けてください。"
    ),
    "SUBJECTS_MISSING": _("回答する意見がありません。1件以上選んでください。"),
    "TOO_MANY_SUBJECTS": _("1つの回答で扱える意見は{max}件までです。いまは{actual}件です。"),
    "SUBJECT_ANSWERED_ELSEWHERE": _("選んだ意見には、別の回答があります。一覧でお確かめください。"),
    "SUBJECT_NOT_IN_RESPONSE": _("その意見は、この回答の対象ではありません。選び直してください。"),
    "SUBJECT_OF_ANOTHER_CASE": _("別の募集の意見は、一緒に回答できません。選び直してください。"),
    "SUBJECT_NOT_KNOWN_YET": _(
        "その意見がまだ届いていないか、見つかりません。少し待ってから、もう一度お試しください。"
    ),
    "CASE_NOT_KNOWN_YET": _(
        "その募集がまだ届いていないか、見つかりません。少し待ってから、もう一度お試しください。"
    ),
    "RESPONSE_CLASS_NOT_KNOWN": _("その対応区分はありません。一覧から選び直してください。"),
    "TOO_MANY_CHANGES": _("修正箇所は{max}件までです。いまは{actual}件です。"),
    "DESK_NOT_KNOWN_YET": _(
        "その担当がまだ届いていないか、見つかりません。少し待ってから、もう一度お試しください。"
    ),
    "INQUIRY_WITHIN_DEPARTMENT": _(
        "庁内照会は、ほかの課の担当へ送ります。送り先を選び直してください。"
    ),
    "INQUIRY_NOT_FOUND": _("この庁内照会は見つかりません。一覧から選び直してください。"),
    "INQUIRY_CLOSED": _("この庁内照会は、すでに回答されたか取り下げられています。"),
    "TOO_MANY_INQUIRIES": _("1つの回答について送れる庁内照会は{max}件までです。"),
    "DUE_IN_PAST": _("期限は今日以降の日付にしてください。"),
    "APPROVAL_ROUTE_MISSING": _(
        "この課の決裁ルートが登録されていません。管理者に登録を依頼してください。"
    ),
    "APPROVAL_ROUTE_NOT_FOUND": _("その決裁ルートは見つかりません。一覧から選び直してください。"),
    "APPROVAL_ROUTE_INVALID": _(
        "決裁ルートの数と担当は、それぞれ1から{max}までにし、同じものを重ねないでください。"
    ),
    "OWN_DRAFT": _("自分が書いた回答や決裁に回した回答は、自分では承認できません。"),
    "NOTHING_TO_PUBLISH": _("公表できる回答がありません。決裁の状況をお確かめください。"),
    "SUBJECT_SPLIT": _(
        "この提出意見は、いくつかの意見に分けられました。分けた意見を選んでください。"
    ),
    "SUBJECT_GONE": _("この意見は、分け直されてなくなりました。一覧から選び直してください。"),
    "SUBJECT_OUTDATED": _("提出者が意見を訂正しました。先に、分け方を見直してください。"),
    "COMMENT_NOT_FOUND": _("この提出意見は見つかりません。一覧から選び直してください。"),
    "SPANS_OUT_OF_ORDER": _("{number}番目の部分の位置が正しくありません。分け直してください。"),
    "TEXT_NOT_COVERED": _(
        "{position}文字目からの部分が、どの意見にも入っていません。"
        "意見でないところは「挨拶など」としてください。"
    ),
    "POINT_BLANK": _("{number}番目の意見に文字がありません。分け直してください。"),
    "NO_POINT_LEFT": _("意見が1件もありません。1件以上を意見としてください。"),
    "TOO_MANY_SPANS": _("分けすぎています。{max}個以内にしてください。"),
    "TOO_MANY_SPLITTINGS": _(
        "この提出意見を分け直せるのは、{max}回までです。いまの分け方のまま回答してください。"
    ),
    "SPLITTING_CHANGED": _(
        "ほかの人が先に分け直したか、提出者が訂正しました。最新の内容を見て、もう一度分けてください。"
    ),
    "TOO_MANY_TOPICS": _(
        "分類のことばが多すぎます（{max}個まで）。いまあるものから選んでください。"
    ),
    "CASE_INCOMPLETE": _(
        "まだ公表できません。回答のない意見が{unanswered}件、決裁が済んでいない回答が{undecided}件、"
        "訂正されたため分け直す意見が{outdated}通あります。"
    ),
}
