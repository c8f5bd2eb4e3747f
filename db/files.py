"""The folder of attached files: each under a name drawn by chance, readable by the app's own account alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable

from db.backup import files_folder
from db.errors import Refusal


def store(content: bytes) -> str:
    """Write a file; the name it is stored under, which tells nothing of it."""
    files_folder().mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    descriptor = os.open(files_folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def digest_of(content: bytes) -> str:
    """What tells a file from every other."""
    return hashlib.sha256(content).hexdigest()


def load(name: str, digest: str) -> bytes:
    """The content of a stored file; refused where it is gone or not what was stored."""
    try:
        content = (files_folder() / name).read_bytes()
    except OSError as gone:
        raise Refusal("files.gone") from gone
    if digest_of(content) != digest:
        raise Refusal("files.gone")
    return content


def drop(names: Iterable[str]) -> None:
    """Delete stored files; those that are gone already stay gone."""
    for name in names:
        (files_folder() / name).unlink(missing_ok=True)
