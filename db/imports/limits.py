"""How big, how dense and how slow an import file may be."""

import time
from dataclasses import dataclass

from db.errors import Refusal


@dataclass(frozen=True)
class Limits:
    """Bounds a file is held to, so that no upload can take the machine's memory or time."""

    packed_bytes: int = 100 * 2**20
    unpacked_bytes: int = 300 * 2**20
    ratio: int = 200
    # below this an archive may be as dense as it likes: a small table of zeros is no bomb
    ratio_from_bytes: int = 8 * 2**20
    members: int = 1_000
    rows: int = 1_000_000
    columns: int = 500
    cell: int = 32_767
    line: int = 1_000_000
    record_lines: int = 50
    seconds: float = 900.0


LIMITS = Limits()


class Deadline:
    """Refuses once a file has taken longer than it may."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def check(self) -> None:
        """Raise a refusal when the time is up."""
        if time.monotonic() > self.end:
            raise Refusal("imports.too_slow", seconds=int(self.seconds))
