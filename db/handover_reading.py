"""What a former owner may still read: for the days that config.toml grants, and not past their last one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.config import config
from db.errors import sentences
from db.handover_dated import MEMBERS
from db.handover_list import LINES
from db.models.handovers import Handover, HandoverReason
from db.models.people import Person
from db.periods import today
from db.run import WritingSession

HANDOVERS: Any = Handover.__table__  # type: ignore[attr-defined]


def let_read(session: WritingSession, actor: Actor, handover: Handover) -> None:
    """Who hands over may read what they owned for the days that config.toml grants; who leaves, to the last day."""
    until = today() + timedelta(config().handover.read_days - 1)
    if handover.reason == HandoverReason.LEFT:
        until = min(until, handover.last_day)
    active = sa.select(col(Person.active)).where(col(Person.id) == handover.leaver_id)
    if until < today() or not session.trusted().execute(active).scalar_one():
        return
    values = {
        "person_id": sa.literal(handover.leaver_id),
        "can_write": sa.literal(0),
        "valid_from": sa.literal(today(), sa.Date),
        "reason": sa.literal(sentences()["handovers.of_reading"][actor.language]),
        "version": sa.literal(1),
        "until": sa.literal(until, sa.Date),
    }
    rows = sa.select(LINES.c.customer_id, *values.values()).where(LINES.c.handover_id == handover.id)
    session.trusted().execute(sa.insert(MEMBERS).from_select(["customer_id", *values], rows))


def reading_of(person_id: int) -> tuple[Any, ...]:
    """The criteria of open memberships that somebody was left by a handover of theirs: sight for a time, of which
    nothing is to be handed on.
    """
    mine = sa.and_(LINES.c.customer_id == MEMBERS.c.customer_id, HANDOVERS.c.leaver_id == person_id)
    given = sa.select(LINES.c.id).join(HANDOVERS, HANDOVERS.c.id == LINES.c.handover_id)
    # Of one that was undone, too: what did not come back is still only read.
    given = given.where(mine, HANDOVERS.c.done_at.is_not(None))
    dated = (MEMBERS.c.until.is_not(None), MEMBERS.c.cover_id.is_(None), MEMBERS.c.can_write == 0)
    return (MEMBERS.c.person_id == person_id, MEMBERS.c.open == 1, *dated, given.correlate(MEMBERS).exists())


def end_reading_of(session: WritingSession, person_id: int) -> None:
    """Who goes for good, or hands over anew, reads nothing any more of what they handed over before."""
    ended = sa.case((MEMBERS.c.valid_from > today(), MEMBERS.c.valid_from), else_=today())
    over = sa.update(MEMBERS).where(*reading_of(person_id)).values(valid_to=ended, version=MEMBERS.c.version + 1)
    if many := session.trusted().execute(over).rowcount:
        session.notebook.notes["reading_ended"] = many


def end_reading(session: WritingSession, handover: Handover, customers: Any) -> None:
    """What the leaver was let read since is theirs again."""
    last = json.loads(handover.highest).get("membership", 0)
    theirs = sa.update(MEMBERS).where(
        MEMBERS.c.person_id == handover.leaver_id,
        MEMBERS.c.open == 1,
        MEMBERS.c.id > last,
        MEMBERS.c.customer_id.in_(customers),
    )
    session.trusted().execute(theirs.values(valid_to=today(), version=MEMBERS.c.version + 1))
