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
    "stage_about": {
        "PLANNING": _("計画を考えて、つくる段階です。"),
        "IMPLEMENTATION": _("計画に書いたことを、行う段階です。"),
        "EVALUATION": _("うまくいったかどうかを、確かめる段階です。"),
        "IMPROVEMENT": _("確かめたことをもとに、よりよく直す段階です。"),
    },
    "stage_state": {
        "PLANNED": _("これから"),
        "OPEN": _("いま、ここです"),
        "CLOSED": _("終わりました"),
        "UNPLANNED": _("まだ決まっていません"),
    },
    "method": {
        "PUBLIC_COMMENT": _("パブリックコメント（意見募集）"),
        "WORKSHOP": _("市民カフェ（ワークショップ）"),
        "ISSUE_PROPOSAL": _("課題の提案"),
        "RECRUITMENT": _("委員の公募"),
        "SURVEY": _("アンケート調査"),
        "BRIEFING": _("住民説明会"),
        "HEARING": _("ヒアリング"),
    },
    "dataset": {
        "POLICIES": _("政策・計画と、その段階"),
        "CONSULTATIONS": _("意見募集"),
        "COUNTS": _("寄せられたご意見の数（提出の方法ごと）"),
        "ANSWERS": _("ご意見の概要と、本市の考え方"),
        "TEXTS": _("公表に同意のあったご意見の文面"),
        "CHANGES": _("ご意見を受けて変わった項目"),
        "ACTIVITIES": _("参加の取り組み"),
    },
    "dataset_about": {
        "POLICIES": _("政策や計画が、いまどの段階にあるか。1行が、1つの段階です。"),
        "CONSULTATIONS": _(
            "いつ、何について意見を聞き、どのように終えたか。1行が、1つの意見募集です。"
        ),
        "COUNTS": _("結果を公表した意見募集に、どの方法で、どれだけ届いたか。"),
        "ANSWERS": _("公表した回答。意見の概要は、市の言葉でまとめたものです。"),
        "TEXTS": _("個人情報などを伏せた文面。同意は、いつでも取り消せます。"),
        "CHANGES": _("計画案のどの項目が、どの回答をもとに、どう変わったか。"),
        "ACTIVITIES": _("説明会やアンケートなど、ほかの場で行った取り組み。"),
    },
    "open_file": {
        "CSV": _("表データ（CSV）"),
        "JSONL": _("プログラム用（JSON Lines）"),
        "PARQUET": _("分析用（Parquet）"),
    },
    "open_field": {
        "TEXT": _("文字"),
        "ADDRESS": _("ページのアドレス"),
        "INTEGER": _("整数"),
        "COUNT": _("人数・件数"),
        "DAY": _("日"),
    },
    "revision_kind": {
        "OUTLINE": _("骨子"),
        "DRAFT": _("素案"),
        "INTERIM": _("中間案"),
        "FINAL": _("最終案"),
    },
    "place_reason": {
        "UNCHANGED": _("変わっていません"),
        "MOVED": _("場所が移りました"),
        "REWORDED": _("言い方が変わりました"),
        "MERGED": _("ほかの項目とまとまりました"),
        "SPLIT": _("分かれました"),
        "DELETED": _("なくなりました"),
        "PARTLY_DELETED": _("一部がなくなっています"),
        "REWRITTEN": _("書き直されたか、別のことが書かれています"),
        "IN_SEVERAL_PLACES": _("同じ文がいくつかの場所にあります"),
        "TAKEN_APART": _("文が別々の場所に分かれています"),
        "ENDS_UNCLEAR": _("どこからどこまでかが、はっきりしません"),
        "CAME_BACK": _("一度なくなり、また書かれています"),
        "DECIDED": _("職員が確かめました"),
    },
    "clause_change": {
        "SAME": _("変わらない"),
        "CHANGED": _("変わった"),
        "ADDED": _("加わった"),
        "DELETED": _("なくなった"),
    },
    "consultation_state": {
        "OPEN": _("募集中"),
        "PLANNED": _("募集予定"),
        "CLOSED": _("募集終了"),
        "UNDER_CONSIDERATION": _("検討中"),
        "PUBLISHED": _("結果公表済み"),
        "WITHDRAWN": _("中止"),
    },
    "announcement": {
        "PLANNED": _("予告"),
        "OPEN": _("募集開始"),
        "CLOSING_SOON": _("まもなく締切"),
        "EXTENDED": _("締切の延長"),
        "CLOSED": _("募集終了"),
        "UNDER_CONSIDERATION": _("検討中"),
        "PUBLISHED": _("結果公表"),
        "WITHDRAWN": _("中止"),
    },
    "audience": {
        "LIVES": _("市内に住んでいる方"),
        "WORKS": _("市内で働いている方"),
        "STUDIES": _("市内の学校に通っている方"),
        "BUSINESS": _("市内に事務所や事業所をもつ方・団体"),
        "INTERESTED": _("この案に利害関係のある方・団体"),
        "ANYONE": _("どなたでも"),
    },
    "outcome": {
        "AS_PROPOSED": _("原案のとおり決めました"),
        "WITH_CHANGES": _("ご意見を受けて、案を修正しました"),
        "ABANDONED": _("案を取りやめました"),
        "NO_OPINIONS": _("ご意見はありませんでした"),
    },
    "submitter_kind": {
        "PERSON": _("個人"),
        "GROUP": _("団体"),
    },
    "particular": {
        "NAME": _("氏名・団体名"),
        "ADDRESS": _("住所・所在地"),
        "CONTACT": _("連絡先（電話またはメール）"),
        "ATTRIBUTE": _("市との関わり（在住・在勤・在学など）"),
    },
    "access_purpose": {
        "IDENTITY": _("本人確認"),
        "ANSWER": _("回答・通知の送付"),
        "INQUIRY": _("問い合わせへの対応"),
        "DISCLOSURE": _("情報公開請求への対応"),
        "CHECK": _("入力の照合"),
        "OTHER": _("その他"),
    },
    "role": {
        "STAFF": _("職員"),
        "ADMIN": _("管理者"),
        "RECORDS": _("文書・個人情報管理者"),
        "FACILITATOR": _("進行役"),
        "REVIEWER": _("選考委員"),
        "COORDINATOR": _("コーディネーター"),
    },
    "move": {
        "HAND_OVER": _("担当を、ほかの担当に引き継ぐ"),
        "TAKE_BACK": _("引き継ぎを取り消す"),
        "APPOINT": _("人を担当につける"),
        "RELIEVE": _("人を担当から外す"),
        "LEAVE": _("退職・転出（すべての担当を離れる）"),
    },
    "personal_data_kind": {
        "EMAIL": _("メールアドレス"),
        "PHONE": _("電話番号"),
        "POSTAL_CODE": _("郵便番号"),
        "ADDRESS": _("住所"),
        "NAME": _("氏名"),
    },
    "response_state": {
        "DRAFT": _("起案中"),
        "IN_APPROVAL": _("決裁中"),
        "RETURNED": _("差し戻し"),
        "DECIDED": _("決定済み（公表前）"),
        "PUBLISHED": _("公表済み"),
        "WITHDRAWN": _("回答の取り下げ"),
    },
    "inquiry_state": {
        "OPEN": _("回答待ち"),
        "ANSWERED": _("回答済み"),
        "TAKEN_BACK": _("照会の取り下げ"),
    },
    "task": {
        "DRAFT": _("起案する"),
        "RETURNED": _("差し戻しを直す"),
        "APPROVAL": _("決裁する"),
        "PUBLICATION": _("公表する"),
        "INQUIRY": _("庁内照会に答える"),
    },
    "response_deed": {
        "DRAFTED": _("起案"),
        "REVISED": _("書き直し"),
        "SUBJECTS_CHANGED": _("回答する意見を変更"),
        "INQUIRY_SENT": _("庁内照会を送付"),
        "INQUIRY_ANSWERED": _("庁内照会に回答"),
        "INQUIRY_TAKEN_BACK": _("庁内照会を取り下げ"),
        "APPROVAL_ASKED": _("決裁に回付"),
        "APPROVED": _("承認"),
        "RETURNED": _("差し戻し"),
        "PUBLISHED": _("公表"),
        "WITHDRAWN": _("回答を取り下げ"),
    },
    "mask_kind": {
        "PERSONAL_DATA": _("個人に関する情報"),
        "DEFAMATION": _("名誉を傷つけるおそれのある表現"),
        "OTHER": _("その他"),
    },
    "import_verdict": {
        "NEW": _("受け付ける"),
        "LATE": _("受け付ける（期間外）"),
        "KNOWN": _("このファイルから取り込み済み"),
        "ALIKE": _("前に取り込んだ行と同じ内容"),
        "SAME": _("同じ番号・同じ内容の行"),
        "BAD": _("直すところがある"),
    },
    "answer_import_verdict": {
        "NEW": _("新しく起案する"),
        "CHANGE": _("書き換える"),
        "SAME": _("すでに同じ内容"),
        "CONFLICT": _("ほかの人が先に書き換えた"),
        "BAD": _("取り込めない"),
        "DONE": _("取り込んだ"),
    },
    "entered_via": {
        "FORM": _("一通ずつ入力"),
        "FILE": _("ファイルから"),
    },
    "receipt_state": {
        "ACCEPTED": _("受け付けました"),
        "CORRECTED": _("訂正を受け付けました"),
        "WITHDRAWN": _("取り下げました"),
        "DUPLICATE": _("同じ紙の二重の入力でした"),
    },
}


