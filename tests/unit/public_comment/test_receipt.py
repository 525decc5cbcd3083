import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_comment.domain.receipt import ReceiptSecrets
from shared.receipt_numbers import (
    ConfirmationNumberMistyped,
    ReceiptNumberMistyped,
    in_groups,
    new_receipt_number,
    read_confirmation_number,
    read_receipt_number,
)

SECRETS = ReceiptSecrets("k" * 40)


def test_a_new_number_can_be_read_back_in_groups() -> None:
    number = new_receipt_number()
    assert len(number) == 12
    assert read_receipt_number(in_groups(number)) == number


@pytest.mark.parametrize(
    "written",
    [
        "{0}{1}{2}",
        " {0} {1} {2} ",
        "{0}-{1}-{2}",
        "{0}－{1}－{2}",
        "{0}ー{1}ー{2}",
        "{0}　{1}　{2}",
        "{0}―{1}−{2}",
    ],
)
def test_any_blank_or_dash_is_borne(written: str) -> None:
    number = new_receipt_number()
    parts = (number[:4], number[4:8], number[8:])
    assert read_receipt_number(written.format(*parts)) == number


def test_full_width_digits_are_borne() -> None:
    number = new_receipt_number()
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert read_receipt_number(wide) == number


@given(st.integers(0, 10**11 - 1), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(_: int, position: int, shift: int) -> None:
    number = new_receipt_number()
    wrong = str((int(number[position]) + shift) % 10)
    with pytest.raises(ReceiptNumberMistyped):
        read_receipt_number(number[:position] + wrong + number[position + 1 :])


@given(st.integers(0, 10))
def test_two_swapped_neighbours_are_always_found(position: int) -> None:
    number = new_receipt_number()
    a, b = number[position], number[position + 1]
    if a != b:
        with pytest.raises(ReceiptNumberMistyped):
            read_receipt_number(number[:position] + b + a + number[position + 2 :])


@pytest.mark.parametrize("typed", ["", "abc", "1" * 11, "1" * 13, "٣" * 12, "12345678901２x"])
def test_what_is_no_number_is_told(typed: str) -> None:
    with pytest.raises(ReceiptNumberMistyped):
        read_receipt_number(typed)


def test_the_confirmation_number_follows_from_the_key_and_reads_back() -> None:
    first = SECRETS.confirmation_number("key-of-the-citizen-1")
    assert first == SECRETS.confirmation_number("key-of-the-citizen-1")
    assert first != SECRETS.confirmation_number("key-of-the-citizen-2")
    assert first != ReceiptSecrets("x" * 40).confirmation_number("key-of-the-citizen-1")
    assert read_confirmation_number(in_groups(first)) == first
    with pytest.raises(ConfirmationNumberMistyped):
        read_confirmation_number(first[:-1] + str((int(first[-1]) + 1) % 10))


def test_the_hash_fits_its_own_receipt_only() -> None:
    number, other = new_receipt_number(), new_receipt_number()
    confirmation = SECRETS.confirmation_number("key-of-the-citizen-1")
    stored = SECRETS.confirmation_hash(number, confirmation)
    assert confirmation not in stored
    assert SECRETS.fits(number, confirmation, stored)
    assert not SECRETS.fits(other, confirmation, stored)
