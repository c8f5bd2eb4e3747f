"""What leaves as a file: nothing in it runs, nothing breaks it, everybody can tell who took it."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from components.exports import CELL_LIMIT, Stamp, as_csv, as_text, as_xlsx
from db.rules.inert import inert, printable

STAMP = Stamp("王芳 (department_head)", "2026-06-30 09:15", "签单保费", "导出", [("期间", "2026年")])

LIVE = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example/","x")',
    "=cmd|'/C calc'!A0",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n@x",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u3000=1",
    "\x00=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "|calc",
    "%0A=1",
]
BREAKING = ["\x00", "a\x0bb", "\ud800", "\udfff x", "\x1b[31m", "\ufffe", "\uffff", "_x0000_", "]]>", "<&>", "\x7f"]


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("value", LIVE)
def test_a_formula_typed_as_a_name_leaves_as_text(value):
    [_head, [cell, _mark]] = read_csv(as_csv(["客户"], [[value]], STAMP))
    assert cell.startswith("'")

    content = as_xlsx(["客户"], [[value]], STAMP)
    assert read_xlsx(content)["1"]["A2"].data_type == "s"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert not [name for name in book.namelist() if b"<f>" in book.read(name) or b"<hyperlink" in book.read(name)]


@pytest.mark.parametrize("value", [*BREAKING, *LIVE])
def test_no_character_breaks_a_file(value):
    assert read_xlsx(as_xlsx([value], [[value, 1]], STAMP))["1"]["A2"].value is not None
    assert read_csv(as_csv([value], [[value]], STAMP))[1][0] == inert(value)


@pytest.mark.parametrize("name", ["王小明", "O'Neil", "a-b", "x=1", "1+1", "中国人民保险 (北京)", "100%", "a\nb"])
def test_an_ordinary_name_leaves_unchanged(name):
    assert inert(name) == name
    assert read_xlsx(as_xlsx(["客户"], [[name]], STAMP))["1"]["A2"].value == name


def test_a_negative_amount_is_a_number_and_not_taken_for_a_formula():
    row = [Decimal("-26500.00"), -3, None, date(2025, 4, 11), "00012345"]
    columns = ["金额", "件数", "备注", "日期", "保单号"]
    assert read_csv(as_csv(columns, [row], STAMP))[1][:5] == ["-26500.00", "-3", "", "2025-04-11", "00012345"]
    sheet = read_xlsx(as_xlsx(columns, [row], STAMP))["1"]
    assert [cell.value for cell in sheet[2]][:2] == [-26500, -3]
    assert sheet["D2"].value.date() == date(2025, 4, 11)
    assert sheet["E2"].value == "00012345"


def test_a_cell_that_is_too_long_is_cut_where_one_can_see_it_and_counted():
    long = "保" * (CELL_LIMIT + 10)
    book = read_xlsx(as_xlsx(["备注"], [[long], ["短"]], STAMP))
    assert len(book["1"]["A2"].value) == CELL_LIMIT
    assert book["1"]["A2"].value.endswith("✂")
    assert [cell.value for cell in book["2"][3]][1] == "1"
    assert read_csv(as_csv(["备注"], [[long]], STAMP))[1][0] == long


def test_who_exported_and_when_stands_in_every_row_of_the_csv_and_on_the_sheets():
    rows = read_csv(as_csv(["客户"], [["甲"], ["乙"]], STAMP))
    assert rows[0][-1] == "导出"
    assert {row[-1] for row in rows[1:]} == {"王芳 (department_head) 2026-06-30 09:15"}
    book = read_xlsx(as_xlsx(["客户"], [["甲"]], STAMP))
    assert book["2"]["B1"].value == "王芳 (department_head) 2026-06-30 09:15"
    assert "王芳" in book["1"].oddHeader.left.text
    assert book["2"]["B2"].value == "2026年"


def test_an_ampersand_in_a_name_gives_no_command_to_the_page_header():
    stamp = Stamp("A&B &P &[Path]", "2026-06-30", "x" * 400, "导出")
    assert len(read_xlsx(as_xlsx(["a"], [], stamp))["1"].oddHeader.left.text) <= 255


def test_the_same_rows_come_back():
    rows = [[f"客户 {number:06d}", Decimal(number) / 100] for number in range(500)]
    sheet = read_xlsx(as_xlsx(["客户", "金额"], rows, STAMP))["1"]
    found = [(name, round(Decimal(str(amount)), 2)) for name, amount in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == [tuple(row) for row in rows]
    assert [
        (name, Decimal(amount)) for name, amount, _mark in read_csv(as_csv(["客户", "金额"], rows, STAMP))[1:]
    ] == found


def test_lines_of_any_system_become_one_kind():
    assert printable("a\r\nb\rc") == "a\nb\nc"


def test_text_ends_with_who_had_it_written_and_keeps_a_line_a_line():
    text = as_text(["纪要", "一行\x00\n两行", "=1+1"], STAMP).decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0] == "纪要"
    assert "\x00" not in text
    assert lines[1].startswith("一行")
    assert lines[1].endswith("两行")
    assert lines[2] == "=1+1"
    assert STAMP.by in lines[4]
