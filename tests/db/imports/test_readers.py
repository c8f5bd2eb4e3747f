"""Reading files: encodings, delimiters, broken records, archives, workbooks; every cell as it stands."""

import gzip
import zipfile

import pytest
import xlsxwriter

from db.errors import Refusal
from db.imports.archives import unpacked
from db.imports.cells import Unreadable, read_date, read_integer, read_money
from db.imports.layout import Overrides
from db.imports.limits import Limits
from db.imports.sniff import body_rows, sniff
from motor_file import term, write_xlsx, write_zip


def read(path, wanted=(), limits=None, **overrides):
    """(layout, rows) of a file; a row is its cells, or the key of its fault."""
    limits = limits or Limits()
    with unpacked(path, member=overrides.get("member", ""), limits=limits) as plain:
        layout = sniff(plain, wanted=wanted, overrides=Overrides(**overrides), limits=limits)
        rows = [row.fault.key if row.fault else row.cells for row in body_rows(plain, layout, limits)]
    return layout, rows


def written(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def refused(*given, **more):
    with pytest.raises(Refusal) as refusal:
        read(*given, **more)
    return refusal.value.key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
def test_text_in_any_encoding_and_with_any_delimiter(tmp_path, encoding, delimiter):
    lines = [["保单号", "客户", "保费"], ["00012345", "王小明", "1.50"], ["00012346", "李 雷", "2"]] * 3
    text = "\r\n".join(delimiter.join(line) for line in lines)
    layout, rows = read(written(tmp_path, text, encoding))
    assert layout.delimiter == delimiter
    assert layout.columns == ("保单号", "客户", "保费")
    assert rows[0] == ("00012345", "王小明", "1.50")


def test_what_was_sniffed_can_be_corrected(tmp_path):
    path = written(tmp_path, "a title;of two\nname;sum\nJosé;1\n", "cp1252")
    layout, rows = read(path, encoding="cp1252", header_row=2)
    assert (layout.encoding, layout.header_row, rows) == ("cp1252", 2, [("José", "1")])
    assert refused(path, encoding="klingon") == "imports.unknown_choice"
    assert refused(path, delimiter=";;") == "imports.one_sign"
    assert refused(path, delimiter=";", quote=";") == "imports.one_sign"


def test_the_header_is_the_row_that_the_profile_knows(tmp_path):
    path = written(tmp_path, "Portfolio,of,May\n,,\nID, Premium ,x\n1,2,3\n")
    layout, rows = read(path, wanted=["id", "premium"])
    assert (layout.header_row, rows) == (3, [("1", "2", "3")])


def test_nothing_is_taken_for_empty_or_a_number(tmp_path):
    _, rows = read(written(tmp_path, 'id,name\n110101199001011234,NA\n007,"a ""b"", c\nd"\n\nNone,null\n'))
    assert rows == [("110101199001011234", "NA"), ("007", 'a "b", c\nd'), (), ("None", "null")]


def test_a_broken_record_costs_only_itself(tmp_path):
    text = 'id,name\n1,"open\n2,two\n3\n4,four,4\n5,five,\n6,a\x00b\n7,"x"y\n8,eight\n'
    _, rows = read(written(tmp_path, text))
    assert rows == [
        "imports.row_quote", ("2", "two"), "imports.row_cells", "imports.row_cells", ("5", "five"),
        "imports.row_nul", "imports.row_quote", ("8", "eight"),
    ]  # fmt: skip


def test_a_cell_of_10_megabytes_is_not_kept(tmp_path):
    _, rows = read(written(tmp_path, "id,name\n1," + "x" * 10_000_000 + "\n2," + "y" * 40_000 + "\n3,three\n"))
    assert rows == ["imports.row_too_long", "imports.row_too_long", ("3", "three")]


def test_bytes_that_are_no_text_are_told_by_row(tmp_path):
    _, rows = read(written(tmp_path, "编号,名\n1,好\n".encode() + b"2,\xff\xff\n3,c\n"))
    assert rows == [("1", "好"), "imports.row_undecodable", ("3", "c")]


def test_limits_hold(tmp_path):
    path = written(tmp_path, "a,b,c\n" + "1,2,3\n" * 20)
    assert refused(path, limits=Limits(rows=19)) == "imports.many_rows"
    assert refused(path, limits=Limits(columns=2)) == "imports.many_columns"
    assert refused(path, limits=Limits(packed_bytes=20)) == "imports.too_big"
    packed = tmp_path / "x.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert refused(packed, limits=Limits(unpacked_bytes=50)) == "imports.too_big"
    assert refused(packed, limits=Limits(ratio=2, ratio_from_bytes=10)) == "imports.bomb"


def test_of_an_archive_the_largest_table_is_read_and_another_can_be_chosen(tmp_path):
    path = write_zip(tmp_path / "x.zip", {"a.csv": "id,b\n1,2\n", "big.csv": "id,b\n1,2\n3,4\n", "notes.md": "x" * 99})
    layout, rows = read(path)
    assert (layout.member, layout.members, len(rows)) == ("big.csv", ("a.csv", "big.csv"), 2)
    assert len(read(path, member="a.csv")[1]) == 1
    assert refused(path, member="c.csv") == "imports.unknown_choice"


def test_a_declared_size_that_lies_is_found_out(tmp_path):
    path = write_zip(tmp_path / "x.zip", {"a.csv": "id,b\n" + "1,2\n" * 1000})
    content = path.read_bytes().replace((4005).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(content)
    assert refused(path) == "imports.broken_archive"


def workbook(path, fill):
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet("表"))
    return path


def test_a_workbook_gives_text_dates_and_exact_numbers(tmp_path):
    def fill(book, page):
        page.write_row(0, 0, ["id", "day", "moment", "sum", "padded", "yes", "text"])
        page.write_string(1, 0, "110101199001011234")
        page.write_number(1, 1, 43220, book.add_format({"num_format": "yyyy年m月d日"}))
        page.write_number(1, 2, 43220.5, book.add_format({"num_format": 22}))
        page.write_number(1, 3, 222.52)
        page.write_number(1, 4, 12345, book.add_format({"num_format": "00000000"}))
        page.write_boolean(1, 5, True)
        page.write_rich_string(1, 6, "rich ", book.add_format({"bold": True}), "text")
        page.write_number(2, 0, 110101199001011234)
        page.write_formula(3, 0, "=1+1", value="2")

    layout, rows = read(workbook(tmp_path / "named.csv", fill))
    assert (layout.kind, layout.sheet, layout.sheets) == ("xlsx", "表", ("表",))
    assert rows[0] == (
        "110101199001011234", "2018-04-30", "2018-04-30 12:00:00", "222.52", "00012345", "TRUE", "rich text"
    )  # fmt: skip
    assert rows[1:] == ["imports.row_number_lost", ("2", "", "", "", "", "", "")]


def test_the_sheet_that_holds_the_columns_is_read(tmp_path):
    path = write_xlsx(tmp_path / "x.xlsx", [term(1, "2017-01-01")], title=2)
    layout, rows = read(path, wanted=["ID", "Premium"])
    assert (layout.sheet, layout.header_row, len(rows)) == ("Cartera", 3, 1)
    assert len(read(path, sheet="notes")[1]) == 0
    assert refused(path, sheet="other") == "imports.unknown_choice"


def test_a_workbook_whose_strings_are_missing_is_refused(tmp_path):
    path = workbook(tmp_path / "x.xlsx", lambda _book, page: page.write_row(0, 0, ["id", "b"]))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/sharedStrings.xml"] = b"<sst/>"
    assert refused(write_zip(tmp_path / "y.xlsx", parts)) == "imports.broken_archive"


@pytest.mark.parametrize(
    ("text", "fen"), [("222.52", 22252), ("7", 700), ("-1.5", -150), ("0", 0), ("+3.10", 310), ("1.000", 100)]
)
def test_amounts_become_fen(text, fen):
    assert read_money(text) == fen


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1e5", "imports.row_amount"), ("1,000", "imports.row_amount"), ("٣", "imports.row_amount"),
        ("1.005", "imports.row_amount_digits"), ("10000000000.01", "imports.row_amount_absurd"),
        ("9" * 50, "imports.row_amount"), (".5", "imports.row_amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text, key):
    with pytest.raises(Unreadable) as refusal:
        read_money(text)
    assert refusal.value.key == key


def test_amounts_as_a_profile_says():
    assert read_money("1.234.567,89", ",", ".") == 123456789
    assert read_money("1.005", rounding="half_up") == 101


def test_a_date_has_one_meaning_or_none():
    day = ("%d/%m/%Y", "%Y-%m-%d")
    assert str(read_date("05/11/2015", day)) == str(read_date("2015-11-05", day)) == "2015-11-05"
    for text, formats, key in (
        ("05/11/2015", ("%d/%m/%Y", "%m/%d/%Y"), "imports.row_date_ambiguous"),
        ("11/25/2015", ("%d/%m/%Y",), "imports.row_date_swapped"),
        ("31/02/2015", ("%d/%m/%Y",), "imports.row_date"),
        ("01/01/0900", ("%d/%m/%Y",), "imports.row_date_absurd"),
    ):
        with pytest.raises(Unreadable) as refusal:
            read_date(text, formats)
        assert refusal.value.key == key


def test_whole_numbers():
    assert (read_integer("3"), read_integer("3.0"), read_integer("-2")) == (3, 3, -2)
    with pytest.raises(Unreadable):
        read_integer("3.5")
