"""The seals of the audit: each is keyed, and covers a row and the seal of the row before it.

Whoever changes, removes, inserts or reorders a row without the installation's secret breaks the chain there. Where it
ends is sealed too, and stands once in the database and once in a file beside the keys.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from db.keys import secret

COLUMNS = (
    *("id", "at", "command", "outcome", "actor_id", "actor_login"),
    *("record_table", "record_id", "change", "came_from"),
)
"""What of a row is sealed, in this order: everything but the seal itself."""


class Link(NamedTuple):
    """A row of the chain by its id and seal; the first one hangs on nothing."""

    id: int
    seal: str


NOTHING = Link(0, "")


@dataclass(frozen=True)
class End:
    """Where the chain begins and ends: rows up to `base` are not its own; `digest` covers those still there."""

    base: Link = NOTHING
    digest: str = ""
    last: Link = NOTHING

    def with_last(self, last: Link) -> End:
        """The same chain, grown."""
        return replace(self, last=last)


def chain_key() -> bytes:
    """The secret of the audit's seals, worked out once for many of them."""
    return secret("audit chain")


def key_mark() -> str:
    """Tells one installation's secret from another's, and nothing else about it."""
    return _seal(chain_key(), ["key"])[:16]


def seal_of(key: bytes, before: str, row: Sequence[Any]) -> str:
    """The seal of a row, given by COLUMNS, that follows the row with the seal `before`."""
    return _seal(key, ["row", before, *(_plain(value) for value in row)])


def end_seal(key: bytes, end: End) -> str:
    """The seal of where the chain ends, so that nobody else can move it."""
    return _seal(key, ["end", *end.base, end.digest, *end.last])


def anchor_seal(key: bytes, whose: str, link: Link) -> str:
    """The seal of the anchor of one database."""
    return _seal(key, ["anchor", whose, *link])


def archive_seal(key: bytes, first: Link, last: Link) -> str:
    """The seal of a file of rows: behind which one it begins, and which is its last."""
    return _seal(key, ["archive", *first, *last])


def same(one: str, other: str) -> bool:
    """Whether two seals agree, told in the same time wherever they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _seal(key: bytes, told: list[Any]) -> str:
    return hmac.digest(key, json.dumps(told, separators=(",", ":")).encode(), "sha256").hex()


def _plain(value: Any) -> Any:
    """Both databases keep an instant, but not in the same zone."""
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
