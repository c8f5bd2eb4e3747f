"""How many handovers somebody sees."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.handovers import Handover, HandoverState
from db.scope import sees
from db.session import ActorSession


def count_handovers(session: ActorSession, actor: Actor, *, states: Sequence[HandoverState] | None = None) -> int:
    """The handovers in sight; `states` keeps some of them."""
    counted = select(sa.func.count()).select_from(Handover).where(sees(actor, Handover))
    return int(session.exec(counted if states is None else counted.where(col(Handover.state).in_(states))).one())
