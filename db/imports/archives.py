"""Unpacks ZIP and GZ by what a file holds, not by its ending, and refuses bombs early."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from db.errors import Refusal
from db.imports.limits import LIMITS, Limits
from db.imports.unpacking import room

_CHUNK = 2**18
_LAYERS = 3
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".gz", ".zip")


@dataclass(frozen=True)
class Plain:
    """A file with its packing taken off: text or a workbook."""

    path: Path
    kind: str
    packing: str = ""
    member: str = ""
    members: tuple[str, ...] = ()


@contextmanager
def unpacked(path: Path, *, member: str = "", limits: Limits = LIMITS) -> Iterator[Plain]:
    """Yield the plain file inside `path`; what was unpacked is gone afterwards."""
    if path.stat().st_size > limits.packed_bytes:
        raise Refusal("imports.too_big", megabytes=limits.packed_bytes >> 20)
    with room() as folder:
        plain = Plain(path, "")
        for layer in range(_LAYERS + 1):
            plain = _peel(plain, folder / f"layer{layer}", member, limits)
            if plain.kind:
                break
        else:
            raise Refusal("imports.nested", layers=_LAYERS)
        yield plain


def _peel(plain: Plain, target: Path, member: str, limits: Limits) -> Plain:
    with plain.path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Refusal("imports.empty")
    if head.startswith(_OLE):
        raise Refusal("imports.old_workbook")
    try:
        if head.startswith(b"\x1f\x8b"):
            return _from_gzip(plain, target, limits)
        if head.startswith(b"PK"):
            return _from_zip(plain, target, member, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Refusal("imports.broken_archive") from error
    return Plain(plain.path, "text", plain.packing, plain.member, plain.members)


def _from_gzip(plain: Plain, target: Path, limits: Limits) -> Plain:
    with gzip.open(plain.path, "rb") as packed:
        copy(packed, target, plain.path.stat().st_size, limits)
    return Plain(target, "", f"{plain.packing} gz".strip(), plain.member, plain.members)


def _from_zip(plain: Plain, target: Path, member: str, limits: Limits) -> Plain:
    with zipfile.ZipFile(plain.path) as archive:
        entries = archive.infolist()
        if len(entries) > limits.members:
            raise Refusal("imports.many_members", limit=limits.members)
        names = {entry.filename for entry in entries}
        if any(name.startswith("xl/") for name in names):
            _check_workbook(entries, limits)
            return Plain(plain.path, "xlsx", plain.packing, plain.member, plain.members)
        entry, members = _choose(entries, "" if plain.members else member)
        if entry.flag_bits & 1:
            raise Refusal("imports.encrypted")
        check_density(entry.file_size, entry.compress_size, limits)
        with archive.open(entry) as packed:
            copy(packed, target, entry.compress_size, limits)
    packing = f"{plain.packing} zip".strip()
    return Plain(target, "", packing, entry.filename, members)


def _check_workbook(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise Refusal("imports.macros")
    if any(entry.filename.endswith("workbook.bin") for entry in entries):
        raise Refusal("imports.old_workbook")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("imports.encrypted")
    for entry in entries:
        check_density(entry.file_size, entry.compress_size, limits)
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Refusal("imports.too_big", megabytes=limits.unpacked_bytes >> 20)


def _choose(entries: list[zipfile.ZipInfo], member: str) -> tuple[zipfile.ZipInfo, tuple[str, ...]]:
    files = [
        entry
        for entry in entries
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/") and entry.file_size
    ]
    tables = [entry for entry in files if entry.filename.lower().endswith(_TABLES)] or files
    if not tables:
        raise Refusal("imports.empty")
    names = tuple(entry.filename for entry in tables)
    if member and member not in names:
        raise Refusal("imports.unknown_choice", what="member", name=member, choices=", ".join(names))
    if member:
        return tables[names.index(member)], names
    return max(tables, key=lambda entry: entry.file_size), names


def check_density(size: int, packed: int, limits: Limits) -> None:
    """Refuse what unpacks to too much, in all or for its packed size."""
    if size > limits.unpacked_bytes:
        raise Refusal("imports.too_big", megabytes=limits.unpacked_bytes >> 20)
    if size > limits.ratio_from_bytes and size > packed * limits.ratio:
        raise Refusal("imports.bomb")


def copy(packed: IO[bytes] | gzip.GzipFile, target: Path, packed_size: int, limits: Limits) -> None:
    """Write out what unpacks, as long as it stays within the limits."""
    size = 0
    with target.open("wb") as out:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            # the sizes an archive declares can lie: what comes out is what counts
            check_density(size, packed_size, limits)
            out.write(chunk)
