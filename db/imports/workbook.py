"""The parts of an XLSX file besides its rows: sheets, shared strings, and which styles are dates."""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from db.errors import Refusal
from db.imports.limits import LIMITS, Limits

_CHUNK = 2**16
_SMALL = 16 * 2**20
_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')

Attributes = dict[str, str]


@dataclass(frozen=True)
class Workbook:
    """Sheet names in order with their parts, and how each cell style shows a number."""

    sheets: dict[str, str]
    styles: tuple[str, ...]
    since_1904: bool


def read_workbook(path: Path) -> Workbook:
    """Read everything but strings and rows."""
    with opened(path) as archive:
        names: list[tuple[str, str]] = []
        since: list[str] = []
        targets: dict[str, str] = {}

        def on_workbook(tag: str, found: Attributes) -> None:
            if tag == "sheet" and found.get("state", "visible") == "visible":
                key = next((value for name, value in found.items() if name.endswith(":id")), "")
                names.append((found.get("name", ""), key))
            elif tag == "workbookPr":
                since.append(found.get("date1904", "0"))

        def on_relation(tag: str, found: Attributes) -> None:
            if tag == "Relationship" and found.get("Type", "").endswith("/worksheet"):
                targets[found.get("Id", "")] = _part(found.get("Target", ""))

        walk(_small(archive, "xl/workbook.xml"), on_workbook)
        walk(_small(archive, "xl/_rels/workbook.xml.rels"), on_relation)
        sheets = {name: targets[key] for name, key in names if key in targets}
        if not sheets:
            raise Refusal("imports.empty")
        return Workbook(sheets, _styles(archive), since[-1:] in (["1"], ["true"]))


def opened(path: Path) -> zipfile.ZipFile:
    """The workbook as an archive."""
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise Refusal("imports.broken_archive") from error


def walk(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed one part of the workbook to the handlers, with prefixes taken off."""
    for _ in walking(stream, start, end, text):
        pass


def walking(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Any:
    """Like `walk`, pausing after each piece so that what was gathered can be handed on."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, found: start(tag.rpartition(":")[2], found)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
                yield None
            parser.Parse(b"", True)
            yield None
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, IndexError) as error:
        raise Refusal("imports.broken_archive") from error


def shared_strings(archive: zipfile.ZipFile, limits: Limits = LIMITS) -> list[str]:
    """The texts that cells point to, without pronunciation marks."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    found: list[str] = []
    parts: list[str] = []
    inside = {"t": False, "rPh": False}

    def start(tag: str, _: Attributes) -> None:
        if tag == "si":
            parts.clear()
        elif tag in inside:
            inside[tag] = True

    def end(tag: str) -> None:
        if tag == "si":
            # one character too many is kept as the sign that the cell is too long
            found.append("".join(parts)[: limits.cell + 1])
        elif tag in inside:
            inside[tag] = False

    def text(piece: str) -> None:
        if inside["t"] and not inside["rPh"]:
            parts.append(piece)

    walk(archive.open("xl/sharedStrings.xml"), start, end, text)
    return found


def _refuse_doctype(*_: Any) -> None:
    raise Refusal("imports.broken_archive")


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _small(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    if name not in archive.namelist() or archive.getinfo(name).file_size > _SMALL:
        raise Refusal("imports.broken_archive")
    return archive.open(name)


def _styles(archive: zipfile.ZipFile) -> tuple[str, ...]:
    if "xl/styles.xml" not in archive.namelist():
        return ()
    codes: dict[str, str] = {}
    styles: list[str] = []
    within: list[str] = [""]

    def start(tag: str, found: Attributes) -> None:
        if tag in ("cellXfs", "cellStyleXfs"):
            within[0] = tag
        elif tag == "numFmt":
            codes[found.get("numFmtId", "")] = found.get("formatCode", "")
        elif tag == "xf" and within[0] == "cellXfs":
            styles.append(_shows(found.get("numFmtId", "0"), codes))

    walk(_small(archive, "xl/styles.xml"), start)
    return tuple(styles)


def _shows(number: str, codes: dict[str, str]) -> str:
    """`date`, a run of zeros that pads a number, or nothing."""
    code = codes.get(number)
    if code is None:
        return "date" if number.isdigit() and int(number) in _DATE_IDS else ""
    bare = _NOT_FORMAT.sub("", code.lower())
    if re.search(r"[ymdhs]", bare) and "general" not in bare:
        return "date"
    return code if re.fullmatch(r"00+", code) else ""
