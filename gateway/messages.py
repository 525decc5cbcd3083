"""What people read for each code: what happened, and what they can do about it.

The texts are message ids of the catalogues in ``gateway/web/locale``; a test fails when one has no
translation. A text may name the params its code comes with, and nothing a citizen wrote.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

from gateway.masks.messages import MASK_MESSAGES
from gateway.office.messages import OFFICE
from gateway.submitting_messages import SUBMITTING
from gateway.web.dates import day_text, moment_text
from gateway.web.i18n import ENGLISH, JAPANESE, translate


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
    # Responses
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
    # Any request
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
    # The use of GraphQL
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
