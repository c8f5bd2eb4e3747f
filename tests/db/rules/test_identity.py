"""The same number typed in two ways is the same number, and a mask shows neither."""

import pytest

from db.rules.identity import (
    email_problem,
    id_hash,
    mask_name,
    mask_number,
    number_problem,
    phone_hash,
    phone_problem,
    tidy_number,
    tidy_phone,
)


def test_the_same_phone_is_recognised_however_it_is_typed():
    assert phone_hash("+86 100-0000-0001") == phone_hash("10000000001") != phone_hash("10000000002")


def test_the_same_id_is_recognised_however_it_is_typed():
    assert id_hash("990101 19900101 001x") == id_hash("99010119900101001X")
    assert id_hash("10000000001") != phone_hash("10000000001")


@pytest.mark.parametrize(
    ("number", "mask"),
    [("10000000001", "100****0001"), ("99010119900101001X", "990***********001X"), ("1234", "**34"), ("", "")],
)
def test_a_mask_hides_the_middle(number, mask):
    assert mask_number(number) == mask


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+86 138-0000-1234", "13800001234"),
        ("0086 138 0000 1234", "13800001234"),
        ("８６－１３８００００１２３４", "13800001234"),
        (" 021 — 6888 1234 转 8 ", "021 - 6888 1234 转 8"),
        ("+852 2345 6789", "+852 2345 6789"),
    ],
)
def test_a_phone_is_kept_in_plain_signs(typed, kept):
    assert tidy_phone(typed) == kept
    assert phone_problem(kept) == ""
    assert phone_hash(typed) == phone_hash(kept)


@pytest.mark.parametrize("typed", ["1", "没有", "13800001234a", "<b>13800001234</b>", "1" * 30, "-----"])
def test_what_is_no_phone_is_told(typed):
    assert phone_problem(tidy_phone(typed)) == "identity.phone"


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("11010519491231002X", ""),
        ("110105194912310021", "identity.card"),
        ("110105194913310023", "identity.card"),
        ("91350100M000100Y43", ""),
        ("91350100M000100Y44", "identity.registration"),
        ("91350100I000100Y43", "identity.registration"),
        ("E12345678", ""),
        ("H1234567(8)", ""),
        ("310110123456789", ""),
        ("1234", "identity.number"),
        ("身份证", "identity.number"),
    ],
)
def test_the_check_digit_of_a_card_or_a_registration_counts_and_other_papers_are_taken(number, problem):
    assert number_problem(tidy_number(number)) == problem


def test_an_id_number_is_kept_in_plain_capitals():
    assert tidy_number("１１０１０５ 19491231 002ｘ") == "11010519491231002X"


@pytest.mark.parametrize("email", ["a@b.cn", "li.na+crm@mail.example.com", "客服@公司.中国"])
def test_an_address_of_mail_has_a_name_and_a_place(email):
    assert email_problem(email) == ""


@pytest.mark.parametrize("email", ["a@b", "a b@c.cn", "@c.cn", "a@@c.cn", "a@c.", "<a@c.cn>", "a@c.cn;b@c.cn"])
def test_what_is_no_address_of_mail_is_told(email):
    assert email_problem(email) == "identity.email"


@pytest.mark.parametrize(("name", "mask"), [("张三", "张*"), ("华东物流有限公司", "华*****"), ("李", "李")])
def test_a_masked_name_shows_its_first_sign(name, mask):
    assert mask_name(name) == mask
