"""A plan and its next revision, of which it is known clause by clause what became."""

PLAN = """第1章 めざす姿

１ 基本の考え方
市民と市がともに考え、ともに決めていきます。

２ 対話の場
話し合いの場を年に二回、各地区で開きます。

３ 情報の公開
会議の資料は、開催の前に市のページに載せます。

第2章 取り組み

４ 路線バス
朝と夕方の便を増やし、待ち時間を短くします。

５ 自転車道
駅と学校を結ぶ自転車道を整えます。

６ 公園の木陰
夏の暑さをやわらげるため、公園に木を植えます。

７ ごみの分別
プラスチックの回収を週に一度にします。

８ 防災倉庫
古い倉庫を建て替え、発電機を備えます。
"""
_CHANGES = {
    "年に二回、各地区で": "年に四回、各地区で",
    "開催の前に市のページに": "開催の一週間前までに市のページに",
    "待ち時間を短くします。": "待ち時間を短くします。運賃の見直しもあわせて検討します。",
    "５ 自転車道\n駅と学校を結ぶ自転車道を整えます。\n\n": "",
    "８ 防災倉庫\n古い倉庫を建て替え、発電機を備えます。\n": "",
}
CHANGED = frozenset({"対話の場", "情報の公開", "路線バス"})
DELETED = frozenset({"自転車道", "防災倉庫"})
# Where it stood there are other words now: whether they are in its place, a person has to say.
REPLACED = frozenset({"防災倉庫"})
ADDED = frozenset({"進め方", "子どもの居場所"})
SAME = frozenset({"めざす姿", "基本の考え方", "取り組み", "公園の木陰", "ごみの分別"})


def next_plan() -> str:
    """Write the revision that comes after ``PLAN``."""
    text = PLAN
    for old, new in _CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    added = "第3章 進め方\n\n９ 子どもの居場所\n放課後に過ごせる部屋を、児童館にもうけます。\n"
    return f"{text}\n{added}"


def place_of(heading: str | None, *, revised: bool) -> tuple[str, str | None]:
    """Say what became of a clause: the state of its place, and how its words changed."""
    if heading is None:
        return "WHOLE_PLAN", None
    if not revised:
        return "NO_LATER_REVISION", None
    if heading in DELETED:
        return "UNSURE" if heading in REPLACED else "GONE", "DELETED"
    return "PLACED", "CHANGED" if heading in CHANGED else "SAME"
