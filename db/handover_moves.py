"""Moves all that a handover lists, each table by a few statements whatever the size of the book."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.errors import sentences
from db.handover_dated import ids_of, move_members, move_owners
from db.handover_list import ENDING, ITEMS, items_of
from db.holders import held_tables
from db.models.handovers import Handover, HandoverReason
from db.models.leads import LeadEvent, LeadStep
from db.models.people import Placement
from db.models.sales import Lead
from db.models.talk import ActivityParticipant
from db.models.work import Activity
from db.periods import now, today
from db.run import WritingSession

ACTIVITY: Any = Activity.__table__  # type: ignore[attr-defined]
BESIDE: Any = ActivityParticipant.__table__  # type: ignore[attr-defined]
LEAD: Any = Lead.__table__  # type: ignore[attr-defined]
STEPS: Any = LeadEvent.__table__  # type: ignore[attr-defined]
PLACES: Any = Placement.__table__  # type: ignore[attr-defined]
SAID = {
    HandoverReason.LEFT: "handovers.of_left",
    HandoverReason.MOVED: "handovers.of_moved",
    HandoverReason.LONG_LEAVE: "handovers.of_long_leave",
}
"""What new rows give as their reason."""


def move_all(session: WritingSession, actor: Actor, handover: Handover) -> None:
    """Give every item of the list to its successor; what each became is noted on the item."""
    said = sentences()[SAID[handover.reason]][actor.language]
    move_owners(session, handover, said)
    move_members(session, handover, said)
    for name in held_tables():
        if name not in ENDING:
            _holders(session, handover, name)
    lead_steps(session, actor, said, ITEMS.c.successor_id, items_of(handover, "lead"))
    # After the activities: who makes a visit now does not come along to it as well.
    _companions(session, handover)


def _to_successors(handover: Handover, name: str, table: Any) -> Any:
    """An UPDATE of the rows that the leaver's items of one table name, each beside its item and so its successor."""
    return sa.update(table).where(items_of(handover, name), ITEMS.c.record_id == table.c.id)


def _holders(session: WritingSession, handover: Handover, name: str) -> None:
    """Rows that name who holds them name the successor."""
    table: Any = held_tables()[name]
    values: dict[str, Any] = {"person_id": ITEMS.c.successor_id}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    if table is ACTIVITY:
        values["cause_id"] = _cause()
    if table is LEAD:
        values |= {"assigned_on": today(), "unit_id": _unit()}
    session.trusted().execute(_to_successors(handover, name, table).values(values))


def _cause() -> Any:
    """What an activity is due for; nothing where the successor has planned one for the same already."""
    other = ACTIVITY.alias("other")
    same = (other.c.person_id == ITEMS.c.successor_id) & (other.c.cause == ACTIVITY.c.cause)
    taken = sa.select(other.c.id).where(same, other.c.cause_id == ACTIVITY.c.cause_id, other.c.open == 1)
    return sa.case((sa.exists(taken.correlate(ACTIVITY, ITEMS)), sa.null()), else_=ACTIVITY.c.cause_id)


def _unit() -> Any:
    """A lead goes to its successor's unit."""
    place = sa.select(PLACES.c.unit_id).where(PLACES.c.person_id == ITEMS.c.successor_id, PLACES.c.open == 1)
    return sa.func.coalesce(place.correlate(ITEMS).scalar_subquery(), LEAD.c.unit_id)


def lead_steps(session: WritingSession, actor: Actor, said: str, holder: Any, which: Any) -> None:
    """Put on record that leads are somebody else's: those of some items, and the item's column that says whose."""
    told: dict[str, Any] = {
        "step": sa.literal(LeadStep.ASSIGNED, STEPS.c.step.type),
        "happened_on": sa.literal(today(), sa.Date),
        "at": sa.literal(now(), STEPS.c.at.type),
        "person_id": sa.literal(actor.person_id or None, sa.Integer),
        "way": sa.literal(""),
        "note": sa.literal(said),
    }
    rows = sa.select(ITEMS.c.record_id, holder, *told.values()).where(which)
    session.trusted().execute(sa.insert(STEPS).from_select(["lead_id", "holder_id", *told], rows))


def _companions(session: WritingSession, handover: Handover) -> None:
    """The successor comes along in the leaver's place, unless the visit is theirs or they come along already."""
    connection, mine = session.trusted(), items_of(handover, "activity_participant")
    joined = BESIDE.alias("joined")
    there = (
        sa.select(BESIDE.c.id)
        .join(ACTIVITY, ACTIVITY.c.id == BESIDE.c.activity_id)
        .outerjoin(
            joined,
            (joined.c.activity_id == BESIDE.c.activity_id)
            & (joined.c.part == BESIDE.c.part)
            & (joined.c.person_id == ITEMS.c.successor_id),
        )
        .where(BESIDE.c.id == ITEMS.c.record_id)
        .where((ACTIVITY.c.person_id == ITEMS.c.successor_id) | joined.c.id.is_not(None))
        .correlate(ITEMS)
    )
    connection.execute(sa.update(ITEMS).where(mine).values(moved=sa.case((sa.exists(there), 0), else_=1)))
    connection.execute(sa.update(ITEMS).where(mine, ITEMS.c.moved == 1).values(after_id=ITEMS.c.record_id))
    ended = sa.update(BESIDE).where(BESIDE.c.id.in_(ids_of(handover, "activity_participant", ITEMS.c.moved == 0)))
    connection.execute(ended.values(left_at=handover.done_at, open=None))
    moved = _to_successors(handover, "activity_participant", BESIDE).where(ITEMS.c.moved == 1)
    connection.execute(moved.values(person_id=ITEMS.c.successor_id))
