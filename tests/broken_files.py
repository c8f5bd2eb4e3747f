"""Generated files that are wrong in one way or another, each from a seed."""

import gzip
import io
import random
import tempfile
import zipfile
from datetime import date
from pathlib import Path

from motor_file import COLUMNS, csv_text, term, write_xlsx


def rows(rng, count=8):
    begins = ("2016-05-17", "2017-01-31", "2017-11-05")
    return [term(n, rng.choice(begins), f"{rng.uniform(40, 900):.2f}") for n in range(1, count + 1)]


def spoilt(rng, column, *values):
    """One or more rows with a wrong cell among right ones."""
    made = rows(rng)
    for row in rng.sample(made, rng.randint(1, 3)):
        row[column] = rng.choice(values)
    return csv_text(made).encode()


def dated(form):
    def make(rng):
        made = rows(rng)
        for row in made:
            for name in ("Date_start_contract", "Date_last_renewal", "Date_next_renewal", "Date_birth"):
                day, month, year = map(int, row[name].split("/"))
                row[name] = date(year, month, day).strftime(form)
        return csv_text(made).encode()

    return make


def encoded(encoding):
    def make(rng):
        made = rows(rng)
        made[0]["Type_fuel"] = "汽油" if encoding.startswith(("gb", "utf")) else "gasóleo"
        delimiter = rng.choice(";,\t|")
        return csv_text(made, delimiter=delimiter).encode(encoding)

    return make


def lines(change):
    """The plain text with some of its lines changed."""

    def make(rng):
        found = csv_text(rows(rng)).splitlines()
        change(rng, found)
        return "\r\n".join(found).encode("utf-8", "surrogatepass")

    return make


def at_some(change):
    def apply(rng, found):
        at = rng.randrange(1, len(found))
        found[at] = change(found[at])

    return lines(apply)


def without_column(rng):
    gone = rng.choice(["ID", "Premium", "Date_last_renewal", "Type_risk"])
    return csv_text(rows(rng), columns=[name for name in COLUMNS if name != gone]).encode()


def doubled_column(rng):
    return csv_text(rows(rng), columns=[*COLUMNS, rng.choice(["ID", "Premium", "Date_lapse"])]).encode()


def other_header(rng):
    return csv_text(rows(rng)).replace("Premium", " PREMIUM ").encode()


def in_zip(name, content):
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return page.getvalue()


def changed_part(part, change, *, added=()):
    """A workbook with one of its parts changed, or with parts added."""

    def make(rng):
        page = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(plain_workbook(rng))) as old, zipfile.ZipFile(page, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, change(content) if name == part else content)
            for name in added:
                new.writestr(name, b"x")
        return page.getvalue()

    return make


def plain_workbook(rng):
    with tempfile.TemporaryDirectory() as folder:
        return write_xlsx(Path(folder) / "x.xlsx", rows(rng)).read_bytes()


def sheet(old, new, often=-1):
    """A workbook with something else in its sheet."""
    return changed_part("xl/worksheets/sheet2.xml", lambda content: content.replace(old, new, often))


def nested(rng):
    content, name = csv_text(rows(rng)), "x.csv"
    for outer in ("a.zip", "b.zip", "c.zip", "d.zip"):
        content, name = in_zip(name, content), outer
    return content


