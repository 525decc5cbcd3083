"""The words of the design's list, as the files have them: one set for all readers."""

STAGES = {
    "PLANNING": "企画・立案",
    "IMPLEMENTATION": "事業実施",
    "EVALUATION": "評価",
    "IMPROVEMENT": "改善",
}
STAGE_STATES = {"PLANNED": "予定", "OPEN": "実施中", "CLOSED": "終了"}
METHODS = {
    "PUBLIC_COMMENT": "パブリックコメント",
    "WORKSHOP": "市民カフェ",
    "ISSUE_PROPOSAL": "課題提案",
    "RECRUITMENT": "委員公募",
    "SURVEY": "アンケート調査",
    "BRIEFING": "住民説明会",
    "HEARING": "ヒアリング",
}
CHANNELS = {
    "WEB": "電子申請",
    "POST": "郵送",
    "BRING": "持参",
    "FAX": "ファクス",
    "MAIL": "メール",
    "PHONE": "電話",
    "COUNTER": "窓口",
    "WORKSHOP": "ワークショップ",
}
OTHER_CHANNELS = "そのほか"
CONSULTATION_STATES = {
    "PLANNED": "募集予定",
    "OPEN": "募集中",
    "CLOSED": "募集終了",
    "UNDER_CONSIDERATION": "検討中",
    "PUBLISHED": "結果公表済み",
    "WITHDRAWN": "中止",
}
OUTCOMES = {
    "AS_PROPOSED": "原案のとおり",
    "WITH_CHANGES": "意見を受けて修正",
    "ABANDONED": "案の取りやめ",
    "NO_OPINIONS": "意見なし",
}
CHANGES = {
    "SAME": "変わらない",
    "CHANGED": "変わった",
    "ADDED": "加わった",
    "DELETED": "なくなった",
}
