"""Papers as PDF: whatever was typed stands there as text, and never stops a paper from being made."""

import re
from datetime import date

import pytest

from components.papers.ink import ink
from components.papers.letters import Addressed, letters, written
from components.papers.look import Head
from components.papers.paper import Paper
from db.config import config
from hostile import HOSTILE


def pages(file):
    assert file.startswith(b"%PDF-")
    return len(re.findall(rb"/Type /Page\b", file))


def test_one_font_has_latin_and_chinese_ticks_and_rare_names():
    for text in ("张伟 Li é", "√ ✓ × ￥ €", "龘䶮𬭊𫍣"):
        assert ink(text, "zh") == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<b>x</b> & y", "&lt;b&gt;x&lt;/b&gt; &amp; y"),
        ("<para><img src='/etc/passwd'/>", "&lt;para&gt;&lt;img src='/etc/passwd'/&gt;"),
        ("one\ntwo", "one<br/>two"),
    ],
)
def test_what_was_typed_is_no_markup(typed, shown):
    assert ink(typed, "en") == shown


def test_a_character_that_no_font_has_is_a_printers_mark_and_an_unseen_one_is_gone():
    assert ink("𠮷\U0001f600", "zh") == "〓〓"
    assert ink("\u202e张\u200b伟\x00", "zh") == "张伟〓"


def test_quotation_marks_are_as_wide_as_their_language():
    assert ink("“好”", "zh") == "“好”"
    narrow = "NotoSansSC-NarrowMarks"
    assert ink("“ok”", "en") == f'<font name="{narrow}">“</font>ok<font name="{narrow}">”</font>'


def test_a_long_text_in_a_cell_is_cut():
    assert len(ink("长" * 5_000, "zh", most=400)) == 400


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_hostile_text_makes_a_paper(spoken):
    paper = Paper("名", "stamp", spoken)
    for text in HOSTILE:
        paper.name(text, text)
        paper.heading(text)
        paper.text(text)
        paper.facts([(text, text)] * 4)
        paper.table([Head(text, 2), Head(text, number=True)], [[text, text]] * 3)
        paper.signatures([(text, text)] * 4)
        paper.turn()
    assert pages(paper.made()) >= len(HOSTILE)


def test_rows_go_on_over_pages_and_long_text_does_too():
    paper = Paper("名", "", "zh")
    paper.table([Head("客户"), Head("保费", number=True)], [[f"客户{number}", "1,000.00"] for number in range(400)])
    paper.text("一段很长的文字。" * 2_000)
    assert pages(paper.made()) > 8


def test_a_letter_fills_its_places_once():
    letter = config().follow_up.letter("introduction")
    to = Addressed("{leaver}公司", "张伟", "王芳", None, ["P1 家用车险", "P2\n{customer}"])
    text = written(letter, to, date(2026, 6, 30), "zh")
    assert "尊敬的{leaver}公司：" in text
    assert "P1 家用车险\nP2 {customer}" in text
    assert "自2026年6月30日起，由王芳为您提供服务" in text
    assert "客户服务热线：400-000-0000" in text
    assert "电子邮箱" not in text


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_letter_has_a_page_of_its_own(spoken):
    letter = config().follow_up.letter("introduction")
    to = [Addressed(f"客户{number}", "张伟", "王芳", "wang@example.com", []) for number in range(3)]
    assert pages(letters(letter, to, date(2026, 6, 30), spoken)) == 3
