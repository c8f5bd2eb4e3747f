"""An opportunity moves to another stage, if what that needs is there."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.config_shape import Stage
from db.errors import Refusal
from db.hopes import Hopes, hoped, note_hopes
from db.models.sales import Opportunity, Outcome, SaleKind, StageChange
from db.periods import now, today
from db.project_parts import settle_all
from db.queries.evidence import kinds_done
from db.record import found, fresh
from db.rules.stages import NotReady, evidence_for, lacking
from db.run import WritingSession
from db.scope import sees


def advance_opportunity(
    session: WritingSession,
    actor: Actor,
    *,
    opportunity_id: int,
    version: int,
    to_stage: str,
    expected_premium: int,
    expected_close: date,
    next_step: str = "",
    next_step_on: date | None = None,
    competitor: str = "",
    lost_reason: str = "",
    lost_note: str = "",
) -> int:
    """Move an opportunity; raises NotReady with what is missing. Answers the id of the stage change."""
    record = found(session, actor, Opportunity, opportunity_id)
    fresh(session, record, version)
    target = _target(record, to_stage)
    hopes = {"expected_premium": expected_premium, "expected_close": expected_close}
    steps = {"next_step": next_step, "next_step_on": next_step_on}
    end = {"competitor": competitor, "lost_reason": lost_reason, "lost_note": lost_note}
    before = Hopes.of(record)
    for field, value in hoped(session, record, **hopes, **steps, **end).items():
        setattr(record, field, value)
    with session.no_autoflush:
        done, entered = kinds_done(session, actor, record), _entered_on(session, actor, record)
    needed = evidence_for(config().stages.of(record.kind), record.stage, to_stage)
    if missing := lacking(needed, record.model_dump(), done):
        raise NotReady(missing=missing, stage=target.name[actor.language])
    note_hopes(session, actor, record, before)
    if target.outcome and record.kind == SaleKind.PROJECT:
        settle_all(session, actor, record)
    change = _moved(record, target, actor, entered)
    session.add(change)
    session.flush()
    assert change.id is not None
    return change.id


def _target(record: Opportunity, to_stage: str) -> Stage:
    if record.outcome != Outcome.OPEN:
        raise Refusal("sales.closed")
    now_in = config().stages.stage(record.kind, record.stage)
    target = config().stages.stage(record.kind, to_stage)
    if target is None or (now_in is not None and to_stage not in now_in.next):
        raise Refusal("sales.no_such_step")
    return target


def _entered_on(session: WritingSession, actor: Actor, record: Opportunity) -> date:
    """When the stage was entered last; one that was opened again keeps the day of its stage for its evidence alone."""
    last = select(sa.func.max(StageChange.changed_on)).where(
        col(StageChange.opportunity_id) == record.id, sees(actor, StageChange, [record.customer_id])
    )
    return max(record.stage_since, session.exec(last).one() or record.stage_since)


def _moved(record: Opportunity, target: Stage, actor: Actor, entered: date) -> StageChange:
    step: dict[str, Any] = {"from_stage": record.stage, "to_stage": target.code, "person_id": actor.person_id}
    days = (today() - entered).days
    record.stage, record.probability = target.code, target.probability
    record.stage_since = record.evidence_on = today()
    if target.outcome:
        record.outcome, record.closed_on = Outcome(target.outcome), today()
    if record.outcome == Outcome.LOST:
        step["reason"] = record.lost_reason
    assert record.id is not None
    return StageChange(opportunity_id=record.id, changed_on=today(), changed_at=now(), days=days, **step)
