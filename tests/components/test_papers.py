"""Papers as PDF: whatever was typed stands there as text, and never stops a paper from being made."""

import re
from datetime import date

import pytest

from components.papers import foot
from components.papers.breaks import fold
from components.papers.ink import ink
from components.papers.letters import Addressed, letters, written
from components.papers.look import Head, paragraph
from components.papers.paper import Paper
from components.papers.roll import roll
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


def test_a_line_ends_between_words_and_before_no_closing_mark():
    text = "此前为您服务的张伟不再负责您的保单服务，自2026年11月27日起，由王芳（wang@example.com）为您提供服务。"
    for width in range(130, 260, 7):
        lines = fold(text, width, 10)
        assert "".join(lines) == text
        assert [line for line in lines if line[0] in "，。）" or line[-1] == "（"] == []
        assert [line for line in lines[1:] if re.match(r"年|\d+日|@", line)] == []
    assert fold("Far Eastern Shipping", 60, 10) == ["Far Eastern", "Shipping"]
    assert "".join(fold("长" * 200, 50, 10)) == "长" * 200


def test_a_roll_goes_on_over_pages_with_each_row_once():
    rows = [[str(number), name] for number, name in enumerate(HOSTILE * 40)]
    left, pages_of = roll([Head("序号", number=True), Head("客户", 3)], rows), []
    while len(parts := left.split(500, 300)) == 2:
        pages_of.append(parts[0])
        left = parts[1]
    pages_of.append(left)
    assert [row[0] for page in pages_of for row in page.rows] == [[str(number)] for number in range(len(rows))]
    assert all(page.titles == left.titles and page.wrap(500, 300)[1] <= 300 for page in pages_of)


def test_each_letter_has_page_numbers_of_its_own(monkeypatch):
    feet = []
    monkeypatch.setattr(foot, "paragraph", lambda *said, **look: feet.append(said[1]) or paragraph(*said, **look))
    long = [f"P{number} 家用车险" for number in range(60)]
    to = [Addressed(name, "张伟", "王芳", None, held) for name, held in (("甲", []), ("乙", long), ("丙", []))]
    assert pages(letters(config().follow_up.letter("introduction"), to, date(2026, 6, 30), "zh")) == 4
    assert [text for text in feet if "/" in text] == ["1 / 2", "2 / 2"]


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
