"""Who is meant by what was typed: as it stands, as it is said, with one slip and never with two."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from db.rules.grams import grams_of, likely, lookup
from db.rules.matching import Fit, fit, slipped, within_one
from db.rules.questions import beginnings, is_tail, personal
from db.rules.spelling import readings, squeezed

HAN = st.sampled_from("张王李赵晓明伟芳敏静丽强磊军洋勇艳杰涛超霞平刚桂英华玉兰建国志红上海鼎盛贸易物流科技有限公司")
NAMES = st.text(HAN, min_size=1, max_size=12)
PEOPLE = st.text(HAN, min_size=3, max_size=4)
LETTERS = st.text(st.sampled_from("abcdefghijklmnoprstuw"), min_size=3, max_size=9)


def reached(typed, name):
    """Whether the index leads from what was typed to the name, and the rule then takes it."""
    grams = grams_of(name)
    for wanted in (lookup(typed), likely(typed)):
        every = bool(wanted.equal) and not wanted.begins and wanted == lookup(typed)
        there = [gram in grams for gram in wanted.equal]
        found = (all(there) if every else any(there)) if there else False
        found = found or any(one.startswith(begin) for begin in wanted.begins for one in grams)
        if found and fit(typed, name) is not None:
            return True
    return False


def slips(word, draw):
    """The word with one change: a letter more, less, another, or two in each other's place."""
    at = draw(st.integers(0, len(word) - 1))
    other = draw(st.sampled_from("鑫岩q"))
    return draw(
        st.sampled_from(
            [
                word[:at] + other + word[at:],
                word[:at] + word[at + 1 :],
                word[:at] + other + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )


@settings(deadline=None)
@given(NAMES, st.data())
def test_any_part_of_a_chinese_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    part = name[start:end]
    assume(len(part) > 1 or start == 0)
    assert reached(part, name)
    assert fit(part, name) <= Fit.HOLDS


@settings(deadline=None)
@given(NAMES, st.data())
def test_pinyin_and_initials_find_it_from_their_first_letter_on(name, data):
    for way in readings(name):
        for said in ("".join(way), "".join(one[0] for one in way)):
            typed = said[: data.draw(st.integers(1, len(said)))]
            assert reached(typed, name)
            assert fit(typed.upper(), name) is not None


@settings(deadline=None)
@given(PEOPLE, st.data())
def test_one_slip_in_three_characters_and_more_is_forgiven(name, data):
    assert reached(slips(name, data.draw), name)


@settings(deadline=None)
@given(LETTERS, LETTERS, st.data())
def test_one_slip_in_a_word_is_forgiven(first, last, data):
    assert reached(f"{slips(first, data.draw).replace('鑫', 'x').replace('岩', 'y')} {last}", f"{first.title()} {last}")


@settings(deadline=None)
@given(st.text(HAN, min_size=4, max_size=8), NAMES, NAMES, st.data())
def test_one_slip_in_a_part_of_a_long_name_is_forgiven(part, before, after, data):
    typed = slips(part, data.draw)
    assume(len(squeezed(typed)) >= 4)
    assert reached(typed, before + part + after)


def distance(one, other):
    """Changes between two texts, two in each other's place being one: as it is defined, letter by letter."""
    rows = [[max(at, by) if 0 in (at, by) else 0 for by in range(len(other) + 1)] for at in range(len(one) + 1)]
    for at in range(1, len(one) + 1):
        for by in range(1, len(other) + 1):
            cost = one[at - 1] != other[by - 1]
            rows[at][by] = min(rows[at - 1][by] + 1, rows[at][by - 1] + 1, rows[at - 1][by - 1] + cost)
            if at > 1 < by and one[at - 1] == other[by - 2] and one[at - 2] == other[by - 1]:
                rows[at][by] = min(rows[at][by], rows[at - 2][by - 2] + 1)
    return rows[-1][-1]


@settings(deadline=None)
@given(st.text("ab张", max_size=5), st.text("ab张", max_size=5))
def test_within_one_is_what_it_says(one, other):
    assert within_one(one, other) == (distance(one, other) <= 1)


@settings(deadline=None)
@given(PEOPLE, PEOPLE)
def test_two_slips_are_not_forgiven(typed, name):
    assume(distance(typed, name) >= 2)
    assume(len(typed) <= len(name))
    assume(not any(distance(typed, name[at : at + size]) < 2 for size in (3, 4) for at in range(len(name))))
    assert not slipped(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zengw", "曾伟"), ("zhangxm", "张晓明"), ("shanxx", "单雄信"), ("xiexm", "解小明"), ("lvb", "吕布"),
        ("lub", "吕布"), ("yuchig", "尉迟恭"), ("chongqing", "重庆银行"), ("cqyh", "重庆银行"),
        ("dsmy", "上海鼎盛贸易有限公司"), ("鼎盛 贸易", "上海鼎盛贸易有限公司"), ("SMITH", "John Smith"),
        ("smith jo", "John Smith"), ("jose", "José Díaz"), ("ＡＢＣ", "ABC 科技"), ("akj", "ABC 科技"),
        ("买买提", "阿依古丽·买买提"), ("恒达集团", "恒达（集团）有限公司"),
    ],
)  # fmt: skip
def test_what_people_type(typed, name):
    assert reached(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("张伟", "张三"), ("zxm", "张伟"), ("晓明", "晓"), ("", "张伟"), ("。", "张伟"), ("王芳", "王伟")],
)
def test_who_is_not_meant(typed, name):
    assert fit(typed, name) is None


def test_the_best_fit_comes_first():
    names = ["张晓明", "张晓明明", "小张晓明", "张小明"]
    assert [fit("张晓明", name) for name in names] == [Fit.SAME, Fit.BEGINS, Fit.HOLDS, Fit.SLIP]
    assert fit("zhangxiaoming", "张晓明") == Fit.SAID
    assert fit("zxm", "张晓明") == Fit.SAID


@pytest.mark.parametrize(
    "typed", ["1234", "13800001234", "+86 138-0000-1234", "110101199001011237", "123X", "1101011990010112 3x"]
)
def test_numbers_of_people_stay_out_of_the_address(typed):
    assert personal(typed)


@pytest.mark.parametrize("typed", ["K000123", "PMO20260000123", "123", "宁A12345", "zxm", ""])
def test_other_questions_may_stand_in_it(typed):
    assert not personal(typed)


def test_how_numbers_begin():
    assert beginnings("pmo 2026") == ("pmo 2026", "PMO 2026", "PMO2026")
    assert "宁A·123" in beginnings("宁a123")
    assert beginnings("张伟") == ()
    assert is_tail("123x")
    assert not is_tail("12345")
