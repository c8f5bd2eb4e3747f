"""Which customers of a handover lack something on record, as their records stand now."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.memory import remembered
from db.models.handovers import HandoverLine
from db.periods import today
from db.queries.completeness import AT_ONCE, completeness
from db.scope import sees
from db.session import ActorSession


def lines_lacking(session: ActorSession, actor: Actor, handover_id: int, part: str) -> list[int]:
    """Ids of the customers in sight that lack something of one part, of as many of the dearest as are scored."""
    key = ("lines_lacking", handover_id, part, today())
    return remembered(session, key, lambda: _lacking(session, actor, handover_id, part))


def _lacking(session: ActorSession, actor: Actor, handover_id: int, part: str) -> list[int]:
    listed = (
        select(HandoverLine.customer_id)
        .where(col(HandoverLine.handover_id) == handover_id, sees(actor, HandoverLine))
        .order_by(col(HandoverLine.premium).desc(), col(HandoverLine.id))
        .limit(AT_ONCE)
    )
    found = completeness(session, actor, list(session.exec(listed)))
    return sorted(number for number, score in found.items() if any(one.part == part for one in score.gaps))
