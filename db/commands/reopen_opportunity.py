"""An opportunity that was closed by mistake, or that lives again, goes back to the stage it came from."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Denied, Invalid, Refusal
from db.models.sales import Opportunity, Outcome, StageChange
from db.periods import now, today
from db.record import found, fresh
from db.rules.entries import entered
from db.run import WritingSession
from db.scope import owns, sees


def reopen_opportunity(session: WritingSession, actor: Actor, *, opportunity_id: int, version: int, reason: str) -> int:
    """Open a won or lost opportunity again; only whoever leads its owner may. Answers the id of the stage change.

    What was done in the stage it goes back to counts as its evidence as before.
    """
    record = found(session, actor, Opportunity, opportunity_id)
    fresh(session, record, version)
    if record.outcome == Outcome.OPEN:
        raise Refusal("sales.still_open")
    _check_team(session, actor, record)
    said = entered(StageChange, reason=reason)
    if not said["reason"]:
        raise Invalid(fields={"reason": "entries.missing"})
    stage, since = _came_from(session, actor, record)
    step: dict[str, Any] = {"from_stage": record.stage, "to_stage": stage, "person_id": actor.person_id}
    days = (today() - (record.closed_on or today())).days
    record.stage, record.stage_since = stage, since
    found_stage = config().stages.stage(record.kind, stage)
    record.probability = found_stage.probability if found_stage else record.probability
    record.outcome, record.closed_on = Outcome.OPEN, None
    record.lost_reason = record.lost_note = None
    assert record.id is not None
    change = StageChange(
        opportunity_id=record.id, changed_on=today(), changed_at=now(), days=days, reason=said["reason"], **step
    )
    session.add(change)
    session.flush()
    assert change.id is not None
    return change.id


def _check_team(session: WritingSession, actor: Actor, record: Opportunity) -> None:
    """A member of another team sees the sale and may not open it again."""
    led = select(Opportunity.id).where(col(Opportunity.id) == record.id, owns(actor, Opportunity, [record.customer_id]))
    if session.exec(led).first() is None:
        raise Denied("sales.not_your_team")


def _came_from(session: WritingSession, actor: Actor, record: Opportunity) -> tuple[str, date]:
    """The stage before the end and the day it was entered; the first one where the history does not tell."""
    mine = (col(StageChange.opportunity_id) == record.id, sees(actor, StageChange, [record.customer_id]))
    ended = select(StageChange.from_stage).where(*mine, col(StageChange.to_stage) == record.stage)
    code = session.exec(ended.order_by(col(StageChange.id).desc()).limit(1)).first()
    stage = config().stages.stage(record.kind, code) if code else None
    if stage is None or stage.outcome:
        return config().stages.of(record.kind)[0].code, today()
    since = select(sa.func.max(StageChange.changed_on)).where(*mine, col(StageChange.to_stage) == stage.code)
    return stage.code, session.exec(since).one() or today()