def truncated(make):
    def cut(rng):
        whole = make(rng)
        return whole[: rng.randrange(len(whole) // 4, len(whole) - 8)]

    return cut


def laughs(content):
    entity = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return content.replace(b"<worksheet", entity + b"<worksheet", 1)


KINDS = {
    "gb18030": encoded("gb18030"),
    "utf-8 with mark": encoded("utf-8-sig"),
    "utf-16": encoded("utf-16"),
    "utf-16 without mark": encoded("utf-16-le"),
    "utf-16 big end first": encoded("utf-16-be"),
    "cp1252": encoded("cp1252"),
    "missing column": without_column,
    "doubled column": doubled_column,
    "other header": other_header,
    "iso dates": dated("%Y-%m-%d"),
    "month first": dated("%m/%d/%Y"),
    "two-digit years": dated("%d/%m/%y"),
    "written dates": dated("%d %b %Y"),
    "absurd amounts": lambda rng: spoilt(rng, "Premium", "1e15", "99999999999.99", "-5", "NaN", "1.234", "1,5", ""),
    "absurd dates": lambda rng: spoilt(rng, "Date_last_renewal", "31/02/2017", "01/01/0001", "NA", "43100", "=NOW()"),
    "absurd claims": lambda rng: spoilt(rng, "N_claims_year", "1000000", "-1", "1.5", "many"),
    "unknown codes": lambda rng: spoilt(rng, "Distribution_channel", "7", "agent", "0x0"),
    "formulas": lambda rng: spoilt(rng, "ID", "=1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "+cmd|' /C calc'!A0"),
    "no number": lambda rng: spoilt(rng, "ID", "", "客户", "1" * 60, "1; drop table policy"),
    "a cell of 10 MB": lambda rng: spoilt(rng, "Type_fuel", "x" * 10_000_000),
    "empty": lambda rng: rng.choice([b"", b"\n\n\n", b"\xef\xbb\xbf", b"   \r\n\t"]),
    "header only": lambda _rng: csv_text([]).encode(),
    "blank lines": lines(lambda rng, found: found.insert(rng.randrange(1, 5), "")),
    "binary": lambda rng: rng.randbytes(20_000),
    "a picture": lambda rng: b"\x89PNG\r\n\x1a\n" + rng.randbytes(5_000),
    "a page": lambda _rng: b"<!DOCTYPE html><html><table><tr><td>ID</td></tr></table></html>",
    "NUL": at_some(lambda line: line.replace(";", ";\x00", 1)),
    "lone surrogate": at_some(lambda line: line.replace(";", ";\ud800", 3)),
    "too few cells": at_some(lambda line: line.rsplit(";", 3)[0]),
    "too many cells": at_some(lambda line: line + ";9;9"),
    "open quote": at_some(lambda line: line.replace(";0;", ';"0;', 1)),
    "bad bytes": lambda rng: csv_text(rows(rng)).encode().replace(b";3;", b";\xff\xfe\xff;", 1),
    "repeated header": lambda rng: csv_text(rows(rng)).encode() + csv_text(rows(rng)).encode(),
    "xlsx": plain_workbook,
    "truncated xlsx": truncated(plain_workbook),
    "macros": changed_part("", lambda content: content, added=["xl/vbaProject.bin"]),
    "laughs": changed_part("xl/worksheets/sheet2.xml", laughs),
    "long numbers": sheet(b"<v>1</v>", b"<v>110101199001011234</v>"),
    "broken xml": changed_part("xl/worksheets/sheet2.xml", lambda c: c[: len(c) // 2] + b"<<" + c[len(c) // 2 :]),
    "no shared strings": changed_part("xl/sharedStrings.xml", lambda _content: b"<sst/>"),
    "far cell": sheet(b'r="A2"', b'r="XFD2"', 1),
    "zip": lambda rng: in_zip("inner.csv", csv_text(rows(rng))),
    "zip in zip in zip": nested,
    "bomb in zip": lambda _rng: in_zip("x.csv", b"0;" * 20_000_000),
    "bomb in gz": lambda _rng: gzip.compress(b"0;" * 20_000_000, 9),
    "truncated gz": truncated(lambda rng: gzip.compress(csv_text(rows(rng)).encode())),
    "truncated zip": truncated(lambda rng: in_zip("x.csv", csv_text(rows(rng)))),
    "old workbook": lambda rng: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(3_000),
}  # fmt: skip


def broken_file(seed):
    """What is wrong, and the bytes of the file."""
    rng = random.Random(seed)  # noqa: S311
    names = list(KINDS)
    name = names[seed % len(names)]
    return name, KINDS[name](rng)
