"""What people read about committee recruitment; a part of gateway/messages.py."""


def _(msgid: str) -> str:
    """Mark a text for the catalogues."""
    return msgid


COMMITTEE_RECRUITMENT: dict[str, str] = {
    "COMMITTEE_NOT_FOUND": _("この委員会は見つかりません。一覧から選び直してください。"),
    "RECRUITMENT_NOT_FOUND": _("この公募は見つかりません。一覧から選び直してください。"),
    "APPLICATION_NOT_FOUND": _("この受付番号の応募は見つかりません。番号をお確かめください。"),
    "APPOINTMENT_NOT_FOUND": _("この委員は見つかりません。画面を開き直してください。"),
    "APPLICATION_NUMBER_NOT_FITTING": _(
        "受付番号と確認番号の組み合わせが合いません。受付のときに控えた番号をお確かめください。"
    ),
    "SEATS_INVALID": _("人数は{least}人から{most}人までで入れてください。"),
    "DAYS_REVERSED": _(
        "日付の順番を確かめてください。募集の始まり、締切、任期の始まり、任期の終わりの順になります。"
    ),
    "CALLED_TOO_LATE": _(
        "募集の始まりは、今日か、それより後の日にしてください。基準は募集の前に公表する決まりです。"
    ),
    "STEPS_INVALID": _("選び方を1つ以上選んでください。"),
    "CRITERIA_MISSING": _(
        "作文や面接で選ぶときは、選考の基準を1つから{most}つまで書いてください。抽選だけのときは書きません。"
    ),
    "ESSAY_LENGTH_INVALID": _(
        "作文の文字数を確かめてください。少ないほうは多いほうより小さく、{max}字までです。"
        "作文を求めないときは、どちらも空にします。"
    ),
    "AGES_REVERSED": _("年齢の下限が上限より大きくなっています。"),
    "TIES_MISSING": _("市内に住んでいる・働いている・学んでいる、のうち1つ以上を選んでください。"),
    "RECRUITMENT_NOT_OPEN": _("いまは応募を受け付けていません。募集の期間をお確かめください。"),
    "RECRUITMENT_NOT_CLOSED": _("締切の前です。締切を過ぎてから選考してください。"),
    "RECRUITMENT_OVER": _("この公募は、もう結果が決まったか、中止されました。"),
    "ESSAY_TOO_SHORT": _(
        "作文は{least}字以上で書いてください。いまは{actual}字です（空白を除く）。"
    ),
    "ESSAY_TOO_LONG": _("作文は{most}字以内で書いてください。いまは{actual}字です（空白を除く）。"),
    "BIRTH_DATE_INVALID": _("生年月日をお確かめください。"),
    "CONTACT_MISSING": _(
        "結果をお知らせするため、電話番号かメールアドレスのどちらかを書いてください。"
    ),
    "APPLICATION_NOT_MOVABLE": _("この応募は、もう取り下げられたか、結果が決まっています。"),
    "OUTCOMES_INCOMPLETE": _(
        "取り下げられていないすべての応募に、結果を1つずつ付けてください。あと{missing}件あります。"
    ),
    "TOO_MANY_CHOSEN": _("選んだ人が、募集した人数（{seats}人）を超えています。"),
    "OUTCOME_REASON_MISSING": _("応募した人に伝える理由を、すべての応募に書いてください。"),
    "NOTHING_PROPOSED": _("まだ結果の案がありません。先に案を作ってください。"),
    "DECIDED_ALONE": _(
        "案を作った人は、自分で決められません。ほかの職員が確かめて決めてください。"
    ),
    "PROPOSAL_OUTDATED": _(
        "案を作った後に、応募の取り下げや追加がありました。案を作り直してください。"
    ),
    "SEATS_TAKEN": _(
        "この種類の委員の定数（{seats}人）は、任期のどこかの日ですべて埋まっています。"
        "任期か、種類を確かめてください。"
    ),
    "TOO_MANY_APPOINTMENTS": _("1つの委員会に記録できる委員は、延べ{max}人までです。"),
    "APPLICANT_NOT_CHOSEN": _(
        "委嘱できるのは、この委員会の公募で、選任または補欠と公表された人だけです。"
    ),
    "APPLICANT_APPOINTED_ALREADY": _("この応募の人は、もう委嘱されています。"),
    "TERM_TOO_LONG": _("任期は{months}か月までです。"),
    "LEAVING_OUTSIDE_TERM": _("退任の日は、任期の中の日にしてください。"),
}
