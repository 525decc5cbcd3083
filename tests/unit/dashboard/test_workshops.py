"""The pages of workshops."""

from tests.unit.dashboard.stub import Answers
from tests.unit.dashboard.test_pages import shown


def test_workshops_are_listed_without_rehearsals(gateway: Answers) -> None:
    _, seen = shown("workshops")
    assert "公園を話す" in seen
    assert "きょう開催" in seen
    assert "練習の会" not in seen


def test_a_published_one_shows_its_numbers_and_themes(gateway: Answers) -> None:
    _, seen = shown("workshops", workshop="workshop-1")
    for text in (
        "来た人 38人",
        "付箋 120枚",
        "木陰を増やす（付箋2枚、市の考え方はまだ）",
        "好きな&lt;場所&gt;は",
    ):
        assert text in seen
    assert "/workshops/workshop-1/report" in seen
    assert "シール5枚" in seen
    assert "topics?consultation=workshop-1" in seen
    assert seen.index("&lt;木陰&gt;がほしい") < seen.index("ベンチがほしい"), "most dots first"


def test_one_that_goes_on_hides_what_is_not_for_this_reader(gateway: Answers) -> None:
    _, seen = shown("workshops", workshop="workshop-2")
    assert "進行する人だけが見られます" in seen
    assert "公表した結果を読む" not in seen


def test_an_address_that_leads_nowhere_says_so(gateway: Answers) -> None:
    assert "見つかりません" in shown("workshops", workshop="gone")[1]
