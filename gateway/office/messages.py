"""What people read about the files that clerks edit; a part of gateway/messages.py."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


OFFICE: dict[str, str] = {
    "OFFICE_FILE_UNREADABLE": _(
        "ExcelかWordのファイルとして読めません。"
        "ExcelかWordで開いて、「.xlsx」か「.docx」で保存し直してください。"
    ),
    "OFFICE_FILE_OLD": _(
        "古い形式か、パスワードのかかったファイルです。"
        "パスワードを外し、「.xlsx」か「.docx」で保存し直してください。"
    ),
    "OFFICE_FILE_HAS_MACROS": _(
        "マクロの入ったファイルは受け付けません。"
        "マクロのない「.xlsx」か「.docx」で保存し直してください。"
    ),
    "OFFICE_FILE_NOT_OURS": _(
        "取り込める表がありません。この画面で保存したファイルに書いて、取り込んでください。"
        "見出しの行は、変えないでください。"
    ),
    "OFFICE_FILE_OF_ANOTHER": _(
        "このファイルは、別の意見募集のものです。意見募集を選び直してください。"
    ),
    "OFFICE_REFERENCE_MISSING": _(
        "「参照」が消えているか、変わっています。ファイルを保存し直して、書き写してください。"
    ),
    "OFFICE_NOT_THE_FIRST_LINE": _(
        "同じ考え方の、はじめの行ではありません。「状態」の欄にある番号の行に書いてください。"
    ),
    "OFFICE_LINES_DIFFER": _(
        "同じ「参照」の行に、違うことが書かれています。どれか1行を残して、ほかの行を消してください。"
    ),
    "OFFICE_FORMULA": _(
        "数式か、エラーのマスがあります。セルの書式を「文字列」にして、言葉で書き直してください。"
    ),
    "OFFICE_TRACKED_CHANGES": _(
        "承諾していない変更履歴があります。承諾するか元に戻して、保存し直してください。"
    ),
    "OFFICE_CELLS_MERGED": _(
        "セルが結合・分割されているか、列の数が違います。表の形を元に戻してください。"
    ),
    "OFFICE_PICTURE": _("図や画像は取り込めません。言葉で書き直してください。"),
    "TOO_MANY_LINES": _("一度に取り込めるのは{max}行までです。ファイルを分けてください。"),
    "TOO_MANY_OPINIONS": _(
        "意見が{max}件を超えるため、1つのファイルにできません。担当の管理者にご相談ください。"
    ),
    "IMPORT_NOT_READ": _(
        "ファイルの読み込みが途中で終わっています。もう一度ファイルを選んでください。"
    ),
}
