"""What a file is by its content, whatever its name says, and a name that does no harm on any machine."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath

SIGNATURES = {"pdf": (b"%PDF-",), "png": (b"\x89PNG\r\n\x1a\n",), "jpeg": (b"\xff\xd8\xff",)}
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
MACROS = "vbaproject.bin"
ENDINGS = {"jpeg": (".jpg", ".jpeg")}
KINDS = (*SIGNATURES, *OFFICE)
MOST_PARTS = 5_000
LONGEST_NAME = 100

_HARMFUL = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def kind_of(content: bytes) -> str | None:
    """The kind of a file; None for one that is none of those known, and for a document with macros."""
    for kind, starts in SIGNATURES.items():
        if content.startswith(starts):
            return kind
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if len(names) > MOST_PARTS or any(name.lower().endswith(MACROS) for name in names):
        return None
    found = [kind for kind, part in OFFICE.items() if part in names]
    return found[0] if len(found) == 1 and "[Content_Types].xml" in names else None


def harmless_name(typed: str, kind: str) -> str:
    """The last part of a name without signs that mean something to a machine, and with the ending of its kind."""
    last = unicodedata.normalize("NFC", typed).replace("\\", "/").rpartition("/")[2]
    last = "".join(sign for sign in last if not "\ud800" <= sign <= "\udfff")
    clean = _HARMFUL.sub(" ", last).strip(" .")
    endings = ENDINGS.get(kind, (f".{kind}",))
    path = PurePosixPath(clean or "file")
    stem = path.stem if path.suffix.lower() in endings else path.name
    stem = stem[:LONGEST_NAME].strip(" .") or "file"
    stem = f"_{stem}" if _RESERVED.fullmatch(stem.partition(".")[0]) else stem
    return f"{stem}{path.suffix.lower() if path.suffix.lower() in endings else endings[0]}"
