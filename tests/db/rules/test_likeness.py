"""When two customers look like one, and when something shows that they are two."""

from datetime import date

import pytest

from db.rules.likeness import CROWD, Face, Likeness, alike, bare, joined, pairs

BORN, LATER = date(1980, 5, 1), date(1981, 5, 1)


def person(number, name="王伟", **known):
    return Face(number, name, "individual", **known)


def firm(number, name, **known):
    return Face(number, name, "organisation", **known)


@pytest.mark.parametrize(("name", "without"), [
    ("华东物流有限公司", "华东物流"), ("华东 物流（集团）股份有限公司", "华东物流"), ("华东集团有限公司", "华东"),
    ("ACME Co., Ltd.", "acme"), ("ＡＣＭＥ", "acme"), ("有限公司", "有限公司"), ("王 伟", "王伟"),
])  # fmt: skip
def test_a_name_is_compared_without_blanks_width_and_form(name, without):
    assert bare(name) == without


@pytest.mark.parametrize(("one", "other", "how"), [
    (person(1, id_hash="a"), person(2, "别名", id_hash="a"), Likeness.ID_NUMBER),
    (person(1, id_hash="a", phone_hash="p"), person(2, id_hash="b", phone_hash="p"), None),
    (person(1, phone_hash="p"), person(2, "别名", phone_hash="p"), Likeness.PHONE),
    (person(1, phone_hash="p"), firm(2, "王伟", phone_hash="p"), None),
    (person(1, phone_hash="p", born_on=BORN), person(2, phone_hash="p", born_on=LATER), None),
    (person(1, born_on=BORN), person(2, born_on=BORN), Likeness.NAME_AND_BIRTHDAY),
    (person(1), person(2), Likeness.NAME),
    (person(1, "王晓明"), person(2, "王小明"), None),
    (person(1, "王晓明", born_on=BORN), person(2, "王小明", born_on=BORN), Likeness.NEAR_NAME),
    (firm(1, "华东物流有限公司"), firm(2, "华东物流"), Likeness.NAME),
    (firm(1, "上海鼎盛贸易"), firm(2, "上海鼎胜贸易"), Likeness.NEAR_NAME),
    (firm(1, "上海鼎盛贸易"), firm(2, "上海鼎达贸易"), None),
    (firm(1, "上海鼎盛贸易"), firm(2, "上海鼎盛商贸易"), Likeness.NEAR_NAME),
    (firm(1, "恒达"), firm(2, "恒大"), None),
    (firm(1, "Baoke Motors"), firm(2, "Baoke Motor"), Likeness.NEAR_NAME),
])  # fmt: skip
def test_by_what_two_look_alike(one, other, how):
    assert alike(one, other) is alike(other, one) is how


def test_pairs_are_found_without_comparing_everybody_the_surest_first():
    faces = [
        firm(1, "上海鼎盛贸易"),
        firm(2, "上海鼎胜贸易"),
        firm(3, "别名", phone_hash="p"),
        firm(4, "他名", phone_hash="p"),
    ]
    assert pairs(faces) == [(Likeness.PHONE, 3, 4), (Likeness.NEAR_NAME, 1, 2)]
    many = [person(number, phone_hash="desk") for number in range(1, 60)]
    assert len(pairs(many)) == len(many) - 1 > CROWD


def test_every_pair_that_looks_alike_is_found():
    names = [
        "华东物流",
        "华东物流有限公司",
        "华东物流园",
        "上海鼎盛贸易",
        "上海鼎胜贸易",
        "上海盛鼎贸易",
        "Baoke Motors",
        "Baoke Motor",
    ]
    faces = [firm(number, name) for number, name in enumerate(names, 1)]
    slow = {
        (one.id, other.id) for one in faces for other in faces if one.id < other.id and alike(one, other) is not None
    }
    assert {pair[1:] for pair in pairs(faces)} == slow


def test_both_tags_and_needs_are_kept_once():
    assert joined("tags", "甲、乙", "乙，丙") == "甲、乙、丙"
    assert joined("needs", "要发票", "要发票") == "要发票"
    assert joined("needs", "", "要发票") == "要发票"
