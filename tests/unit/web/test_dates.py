"""How moments are read to people."""

from gateway.web.dates import meeting_text


def test_a_meeting_is_told_as_an_invitation_tells_it() -> None:
    start, end = "2026-11-29T04:33:00Z", "2026-11-29T07:00:00Z"
    assert meeting_text(start, end, "ja") == (
        "令和8年（2026年）11月29日（日曜日） 13時33分から16時まで"
    )
    assert meeting_text(start, end, "en") == "Sunday, 29 November 2026, 13:33 to 16:00 (Japan time)"


def test_a_meeting_over_night_names_both_days() -> None:
    start, end = "2026-11-29T10:00:00Z", "2026-11-29T16:00:00Z"
    assert meeting_text(start, end, "ja").endswith(
        "19時から令和8年（2026年）11月30日（月曜日） 1時まで"
    )
    assert meeting_text(start, end, "en").endswith(
        "19:00 to Monday, 30 November 2026, 01:00 (Japan time)"
    )
