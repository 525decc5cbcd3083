"""What is taken as an address: what no header and no list of addresses reads otherwise."""

import pytest

from shared.mail_address import ADDRESS_MAX, MailAddressMalformed, checked_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("taro@example.jp", "taro@example.jp"),
        ("  taro@example.jp \n", "taro@example.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
        ("taro..x.@docomo.ne.jp", "taro..x.@docomo.ne.jp"),
        ("a+b_c'd@sub-domain.example.co.jp", "a+b_c'd@sub-domain.example.co.jp"),
        ("a@xn--wgv71a119e.jp", "a@xn--wgv71a119e.jp"),
    ],
)
def test_addresses_are_taken_as_people_type_them(typed: str, kept: str) -> None:
    assert checked_address("mail_address", typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "taro",
        "taro@",
        "@example.jp",
        "taro@example",
        "taro@@example.jp",
        "a@b@example.jp",
        "taro@example..jp",
        "taro@-example.jp",
        "taro@example.jp, hanako@example.jp",
        "taro@example.jp\r\nBcc: hanako@example.jp",
        "taro@example.jp\nhanako@example.jp",
        "taro\x00@example.jp",
        "太郎@example.jp",
        "taro@例え.jp",
        "taro@example.jp\u202e",
        "group:taro@example.jp",
        "<taro@example.jp>",
        '"ta ro"@example.jp',
        "ta\\ro@example.jp",
        "taro(x)@example.jp",
        "a" * 65 + "@example.jp",
        "a@" + "b" * (ADDRESS_MAX - 4) + ".jp",
    ],
)
def test_what_is_none_is_refused(typed: str) -> None:
    with pytest.raises(MailAddressMalformed) as refused:
        checked_address("mail_address", typed)
    assert refused.value.field == "mail_address"
    assert refused.value.params == {}
