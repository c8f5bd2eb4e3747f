"""Where files are unpacked: a folder of our own, in which what a kill leaves behind is found and removed."""

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from db.keys import data_folder


@contextmanager
def room() -> Iterator[Path]:
    """A new folder that is gone afterwards; it holds customers' data, so those of killed imports go first."""
    rooms = data_folder() / "unpacked"
    rooms.mkdir(mode=0o700, exist_ok=True)
    for left in rooms.glob("*.lock"):
        with contextlib.suppress(Timeout), _held(left):
            pass
    with _held(rooms / f"{secrets.token_hex(8)}.lock") as folder:
        folder.mkdir(mode=0o700)
        yield folder


@contextmanager
def _held(lock: Path) -> Iterator[Path]:
    """The folder of a lock; Timeout while another holds it. Both are removed in the end."""
    folder = lock.with_suffix("")
    with FileLock(lock, timeout=0):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    lock.unlink(missing_ok=True)
