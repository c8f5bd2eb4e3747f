"""Gives back what a handover moved, as far as it is where the handover put it; nothing that was done since is lost."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.errors import sentences
from db.handover_dated import MEMBERS, OWNERSHIP
from db.handover_list import ENDING, ITEMS, holder, items_of
from db.handover_moves import ACTIVITY, BESIDE, LEAD, lead_steps
from db.handover_reading import end_reading
from db.holders import customer_of, held_tables
from db.models.handovers import Handover
from db.periods import today
from db.run import WritingSession

Skipped = list[int]
BACK = 2
"""On an item: it was moved, and given back."""


def give_back(session: WritingSession, actor: Actor, handover: Handover) -> Skipped:
    """Everything as before, by new rows where rows are dated; the customers that were handed on since, and stay."""
    said = sentences()["handovers.of_undo"][actor.language]
    skipped = _skipped(session, handover)
    _owners(session, handover, said)
    end_reading(session, handover, returned(handover))
    _members(session, handover, said)
    for name in held_tables():
        if name not in ENDING:
            _holders(session, handover, name)
            _since(session, handover, name)
    leads = (ITEMS.c.handover_id == handover.id) & (ITEMS.c.record_table == "lead") & (ITEMS.c.moved == BACK)
    lead_steps(session, actor, said, ITEMS.c.person_id, leads)
    _companions(session, handover)
    return skipped


def _still(handover: Handover, name: str) -> Any:
    """The items of a table whose row is still the successor's."""
    there = holder(held_tables()[name], ITEMS.c.after_id) == ITEMS.c.successor_id
    return items_of(handover, name) & (ITEMS.c.moved == 1) & there


def _with_successor() -> Any:
    """Whether an item's customer is its successor's now, be it by way of others who gave it back."""
    same = (OWNERSHIP.c.customer_id == ITEMS.c.customer_id) & (OWNERSHIP.c.person_id == ITEMS.c.successor_id)
    return sa.select(OWNERSHIP.c.id).where(same, OWNERSHIP.c.open == 1).correlate(ITEMS).exists()


def _skipped(session: WritingSession, handover: Handover) -> Skipped:
    gone = sa.select(ITEMS.c.customer_id).where(items_of(handover, "ownership"), ~_with_successor())
    return sorted(session.trusted().execute(gone).scalars())


def returned(handover: Handover) -> Any:
    """Ids of the customers that are the leaver's again."""
    return sa.select(ITEMS.c.customer_id).where(items_of(handover, "ownership"), ITEMS.c.moved == BACK)


def _owners(session: WritingSession, handover: Handover, said: str) -> None:
    connection = session.trusted()
    # Noted before the rows end by which it is told.
    _mark(session, items_of(handover, "ownership") & (ITEMS.c.moved == 1) & _with_successor())
    mine = (items_of(handover, "ownership"), ITEMS.c.moved == BACK)
    ended = sa.update(OWNERSHIP).where(OWNERSHIP.c.open == 1, OWNERSHIP.c.customer_id.in_(returned(handover)))
    connection.execute(ended.values(valid_to=today()))
    again = sa.select(ITEMS.c.customer_id, ITEMS.c.person_id, sa.literal(today(), sa.Date), sa.literal(said))
    names = ["customer_id", "person_id", "valid_from", "reason"]
    connection.execute(sa.insert(OWNERSHIP).from_select(names, again.where(*mine)))


def _mark(session: WritingSession, which: Any) -> None:
    """Note which items go back."""
    session.trusted().execute(sa.update(ITEMS).where(which).values(moved=BACK))


