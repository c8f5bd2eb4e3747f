"""Moves all that a handover lists, each table by a few statements whatever the size of the book."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.errors import sentences
from db.handover_list import ITEMS, LINES, items_of
from db.holders import held_tables
from db.models.customers import Membership, Ownership
from db.models.handovers import Handover
from db.models.leads import LeadEvent, LeadStep
from db.models.people import Placement
from db.models.sales import Lead
from db.models.talk import ActivityParticipant
from db.models.work import Activity
from db.periods import now, today
from db.run import WritingSession

OWNERSHIP: Any = Ownership.__table__  # type: ignore[attr-defined]
MEMBERS: Any = Membership.__table__  # type: ignore[attr-defined]
ACTIVITY: Any = Activity.__table__  # type: ignore[attr-defined]
BESIDE: Any = ActivityParticipant.__table__  # type: ignore[attr-defined]
LEAD: Any = Lead.__table__  # type: ignore[attr-defined]
STEPS: Any = LeadEvent.__table__  # type: ignore[attr-defined]
PLACES: Any = Placement.__table__  # type: ignore[attr-defined]


def move_all(session: WritingSession, actor: Actor, handover: Handover) -> None:
    """Give every item of the list to its successor; what each became is noted on the item."""
    said = sentences()[f"handovers.of_{handover.reason}"][actor.language]
    _owners(session, handover, said)
    _members(session, handover, said)
    for name in held_tables():
        if name not in ("ownership", "membership", "activity_participant"):
            _holders(session, handover, name)
    lead_steps(session, actor, said, ITEMS.c.successor_id, items_of(handover, "lead"))
    # After the activities: who makes a visit now does not come along to it as well.
    _companions(session, handover)


def _ids(handover: Handover, name: str, *criteria: Any) -> Any:
    return sa.select(ITEMS.c.record_id).where(items_of(handover, name), *criteria)


def _successor(handover: Handover, name: str, table: Any) -> Any:
    whose = sa.select(ITEMS.c.successor_id).where(items_of(handover, name), ITEMS.c.record_id == table.c.id)
    return whose.correlate(table).scalar_subquery()


def _owners(session: WritingSession, handover: Handover, said: str) -> None:
    connection = session.trusted()
    ended = sa.update(OWNERSHIP).where(OWNERSHIP.c.id.in_(_ids(handover, "ownership")))
    connection.execute(ended.values(valid_to=today()))
    taken = sa.select(LINES.c.customer_id, LINES.c.successor_id, sa.literal(today(), sa.Date), sa.literal(said))
    taken = taken.where(LINES.c.handover_id == handover.id)
    names = ["customer_id", "person_id", "valid_from", "reason"]
    connection.execute(sa.insert(OWNERSHIP).from_select(names, taken))
    now_owned = (
        sa.select(OWNERSHIP.c.id)
        .where(OWNERSHIP.c.customer_id == ITEMS.c.customer_id, OWNERSHIP.c.open == 1)
        .correlate(ITEMS)
        .scalar_subquery()
    )
    connection.execute(sa.update(ITEMS).where(items_of(handover, "ownership")).values(after_id=now_owned, moved=1))


def _members(session: WritingSession, handover: Handover, said: str) -> None:
    """A membership goes on with the successor, unless they own the customer or are a member of it already."""
    connection = session.trusted()
    ended = sa.update(MEMBERS).where(MEMBERS.c.id.in_(_ids(handover, "membership")))
    connection.execute(ended.values(valid_to=today(), version=MEMBERS.c.version + 1))

    def held_by_successor(table: Any) -> Any:
        same = (table.c.customer_id == ITEMS.c.customer_id) & (table.c.person_id == ITEMS.c.successor_id)
        return sa.select(table.c.id).where(same, table.c.open == 1).correlate(ITEMS)

    there = sa.exists(held_by_successor(OWNERSHIP)) | sa.exists(held_by_successor(MEMBERS))
    mine = items_of(handover, "membership")
    connection.execute(sa.update(ITEMS).where(mine).values(moved=sa.case((there, 0), else_=1)))
    begun = sa.select(
        MEMBERS.c.customer_id, ITEMS.c.successor_id, MEMBERS.c.can_write, sa.literal(today(), sa.Date),
        sa.literal(said), sa.literal(1),
    ).join(MEMBERS, MEMBERS.c.id == ITEMS.c.record_id)  # fmt: skip
    names = ["customer_id", "person_id", "can_write", "valid_from", "reason", "version"]
    connection.execute(sa.insert(MEMBERS).from_select(names, begun.where(mine, ITEMS.c.moved == 1)))
    after = held_by_successor(MEMBERS).scalar_subquery()
    connection.execute(sa.update(ITEMS).where(mine, ITEMS.c.moved == 1).values(after_id=after))


def _holders(session: WritingSession, handover: Handover, name: str) -> None:
    """Rows that name who holds them name the successor."""
    table: Any = held_tables()[name]
    values: dict[str, Any] = {"person_id": _successor(handover, name, table)}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    if table is ACTIVITY:
        values["cause_id"] = _cause(handover)
    if table is LEAD:
        values |= {"assigned_on": today(), "unit_id": _unit(handover)}
    connection = session.trusted()
    connection.execute(sa.update(table).where(table.c.id.in_(_ids(handover, name))).values(values))
    done = sa.update(ITEMS).where(items_of(handover, name))
    connection.execute(done.values(after_id=ITEMS.c.record_id, moved=1))


def _cause(handover: Handover) -> Any:
    """What an activity is due for; nothing where the successor has planned one for the same already."""
    other = ACTIVITY.alias("other")
    same = (other.c.person_id == _successor(handover, "activity", ACTIVITY)) & (other.c.cause == ACTIVITY.c.cause)
    taken = sa.select(other.c.id).where(same, other.c.cause_id == ACTIVITY.c.cause_id, other.c.open == 1)
    return sa.case((sa.exists(taken.correlate(ACTIVITY)), sa.null()), else_=ACTIVITY.c.cause_id)


def _unit(handover: Handover) -> Any:
    """A lead goes to its successor's unit."""
    place = sa.select(PLACES.c.unit_id).where(
        PLACES.c.person_id == _successor(handover, "lead", LEAD), PLACES.c.open == 1
    )
    return sa.func.coalesce(place.correlate(LEAD).scalar_subquery(), LEAD.c.unit_id)


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
    ended = sa.update(BESIDE).where(BESIDE.c.id.in_(_ids(handover, "activity_participant", ITEMS.c.moved == 0)))
    connection.execute(ended.values(left_at=handover.done_at, open=None))
    moved = sa.update(BESIDE).where(BESIDE.c.id.in_(_ids(handover, "activity_participant", ITEMS.c.moved == 1)))
    connection.execute(moved.values(person_id=_successor(handover, "activity_participant", BESIDE)))
