"""Files that belong together: the named ones of a folder, or of a ZIP of it."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from db.errors import Refusal
from db.imports.archives import check_density, copy
from db.imports.limits import LIMITS, Limits
from db.imports.unpacking import room


@contextmanager
def gathered(path: Path, wanted: Mapping[str, str], limits: Limits = LIMITS) -> Iterator[dict[str, Path]]:
    """Each wanted part's file by the part's name; what was unpacked is gone afterwards.

    `wanted` gives each part's file name without its ending.
    """
    if path.is_dir():
        files = {file.name: file for file in path.iterdir() if file.is_file()}
        if len(files) > limits.members:
            raise Refusal("imports.many_members", limit=limits.members)
        yield {part: files[name] for part, name in _chosen(files, wanted).items()}
        return
    if not zipfile.is_zipfile(path):
        raise Refusal("imports.not_a_folder", names=", ".join(wanted.values()))
    if path.stat().st_size > limits.packed_bytes:
        raise Refusal("imports.too_big", megabytes=limits.packed_bytes >> 20)
    with room() as folder:
        try:
            yield _unzipped(path, folder, wanted, limits)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise Refusal("imports.broken_archive") from error


def hash_of(path: Path, wanted: Mapping[str, str]) -> str:
    """What tells one content from another: of a folder, that of its wanted files."""
    if not path.is_dir():
        return _hash(path)
    with gathered(path, wanted) as files:
        content = [(part, file.name, _hash(file)) for part, file in sorted(files.items())]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _unzipped(path: Path, folder: Path, wanted: Mapping[str, str], limits: Limits) -> dict[str, Path]:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > limits.members:
            raise Refusal("imports.many_members", limit=limits.members)
        files = {
            entry.filename: entry
            for entry in entries
            if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
        }
        chosen = {part: files[name] for part, name in _chosen(files, wanted).items()}
        if any(entry.flag_bits & 1 for entry in chosen.values()):
            raise Refusal("imports.encrypted")
        check_density(
            sum(entry.file_size for entry in chosen.values()),
            sum(entry.compress_size for entry in chosen.values()),
            limits,
        )
        for part, entry in chosen.items():
            with archive.open(entry) as packed:
                copy(packed, folder / part, entry.compress_size, limits)
    return {part: folder / part for part in chosen}


def _chosen(names: Mapping[str, object], wanted: Mapping[str, str]) -> dict[str, str]:
    """The name of each part's file; a part without one, or with several, is refused by name."""
    found: dict[str, list[str]] = {part: [] for part in wanted}
    for name in sorted(names):
        stem = PurePosixPath(name).name.split(".")[0].casefold()
        for part, stem_wanted in wanted.items():
            if stem == stem_wanted.casefold():
                found[part].append(name)
    if missing := [wanted[part] for part, matching in found.items() if not matching]:
        raise Refusal("imports.missing_files", names=", ".join(missing), found=", ".join(sorted(names)[:20]) or "-")
    if doubled := [name for matching in found.values() if len(matching) > 1 for name in matching]:
        raise Refusal("imports.doubled_files", names=", ".join(doubled))
    return {part: matching[0] for part, matching in found.items()}
