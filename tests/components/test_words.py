"""Words, labels, numbers and dates as the two languages read them."""

from datetime import date
from fractions import Fraction

import pytest

from components import words
from components.words import Label, count, day, label, money, percent, plain, plot_label, short_money, t

ENTRIES = {
    "greeting.hello": {"zh": "您好，{name}", "en": "Hello, {name}"},
    "greeting.moved": {
        "zh": "已移交 {customers} 位客户",
        "en": "{customers} customers moved",
        "one": "One customer moved",
    },
    "greeting.on": {"zh": "{when} 到期", "en": "expires on {when}"},
}


@pytest.fixture(autouse=True)
def greeting(monkeypatch):
    monkeypatch.setattr(words, "words", lambda: ENTRIES)


def speaking(monkeypatch, language):
    monkeypatch.setattr(words, "language", lambda: language)


def test_without_a_choice_the_screen_is_chinese():
    assert t("greeting.hello", name="王芳") == "您好，王芳"


def test_numbers_and_dates_among_the_params_are_written_out(monkeypatch):
    assert t("greeting.moved", customers=12345) == "已移交 12,345 位客户"
    speaking(monkeypatch, "en")
    assert t("greeting.moved", customers=12345) == "12,345 customers moved"
    assert t("greeting.moved", customers=1) == "One customer moved"
    assert t("greeting.on", when=date(2026, 6, 30)) == "expires on 30 Jun 2026"


def test_a_name_in_a_sentence_is_made_safe_once():
    assert t("greeting.hello", name="**王**") == "您好，\\*\\*王\\*\\*"
    assert t("greeting.hello", name=label("**王**")) == "您好，\\*\\*王\\*\\*"
    assert plain("greeting.hello", name="**王**") == "您好，**王**"


def test_a_missing_word_is_an_error_and_never_a_blank():
    with pytest.raises(KeyError, match=r"greeting\.bye"):
        t("greeting.bye")


def test_a_missing_param_is_an_error():
    with pytest.raises(KeyError, match="name"):
        t("greeting.hello")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("张三", "张三"),
        ("a*b", r"a\*b"),
        ("<b>x</b>", r"\<b\>x\<\/b\>"),
        ("两\n行\x00名", "两 行 名"),
        ("  # 标题", r"\# 标题"),
        ("\u202egnp", "gnp"),
    ],
)
def test_a_label_shows_what_was_typed(typed, shown):
    assert label(typed) == shown


@pytest.mark.parametrize(
    "typed",
    ["http://x.cn", "www.x.cn", "a@b.cn", ":smile:", ":red[x]", ":material/home:", "a -- b", "a -> b", "<->", ">="],
)
def test_what_streamlit_would_turn_into_something_else_is_parted(typed):
    assert "\u2060" in label(typed)
    assert label(typed).replace("\u2060", "").replace("\\", "") == typed


def test_a_label_is_not_cleaned_twice():
    once = label("a*b")
    assert label(once) is once
    assert isinstance(once, Label)


def test_a_chart_shows_tags_as_text():
    assert plot_label('<a href="x">&\n') == '&lt;a href="x"&gt;&amp;'


@pytest.mark.parametrize(
    ("fen", "full", "zh", "en"),
    [
        (0, "0.00", "0.00", "0.00"),
        (5, "0.05", "0.05", "0.05"),
        (-5, "-0.05", "-0.05", "-0.05"),
        (999_999, "9,999.99", "9,999.99", "10.0k"),
        (1_358_978_361, "13,589,783.61", "1,358.98万", "13.59M"),
        (2_585_417_241_00, "2,585,417,241.00", "25.85亿", "2,585.42M"),
        (Fraction(1, 2), "0.01", "0.01", "0.01"),
        (Fraction(-1, 3), "0.00", "0.00", "0.00"),
        (None, "–", "–", "–"),
    ],
)
def test_money_in_full_and_short(fen, full, zh, en):
    assert money(fen, "zh") == money(fen, "en") == full
    assert short_money(fen, "zh") == zh
    assert short_money(fen, "en") == en


def test_ratios_counts_and_days():
    assert percent(Fraction(363, 1000)) == "36.30%"
    assert percent(Fraction(-1, 3)) == "-33.33%"
    assert (percent(Fraction(999, 100)), percent(Fraction(408677, 1000))) == ("999.00%", "408.7×")
    assert percent(None) == count(None) == day(None) == "–"
    assert count(81435) == "81,435"
    assert count(Fraction(7, 2)) == "3.5"
    assert day(date(2026, 6, 30)) == "2026年6月30日"
    assert day(date(2026, 6, 30), "en") == "30 Jun 2026"
