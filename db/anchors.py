"""How far the audit reached, in a file beside the keys: a database whose last rows were cut off contradicts it.

One file per database, one line of fixed length that is written in place after each commit. It may lag behind the
database, never run ahead of it.
"""

from __future__ import annotations

import hashlib
import logging
import os
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from db.chain import Link, anchor_seal, chain_key, same
from db.keys import data_folder

log = logging.getLogger(__name__)
FOLDER = "audit_anchors"
BROKEN = Link(-1, "")
"""Stands for a line that this installation did not write."""


def anchor_of(url: str) -> Link | None:
    """The row that was the last one when the file was written; BROKEN if others wrote it, None without a file."""
    try:
        told = _file(url).read_text("ascii").split()
        link = Link(int(told[0]), told[1])
        sound = same(told[2], anchor_seal(chain_key(), _whose(url), link))
    except FileNotFoundError:
        return None
    except (ValueError, IndexError):
        return BROKEN
    return link if sound else BROKEN


def write_anchor(url: str, link: Link) -> None:
    """Say that the chain reaches this row. What is committed stays so: a file that cannot be written is for the log."""
    line = f"{link.id:020} {link.seal:64} {anchor_seal(chain_key(), _whose(url), link)}\n"
    try:
        descriptor = os.open(_made(_file(url)), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode("ascii"))
        finally:
            os.close(descriptor)
    except OSError:
        log.exception("the end of the audit could not be anchored")


def _file(url: str) -> Path:
    return _named(data_folder(), url)


@lru_cache(maxsize=64)
def _named(folder: Path, url: str) -> Path:
    return folder / FOLDER / f"{hashlib.sha256(_whose(url).encode()).hexdigest()[:16]}.txt"


def _made(file: Path) -> Path:
    if not file.exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
    return file


@lru_cache(maxsize=64)
def _whose(url: str) -> str:
    """A database by its place, whoever signs in to it."""
    parts = sa.make_url(url)
    if parts.drivername.startswith("sqlite"):
        return str(Path(parts.database or "").absolute())
    return f"{parts.host or ''}:{parts.port or ''}/{parts.database or ''}"
