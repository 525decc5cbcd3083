"""What people read for each code: what happened, and what they can do about it.

The texts are message ids of the catalogues in ``gateway/web/locale``; a test fails when one has no
translation. A text may name the params its code comes with, and nothing a citizen wrote.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

from gateway.committee_recruitment.messages import COMMITTEE_RECRUITMENT
from gateway.issue_proposals.messages import ISSUE_PROPOSALS
from gateway.masks.messages import MASK_MESSAGES
from gateway.office.messages import OFFICE
from gateway.open_data.messages import OPEN_DATA
from gateway.public_comment.paper_messages import PAPER
from gateway.responses.messages import RESPONSES
from gateway.submitting_messages import SUBMITTING
from gateway.topics.messages import TOPIC_MESSAGES
from gateway.web.dates import day_text, moment_text
from gateway.web.i18n import ENGLISH, JAPANESE, translate
from gateway.workshops.messages import WORKSHOPS


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


MESSAGES: dict[str, str] = {
    # Texts, whoever writes them
    "TEXT_EMPTY": _("何も書かれていません。内容を書いてから、もう一度お試しください。"),
    "TEXT_TOO_LONG": _(
        "{max}文字以内でお書きください。いまは{actual}文字です。短くするか、分けて送ってください。"
    ),
    "TEXT_HAS_CONTROL_CHARACTERS": _(
        "{position}文字目に、受け付けられない制御文字が入っています。"
        "その文字を消してから、もう一度お試しください。"
    ),
    # The comment
    "CONSULTATION_CLOSED": _(
        "この意見募集は{closes_at}に締め切りました。"
        "ご意見のある方は、担当課へお問い合わせください。"
    ),
    "CONSULTATION_NOT_OPEN_YET": _(
        "この意見募集は{opens_at}に始まります。始まってから提出してください。"
    ),
    "CONSULTATION_NOT_FOUND": _(
        "この意見募集は見つかりません。意見募集の一覧から選び直してください。"
    ),
    "CLAUSE_NOT_FOUND": _("選んだ項目が見つかりません。計画案の画面から項目を選び直してください。"),
    "CLAUSE_OF_ANOTHER_DOCUMENT": _(
        "選んだ項目は、この意見募集の計画案のものではありません。"
        "計画案の画面から項目を選び直してください。"
    ),
    "REVISION_NOT_LATER": _(
        "その版は、同じ計画案のあとの版ではありません。あとの版を選び直してください。"
    ),
    "CLAUSE_NOT_IN_REVISION": _(
        "選んだ項目は、その版にはありません。計画案の画面から項目を選び直してください。"
    ),
    "PASSAGE_NOT_IN_CLAUSE": _(
        "選んだ部分が、計画案の文章と合いません。"
        "部分を選び直すか、項目の全体への意見としてお送りください。"
    ),
    "QUOTE_NOT_IN_CLAUSE": _(
        "引用の言葉が項目の文章に見つからないか、二か所以上にあります。"
        "その項目の文章から、一か所だけに当てはまるように写してください。"
    ),
    "PLACE_NOT_CHOSEN": _("新しい版でどこに当たるかを選んでください。"),
    "CHANNEL_NOT_ACCEPTED": _(
        "この意見募集では、その提出方法は受け付けていません。"
        "募集案内にある提出方法をご利用ください。"
    ),
    "IDEMPOTENCY_KEY_REUSED": _(
        "同じ送信の識別番号で、すでに別の内容を受け付けています。"
        "新しく送るには、入力する画面を開き直してください。"
    ),
    "IDEMPOTENCY_KEY_MALFORMED": _(
        "送信の識別番号の形が正しくありません。画面を開き直して、もう一度お試しください。"
    ),
    # Searching comments
    "SEARCH_WORD_TOO_SHORT": _(
        "1文字だけの言葉では、意見を探せません。2文字以上の言葉にしてください。"
    ),
    "TOO_MANY_SEARCH_WORDS": _(
        "一度に探せる言葉は{max}個までです。言葉を減らして、もう一度お試しください。"
    ),
    # The receipt
    "RECEIPT_NUMBER_MISTYPED": _(
        "受付番号が正しくありません。受付控えにある12桁の数字を確かめて、入力し直してください。"
    ),
    "RECEIPT_NOT_FOUND": _(
        "この受付番号の意見は見つかりません。受付控えの番号をもう一度お確かめください。"
    ),
    "CONFIRMATION_NUMBER_MISTYPED": _(
        "確認番号が正しくありません。受付控えにある16桁の数字を確かめて、入力し直してください。"
    ),
    "CONFIRMATION_NUMBER_WRONG": _(
        "受付番号と確認番号の組み合わせが違います。"
        "受付控えを確かめて、入力し直してください。あと{left}回試せます。"
    ),
    "TOO_MANY_TRIES": _(
        "確認番号の間違いが続いたため、しばらく受け付けられません。"
        "{minutes}分ほどたってから、もう一度お試しください。"
    ),
    "ALREADY_WITHDRAWN": _(
        "この意見はすでに取り下げられています。必要なときは、新しい意見として提出してください。"
    ),
    # Staff
    "REVISION_NOT_KNOWN_YET": _(
        "計画案の版がまだ届いていません。少し待ってから、もう一度お試しください。"
    ),
    "DATE_IN_FUTURE": _("先の日付は入力できません。今日までの日付を入力してください。"),
    "PERIOD_INVALID": _(
        "終わりは、始まりより後にしてください。時刻は秒の単位までで入力してください。"
    ),
    "BATCH_TOO_LARGE": _("一度に送れる意見の数を超えています。{max}件以内に分けて送ってください。"),
    "POLICY_NOT_FOUND": _("この政策・計画は見つかりません。一覧から選び直してください。"),
    "STAGE_NOT_FOUND": _("この政策・計画には、その段階がありません。期と段階をお確かめください。"),
    "DOCUMENT_NOT_FOUND": _("この計画案は見つかりません。政策・計画の画面から選び直してください。"),
    "REVISION_NOT_FOUND": _("この版は見つかりません。計画案の画面から選び直してください。"),
    "STAGE_ALREADY_OPEN": _(
        "この段階は{opened_on}にすでに始まっています。日付をお確かめください。"
    ),
    "STAGE_ALREADY_CLOSED": _(
        "この段階は{closed_on}にすでに終わっています。続けるときは、次の期の段階をお使いください。"
    ),
    "STAGE_NOT_OPEN": _("この段階はまだ始まっていません。先に始めてから、終わりにしてください。"),
    "STAGE_CLOSES_BEFORE_IT_OPENED": _(
        "終わりの日は、始まった日（{opened_on}）より後にしてください。"
    ),
    "STAGE_REPEATED": _("第{cycle}期に同じ段階が2つあります。どちらかを除いてください。"),
    "STAGES_MISSING": _("段階が1つもありません。少なくとも1つ入力してください。"),
    "TOO_MANY_STAGES": _("段階が多すぎます。{max}個以内にしてください。"),
    "CYCLE_OUT_OF_RANGE": _("期は{min}から{max}までの数で入力してください。"),
    "DATE_MISSING": _("日付を入力してください。"),
    "DATE_OUT_OF_RANGE": _("日付は{earliest}から{latest}までで入力してください。"),
    "NUMBER_NEGATIVE": _("0以上の数を入力してください。"),
    "NUMBER_TOO_LARGE": _("数が大きすぎます。{max}以下の数を入力してください。"),
    "NUMBERS_INCONSISTENT": _(
        "数のつじつまが合いません。提出者数は提出意見の通数以下、"
        "通数は意見の件数以下になるように入力してください。"
    ),
    "TEXT_GARBLED": _(
        "{line}行目の{column}文字目が文字化けしています。"
        "ファイルをUTF-8で保存し直してから、もう一度お試しください。"
    ),
    "PLAN_HAS_CONTROL_CHARACTERS": _(
        "{line}行目の{column}文字目に、受け付けられない制御文字が入っています。"
        "その文字を消してから、もう一度お試しください。"
    ),
    "PLAN_TOO_LONG": _("計画案は{max}文字以内にしてください。いまは{actual}文字です。"),
    "PLAN_HAS_TOO_MANY_CLAUSES": _(
        "計画案の項目が多すぎます（{line}行目で{max}個を超えました）。文書を分けてください。"
    ),
    "PLAN_EMPTY": _("計画案の本文がありません。本文を入れてから、もう一度お試しください。"),
    "PLAN_HEADING_EMPTY": _(
        "{line}行目の見出しに言葉がありません。見出しを書くか、その行を消してください。"
    ),
    "STALE_AGGREGATE": _(
        "ほかの人が先に書き換えました。最新の内容を確かめてから、もう一度お試しください。"
    ),
    **RESPONSES,
    # Private data
    "PARTICULAR_MISSING": _("書いていない項目があります。「必須」の項目を書いてください。"),
    "PARTICULAR_NOT_ASKED": _("この意見募集では尋ねていない項目です。書かずに送ってください。"),
    "PURPOSE_OF_USE_MISSING": _("個人情報を尋ねるときは、利用目的を書いてください。"),
    "RETENTION_OUT_OF_RANGE": _("文書保存年限は、1年から{max}年までで決めてください。"),
    "NOTE_MISSING": _("目的が「その他」のときは、くわしい目的を書いてください。"),
    "TOO_MANY_RECEIPTS": _("一度に見られるのは{max}件までです。分けて見てください。"),
    "KEY_NOT_FOUND": _("個人情報を開く鍵が見つかりません。システムの担当者にお知らせください。"),
    "KEY_DESTROYED": _("保存年限が過ぎたため、個人情報は消去されました。"),
    "PRIVATE_DATA_ERASED": _(
        "保存年限が過ぎたため、個人情報は消去されました。新しい画面から、もう一度お送りください。"
    ),
    "TOO_MANY_KEYS": _("一度に開けるのは{max}件までです。分けてください。"),
    "DISCLOSURE_ALREADY_OPEN": _("この番号の情報公開請求は、すでに登録されています。"),
    "DISCLOSURE_NOT_FOUND": _("この番号の情報公開請求は、受け付け中ではありません。"),
    # People and offices
    "CHANGE_IN_FUTURE": _(
        "異動は、その日になってから行ってください。行うと、すぐに効き目があります。"
    ),
    "PERSON_NOT_KNOWN": _(
        "この名前でサインインする人は登録されていません。人事担当の管理者に登録を頼んでください。"
    ),
    "MAIL_ADDRESS_MALFORMED": _(
        "メールアドレスの形が正しくありません。"
        "例：taro@example.jp のように、半角で入力してください。"
    ),
    "FILE_TOO_LARGE": _(
        "ファイルが大きすぎます。写真は小さくし、ほかのファイルは分けて、もう一度お試しください。"
    ),
    "FILE_KIND_NOT_ACCEPTED": _(
        "この種類のファイルは受け付けられません。PDFか写真（JPEG・PNG・WebP）にしてください。"
    ),
    "FILE_UNREADABLE": _(
        "ファイルを読み取れません。壊れていないかを確かめて、もう一度お選びください。"
    ),
    "FILE_INFECTED": _(
        "ファイルからウイルスが見つかったため、受け付けませんでした。ほかのファイルをお使いください。"
    ),
    "FILE_NOT_FOUND": _("そのファイルはありません。"),
    "PERSON_NOT_FOUND": _("その人は登録されていません。一覧から選び直してください。"),
    "DEPARTMENT_NOT_FOUND": _("その課は登録されていません。一覧から選び直してください。"),
    "DESK_NOT_FOUND": _("その担当は登録されていません。一覧から選び直してください。"),
    "DELEGATION_NOT_FOUND": _("その代理はありません。画面を開き直して、お確かめください。"),
    "API_TOKEN_NOT_FOUND": _("そのトークンはありません。画面を開き直して、お確かめください。"),
    "SESSION_ENDED": _("サインインの期限が切れました。もう一度サインインしてください。"),
    "API_TOKEN_NOT_VALID": _(
        "このトークンは使えません。期限が切れていないか確かめ、新しいトークンを作ってください。"
    ),
    "SIGN_IN_NAME_TAKEN": _(
        "このサインインの名前は、ほかの人が使っています。名前を確かめてください。"
    ),
    "DESK_CLOSED": _(
        "担当「{desk}」は、すでにほかの担当に引き継がれています。引き継ぎ先の担当を選んでください。"
    ),
    "DESK_NOT_HANDED_OVER": _("この担当は引き継がれていないので、取り消すものがありません。"),
    "PERSON_HAS_LEFT": _("この人は、退職または転出しています。ほかの人を選んでください。"),
    "ALREADY_HOLDS_DESK": _("この人は、すでにこの担当を受け持っています。"),
    "DOES_NOT_HOLD_DESK": _("受け持っていない担当です。受け持つ担当を選んでください。"),
    "SUCCESSORS_GO_IN_CIRCLE": _(
        "引き継ぎがひと回りして、受け持つ担当がなくなります。引き継ぎ先を選び直してください。"
    ),
    "DESK_WOULD_BE_VACANT": _(
        "担当「{desk}」を受け持つ人がいなくなります。次の人をつけるか、ほかの担当に引き継いでください。"
    ),
    "LAST_ADMIN_WOULD_LEAVE": _(
        "管理者が一人もいなくなります。先に、ほかの人を管理者にしてください。"
    ),
    "ROLES_MISSING": _("役割を一つ以上選んでください。"),
    "MOVES_MISSING": _("異動の内容がありません。一件以上、入力してください。"),
    "TOO_MANY_MOVES": _(
        "一度に行える異動は{max}件までです（いま{actual}件）。分けて行ってください。"
    ),
    "PERIOD_REVERSED": _("おわりの日が、はじめの日か今日より前です。日付を直してください。"),
    "PERIOD_TOO_LONG": _("期間は{max}日までです。おわりの日を直してください。"),
    "DELEGATION_TO_ONESELF": _("自分を代理にすることはできません。ほかの人を選んでください。"),
    "FORM_NOT_OURS": _(
        "この画面から送られたものか確かめられませんでした。何も変わっていません。画面を開き直してください。"
    ),
    "NOT_SIGNED_IN": _("職員用の機能です。職員用の認証をしてからご利用ください。"),
    "FORBIDDEN": _("この操作をする権限がありません。担当の方にお問い合わせください。"),
    "NOT_IN_CHARGE": _(
        "ほかの担当課または担当者が扱うものです。担当している方にお問い合わせください。"
    ),
    "NOT_FOUND": _("お探しのものは見つかりません。一覧から選び直してください。"),
    "CONFLICT": _("いまの状態では、この操作はできません。最新の内容をお確かめください。"),
    "INVALID_INPUT": _("入力の内容に誤りがあります。項目を確かめて、入力し直してください。"),
    "CURSOR_MALFORMED": _("ページの位置が正しくありません。最初のページから開き直してください。"),
    "PAGE_SIZE_OUT_OF_RANGE": _("一度に取り出せるのは1件から{max}件までです。"),
    "BODY_TOO_LARGE": _("送る内容が大きすぎます。内容を短くするか、分けて送ってください。"),
    "BODY_MALFORMED": _("送られた内容を読み取れません。JSONの形とUTF-8の文字をお確かめください。"),
    "FORM_MALFORMED": _(
        "送られた内容を読み取れません。入力する画面を開き直して、もう一度お試しください。"
    ),
    "TOO_MANY": _("短い間に操作が続いています。少し待ってから、もう一度お試しください。"),
    "UNAVAILABLE": _(
        "ただいま受け付けの処理ができません。入力した内容はそのままにして、"
        "少し待ってから、もう一度送ってください。二重に受け付けることはありません。"
    ),
    # Comments published in their own words
    **MASK_MESSAGES,
    **TOPIC_MESSAGES,
    **WORKSHOPS,
    **ISSUE_PROPOSALS,
    **COMMITTEE_RECRUITMENT,
    **PAPER,
    # The use of GraphQL
    "QUERY_TOO_COSTLY": _(
        "一度に求める量が多すぎます（{cost}）。{max}以内になるよう、件数か項目を減らしてください。"
    ),
    "INTROSPECTION_OFF": _("スキーマの内容は公開文書のschema.graphqlをご覧ください。"),
    "INTERNAL": _(
        "システムの内部で問題が起きました。少し待ってから、もう一度お試しください。"
        "続くときは、追跡番号を添えて担当課へお知らせください。"
    ),
    # Files of opinions and responses that clerks edit
    **OFFICE,
    **OPEN_DATA,
}

MESSAGES |= SUBMITTING

# A code that has no text of its own is told by what kind of refusal it is.
FALLBACK = "INVALID_INPUT"


def message(code: str, params: Mapping[str, Any], language: str) -> str:
    """Return the text for a code, or a general one when the code or its params are not known."""
    readable = _readable(params, language)
    if code in MESSAGES and params_named(MESSAGES[code]) <= readable.keys():
        return translate(language, MESSAGES[code], **readable)
    return translate(language, MESSAGES[FALLBACK])


def params_named(msgid: str) -> set[str]:
    """Return the names of the params a text needs."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(msgid) if name}


def both(code: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """Return the Japanese and the English text."""
    return message(code, params, JAPANESE), message(code, params, ENGLISH)


def _readable(params: Mapping[str, Any], language: str) -> dict[str, Any]:
    readable = dict(params)
    for name in ("opens_at", "closes_at"):
        if isinstance(moment := readable.get(name), str):
            readable[name] = moment_text(moment, language)
    for name in ("opened_on", "closed_on", "earliest", "latest"):
        if isinstance(date := readable.get(name), str):
            readable[name] = day_text(date, language)
    if isinstance(seconds := readable.get("retry_after_s"), int | float):
        readable["minutes"] = max(1, -(-int(seconds) // 60))
    return readable
