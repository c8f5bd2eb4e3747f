"""Finds the encoding, the delimiter and the quote of a text file by fixed rules."""

import codecs
import csv
import unicodedata
from collections import Counter
from itertools import islice
from pathlib import Path

from db.errors import Refusal

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5", "cp1252")
DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x01", ":", "#", "!")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 2**17
_CHUNK = 2**20
_SAMPLE_RECORDS = 60


def find_encoding(path: Path) -> str:
    """The encoding of a text file: by its mark, by its NULs, else the first that fits."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if wide := _wide(head):
        return wide
    errors = {name: _errors(path, name) for name in ("utf-8", "gb18030")}
    # Python's sort is stable: of two that fit, utf-8 is taken
    return min(errors, key=lambda name: errors[name])


def _wide(head: bytes) -> str:
    if head.count(0) < len(head) // 20:
        return ""
    for name in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(name, "replace")
        plain = sum(char in "\r\n\t" or " " <= char <= "~" for char in text)
        strange = sum(unicodedata.category(char) in ("Cn", "Co", "Cc", "Cs") for char in text if char not in "\r\n\t")
        if plain * 20 > len(text) and strange * 50 < len(text):
            return name
    return ""


def _errors(path: Path, encoding: str) -> int:
    found = 0

    def count(error: UnicodeError) -> tuple[str, int]:
        nonlocal found
        found += 1
        return "", getattr(error, "end", 0)

    handler = f"baoke-count-{encoding}"
    codecs.register_error(handler, count)
    decoder = codecs.getincrementaldecoder(encoding)(handler)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    return found


def sample_text(path: Path, encoding: str) -> str:
    """The beginning of the file as text; a file that is no text is refused."""
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            text = file.read(_SAMPLE)
    except (LookupError, UnicodeError) as error:
        raise Refusal("imports.unknown_choice", what="encoding", name=encoding, choices=", ".join(ENCODINGS)) from error
    text = text.removeprefix("\ufeff")
    if not text.strip("\x00 \t\r\n,;|"):
        raise Refusal("imports.empty")
    strange = sum(char == "\ufffd" or (char < " " and char not in "\t\r\n\x01") for char in text)
    # a few bad signs in a short text are its rows' matter
    if strange * 50 > len(text) + 500:
        raise Refusal("imports.binary")
    return text


def find_quote(text: str) -> str:
    """The quoting sign: the apostrophe only where it surrounds cells and the double quote does not."""

    def around(quote: str) -> int:
        return sum(text.count(f"{sign}{quote}") for sign in (",", ";", "\t", "|"))

    return "'" if around("'") > 2 and around('"') == 0 and text.count("'") % 2 == 0 else '"'


def find_delimiter(text: str, quote: str) -> str:
    """The delimiter that cuts most sample records into the same number of cells."""
    lines = text.splitlines(keepends=True)
    if len(lines) > 1 and len(text) >= _SAMPLE:
        lines.pop()
    if lines[0].lower().startswith("sep=") and len(lines[0].strip("\r\n")) == 5:
        return lines[0][4]
    return max(DELIMITERS, key=lambda sign: _agreement(lines, sign, quote))


def _agreement(lines: list[str], delimiter: str, quote: str) -> tuple[float, int]:
    try:
        records = list(islice(csv.reader(lines, delimiter=delimiter, quotechar=quote), _SAMPLE_RECORDS))
    except csv.Error:
        return 0.0, 0
    widths = Counter(len(record) for record in records if any(cell.strip() for cell in record))
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if width < 2:
        return 0.0, 0
    return round(times / widths.total(), 1), width