def word(kind: str, code: str, language: str) -> str:
    """Return the name of a code in ``language``.

    Raises:
        KeyError: the code is not in the word list.
    """
    return translate(language, WORDS[kind][code.upper()])


# What the audit log shows for a type of event, whatever its version.
DEEDS: dict[str, str] = {
    "people.department_opened": _("課を登録"),
    "people.desk_opened": _("担当を登録"),
    "people.desk_holders_changed": _("担当を受け持つ人を変更"),
    "people.desk_handed_over": _("担当の引き継ぎ"),
    "people.person_entered": _("人を登録"),
    "people.person_roles_changed": _("役割を変更"),
    "people.person_left": _("退職・転出"),
    "people.person_signed_in": _("サインイン"),
    "people.api_token_made": _("トークンを発行"),
    "people.api_token_ended": _("トークンを停止"),
    "people.delegation_began": _("代理を開始"),
    "people.delegation_ended": _("代理を終了"),
    "policies.policy_created": _("政策・計画を登録"),
    "policies.stage_opened": _("段階を開始"),
    "policies.stage_closed": _("段階を終了"),
    "policies.activity_recorded": _("取り組みを記録"),
    "policies.revision_published": _("計画案の版を公表"),
    "public_comment.consultation_opened": _("意見募集を登録"),
    "public_comment.consultation_details_revised": _("意見募集の案内を変更"),
    "public_comment.consultation_period_extended": _("締切を延長"),
    "public_comment.consultation_considered": _("検討を開始"),
    "public_comment.consultation_published": _("意見募集の結果を公表"),
    "public_comment.consultation_withdrawn": _("意見募集を中止"),
    "public_comment.exemption_recorded": _("意見募集をしない決定を記録"),
    "public_comment.personal_data_opened": _("個人情報を閲覧"),
    "public_comment.comment_accepted": _("意見を入力"),
    "public_comment.comment_corrected": _("入力した意見を訂正"),
    "public_comment.comment_marked_duplicate": _("二重の入力と記録"),
    "public_comment.comment_entry_checked": _("入力を照合"),
    "public_comment.comment_scan_attached": _("スキャンを添付"),
    "responses.response_drafted": _("起案"),
    "responses.response_revised": _("書き直し"),
    "responses.subjects_changed": _("回答する意見を変更"),
    "responses.inquiry_sent": _("庁内照会を送付"),
    "responses.inquiry_answered": _("庁内照会に回答"),
    "responses.inquiry_taken_back": _("庁内照会を取り下げ"),
    "responses.approval_asked": _("決裁に回付"),
    "responses.response_decided": _("承認"),
    "responses.response_returned": _("差し戻し"),
    "responses.response_published": _("公表"),
    "responses.response_withdrawn": _("回答を取り下げ"),
    "responses.approval_routes_set": _("決裁ルートを登録"),
}


def deed(type_: str, language: str) -> str:
    """Return what an event's type is called; a type of another version keeps its own name."""
    name = type_.removeprefix("kyodo.").rpartition(".")[0]
    return translate(language, DEEDS[name]) if name in DEEDS else type_
