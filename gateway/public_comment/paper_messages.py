"""What people read about comments on paper and in files; a part of gateway/messages.py."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


PAPER: dict[str, str] = {
    # What came on paper
    "DICTATION_NOT_BY_CHANNEL": _(
        "代筆は、電話・窓口・持参のときだけ記録できます。届いた方法を確かめてください。"
    ),
    "CONSENT_NOTE_MISSING": _("代筆した内容にご本人が同意したことを、書いてください。"),
    "NOT_ENTERED_BY_STAFF": _("ご本人が電子申請で出した意見は、職員が直すことはできません。"),
    "CORRECTED_BY_SUBMITTER": _("ご本人が後から訂正した意見です。職員が直すことはできません。"),
    "COUNTED_ELSEWHERE": _(
        "この意見は二重の入力でした。受付番号{receipt_number}の方をご覧ください。"
    ),
    "CHECKED_BY_ENTERER": _("入力した人のほかの職員が、原本と照合してください。"),
    "DUPLICATE_OF_ITSELF": _("もう一方の受付番号を入れてください。"),
    "ORIGINAL_DOES_NOT_COUNT": _(
        "もう一方の意見は、取り下げられたか、別の意見募集のものか、それ自体が二重の入力です。"
    ),
    "TOO_MANY_SCANS": _("1通に付けられるスキャンは{max}つまでです。"),
    "CLAUSE_NUMBER_UNKNOWN": _(
        "その番号の項目が一つに決まりません。「2-1」のように上の番号から入れるか、選んでください。"
    ),
    # Files of comments
    "IMPORT_NOT_FOUND": _(
        "この取り込みは見つかりません。1日たつと消えます。もう一度ファイルを選んでください。"
    ),
    "IMPORT_BEGUN": _("この取り込みは、もう始まっています。画面を開き直してください。"),
    "ROWS_TWICE_UNDECIDED": _(
        "前に取り込んだ行と同じ内容の行が{count}行あります。取り込むかどうかを選んでください。"
    ),
    "TOO_MANY_ROWS": _("一度に取り込めるのは{max}行までです。ファイルを分けてください。"),
    "TABLE_UNREADABLE": _("表として読めません。「CSV UTF-8」か「.xlsx」で保存し直してください。"),
    "ENCODING_UNKNOWN": _("文字コードが分かりません。「CSV UTF-8」で保存し直してください。"),
    "TABLE_IS_WORKBOOK": _(
        "古い形式か、パスワードのかかったブックです。「.xlsx」で保存し直してください。"
    ),
    "WORKBOOK_UNREADABLE": _("ブックとして読めません。Excelで開いて、保存し直してください。"),
    "TABLE_EMPTY": _("ファイルが空です。1行目に列名（意見など）が必要です。"),
    "COLUMN_MISSING": _("1行目に、必要な列名（{needed}）がありません。列名を書いてください。"),
    "COLUMN_TWICE": _("同じ意味の列が2つあります。どちらかの列名を変えてください。"),
    "FILE_MISSING": _("ファイルを選んでください。"),
    "CLAUSE_UNKNOWN_IN_ROW": _(
        "項目が計画案にないか、一つに決まりません。「2-1」のような番号に直してください。"
    ),
    "COLUMN_COUNT": _("列の数が見出しと違います。区切りや引用符を確かめてください。"),
    "QUOTES": _('引用符（"）の使い方が正しくありません。本文の中では二つ重ねてください。'),
    "QUOTE_NOT_CLOSED": _('引用符（"）が閉じられていません。元のファイルを確かめてください。'),
    "CUT_OFF": _("ファイルがこの行の途中で切れています。元のファイルを取り直してください。"),
    "UNREADABLE_CHARACTERS": _("文字として読めない部分があります。元の表を確かめてください。"),
    "CELL_ERROR": _("Excelのエラー（#REF! など）のセルがあります。元の表を直してください。"),
    "ROW_TOO_LONG": _("1行が長すぎます。引用符の閉じ忘れがないか確かめてください。"),
    "ROW_ID_MISSING": _("番号がありません。番号を入れてください。"),
    "ROW_ID_REPEATED": _("同じ番号の行が前にあり、内容が違います。番号を直してください。"),
    "CHANNEL_UNKNOWN": _(
        "届いた方法が分かりません。郵送・持参・ファクス・メール・電話・窓口などと書いてください。"
    ),
    "KIND_UNKNOWN": _("個人か団体かが分かりません。「個人」か「団体」と書いてください。"),
    "DATE_UNREADABLE": _("日付が読めません。2026-06-01のように書いてください。"),
    "METHOD_NOT_ALLOWED": _("GraphQLの要求はPOSTで送ってください。"),
    "ORIGIN_NOT_ALLOWED": _(
        "このページからは利用できません。利用を許すページは、市の担当者が設定します。"
    ),
    "CONTENT_TYPE_NOT_ACCEPTED": _("Content-Typeはapplication/jsonにしてください。"),
    "QUERY_MISSING": _("queryにGraphQLの操作を文字列で入れてください。"),
    "QUERY_MALFORMED": _("GraphQLの文として読めません。示した位置の書き方をお確かめください。"),
    "QUERY_INVALID": _("GraphQLの操作がスキーマに合いません。項目名と型をお確かめください。"),
    "OPERATION_UNKNOWN": _("実行する操作が決まりません。operationNameをお確かめください。"),
    "VARIABLE_INVALID": _("変数の値がスキーマの型に合いません。示した変数をお確かめください。"),
    "QUERY_TOO_LONG": _("GraphQLの文が長すぎます。値は変数で送り、文を{max}以内にしてください。"),
    "QUERY_TOO_DEEP": _("GraphQLの操作の入れ子が深すぎます。{max}段以内にしてください。"),
    "TOO_MANY_SUBSCRIPTIONS": _(
        "一度に見続けられるのは{max}件までです。見終わったものを閉じてから、もう一度お試しください。"
    ),
    "TOO_MANY_ALIASES": _("GraphQLの別名が多すぎます。{max}個以内にしてください。"),
    "TOO_MANY_ROOT_FIELDS": _("一度に実行できる操作は{max}個までです。分けて送ってください。"),
}
