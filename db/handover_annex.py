"""The list that a certificate rests on, line by line as it was when all was moved, and the hash of it."""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa

from db.models.handovers import HandoverLine
from db.session import ActorSession

LINES: Any = HandoverLine.__table__  # type: ignore[attr-defined]
SAID = ("number", "name", "successor_id", "policies", "premium", "overdue")
"""What the certificate says of each customer, and its hash covers."""


def list_digest(session: ActorSession, handover_id: int) -> str:
    """The hash of every line, in the order of the list; the same for whoever asks, whatever they see of it."""
    # As it is stored: somebody who sees customers masked checks the same list.
    named = {name: sa.type_coerce(LINES.c[name], sa.String()) for name in ("number", "name")}
    rows = (
        sa.select(*(named.get(name, LINES.c[name]) for name in SAID))
        .where(LINES.c.handover_id == handover_id)
        .order_by(LINES.c.id)
    )
    summed = hashlib.sha256()
    for row in session.trusted().execute(rows).yield_per(10_000):
        summed.update(repr(tuple(row)).encode())
    return summed.hexdigest()