def _members(session: WritingSession, handover: Handover, said: str) -> None:
    connection = session.trusted()
    # By whose it is, not by which row: one that rested meanwhile, or went on and came back, is another row.
    of = items_of(handover, "membership")
    held = (MEMBERS.c.customer_id == ITEMS.c.customer_id, MEMBERS.c.person_id == ITEMS.c.successor_id)
    _mark(session, of & (ITEMS.c.moved == 1) & sa.exists().where(*held, MEMBERS.c.open == 1).correlate(ITEMS))
    ended = sa.update(MEMBERS).where(MEMBERS.c.open == 1, sa.exists().where(of, ITEMS.c.moved == BACK, *held))
    connection.execute(ended.values(valid_to=today(), version=MEMBERS.c.version + 1))
    there = MEMBERS.alias("there")
    same = (there.c.customer_id == MEMBERS.c.customer_id) & (there.c.person_id == handover.leaver_id)
    known = sa.select(there.c.id).where(same, there.c.open == 1).correlate(MEMBERS)
    again = sa.select(
        MEMBERS.c.customer_id, MEMBERS.c.person_id, MEMBERS.c.can_write, sa.literal(today(), sa.Date),
        sa.literal(said), sa.literal(1), MEMBERS.c.until,
    ).join(ITEMS, ITEMS.c.record_id == MEMBERS.c.id)  # fmt: skip
    again = again.where(of, ITEMS.c.moved != 1, ~sa.exists(known))
    names = ["customer_id", "person_id", "can_write", "valid_from", "reason", "version", "until"]
    connection.execute(sa.insert(MEMBERS).from_select(names, again))


def _holders(session: WritingSession, handover: Handover, name: str) -> None:
    """What is still open with the successor is the leaver's again."""
    table: Any = held_tables()[name]
    on = sa.select(ITEMS.c.customer_id).where(items_of(handover, "ownership"), ITEMS.c.moved == 1)
    stays = ITEMS.c.customer_id.is_(None) | ITEMS.c.customer_id.not_in(on)
    _mark(session, _still(handover, name) & stays)
    ids = sa.select(ITEMS.c.record_id).where(items_of(handover, name), ITEMS.c.moved == BACK)
    _give(session, handover, table, table.c.id.in_(ids))


def _since(session: WritingSession, handover: Handover, name: str) -> None:
    """What a successor has begun since with a customer that goes back goes with the customer."""
    source, customer = customer_of(name)
    if customer is None:
        return
    table: Any = held_tables()[name]
    last = json.loads(handover.highest).get(name, 0)
    takers = sa.select(ITEMS.c.successor_id).where(items_of(handover, "ownership"))
    later = sa.select(table.c.id).select_from(source).where(customer.in_(returned(handover)), table.c.id > last)
    _give(session, handover, table, table.c.id.in_(later.where(table.c.open == 1, table.c.person_id.in_(takers))))


def _give(session: WritingSession, handover: Handover, table: Any, which: Any) -> None:
    values: dict[str, Any] = {"person_id": handover.leaver_id}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    if table is ACTIVITY:
        other = ACTIVITY.alias("other")
        same = (other.c.person_id == handover.leaver_id) & (other.c.cause == ACTIVITY.c.cause)
        taken = sa.select(other.c.id).where(same, other.c.cause_id == ACTIVITY.c.cause_id, other.c.open == 1)
        values["cause_id"] = sa.case((sa.exists(taken.correlate(ACTIVITY)), sa.null()), else_=ACTIVITY.c.cause_id)
    if table is LEAD:
        values |= {"unit_id": handover.unit_id, "assigned_on": today()}
    session.trusted().execute(sa.update(table).where(which).values(values))


def _companions(session: WritingSession, handover: Handover) -> None:
    """Who came along comes along again, where the visit is still to be made."""
    name, connection = "activity_participant", session.trusted()
    _mark(session, _still(handover, name))
    ids = sa.select(ITEMS.c.record_id).where(items_of(handover, name), ITEMS.c.moved == BACK)
    connection.execute(sa.update(BESIDE).where(BESIDE.c.id.in_(ids)).values(person_id=handover.leaver_id))
    planned = sa.select(ACTIVITY.c.id).where(ACTIVITY.c.open == 1)
    listed = (ITEMS.c.handover_id == handover.id) & (ITEMS.c.record_table == name) & (ITEMS.c.moved == 0)
    ended = sa.select(ITEMS.c.record_id).where(listed)
    again = sa.update(BESIDE).where(
        BESIDE.c.id.in_(ended), BESIDE.c.left_at == handover.done_at, BESIDE.c.activity_id.in_(planned)
    )
    connection.execute(again.values(left_at=None, open=1))
