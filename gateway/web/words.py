"""The names people know for the codes of the schema (the word list of the design)."""

from gateway.web.i18n import translate


def _(msgid: str) -> str:
    """Mark a text for the catalogues; it is translated where it is shown."""
    return msgid


WORDS: dict[str, dict[str, str]] = {
    "channel": {
        "WEB": _("電子申請"),
        "POST": _("郵送"),
        "BRING": _("持参"),
        "FAX": _("ファクス"),
        "MAIL": _("メール"),
        "PHONE": _("電話"),
        "COUNTER": _("窓口"),
        "WORKSHOP": _("ワークショップ"),
    },
    "stage": {
        "PLANNING": _("企画・立案"),
        "IMPLEMENTATION": _("事業実施"),
        "EVALUATION": _("評価"),
        "IMPROVEMENT": _("改善"),
    },
    "revision_kind": {
        "OUTLINE": _("骨子"),
        "DRAFT": _("素案"),
        "INTERIM": _("中間案"),
        "FINAL": _("最終案"),
    },
    "consultation_state": {
        "OPEN": _("募集中"),
        "PLANNED": _("募集予定"),
        "CLOSED": _("募集終了"),
    },
    "submitter_kind": {
        "PERSON": _("個人"),
        "GROUP": _("団体"),
    },
    "receipt_state": {
        "ACCEPTED": _("受け付けました"),
        "CORRECTED": _("訂正を受け付けました"),
        "WITHDRAWN": _("取り下げました"),
    },
}


def word(kind: str, code: str, language: str) -> str:
    """Return the name of a code in ``language``.

    Raises:
        KeyError: the code is not in the word list.
    """
    return translate(language, WORDS[kind][code.upper()])
