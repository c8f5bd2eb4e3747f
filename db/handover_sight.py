"""What successors can read of what they were given, by the same scope that their pages have."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.handover_list import ITEMS, LINES, items_of
from db.handover_moves import ACTIVITY, BESIDE
from db.holders import HELD, held_tables
from db.models.customers import Customer
from db.models.handovers import Handover
from db.queries.actors import actor_of
from db.run import WritingSession
from db.scope import visible


def unreadable(session: WritingSession, handover: Handover) -> int:
    """How many rows their successors hold and do not see."""
    who = sa.select(ITEMS.c.successor_id).where(ITEMS.c.handover_id == handover.id, ITEMS.c.moved == 1).distinct()
    found = 0
    for person in session.trusted().execute(who).scalars().all():
        successor = actor_of(person)
        for column, (model, _kind) in HELD.items():
            mine = items_of(handover, column.split(".")[0]) & (ITEMS.c.successor_id == person) & (ITEMS.c.moved == 1)
            unseen = sa.select(sa.func.count()).select_from(ITEMS).where(mine)
            if successor is not None:
                unseen = unseen.where(ITEMS.c.after_id.not_in(visible(successor, model)))
            found += int(session.trusted().execute(unseen).scalar_one())
    return found


def let_companions_go(session: WritingSession, handover: Handover) -> None:
    """Who was to come along to a visit that is out of their sight now, because its customer went to another team, does
    not: nobody is held by what they cannot see. They are listed, so that undoing brings them back.
    """
    listed = sa.select(LINES.c.customer_id).where(LINES.c.handover_id == handover.id)
    beside = sa.select(BESIDE.c.id, ACTIVITY.c.customer_id, BESIDE.c.person_id).join(
        ACTIVITY, ACTIVITY.c.id == BESIDE.c.activity_id
    )
    beside = beside.where(BESIDE.c.open == 1, ACTIVITY.c.customer_id.in_(listed))
    people = sa.select(beside.subquery().c.person_id).distinct()
    for person in session.trusted().execute(people).scalars().all():
        who = actor_of(person)
        lost = beside.where(BESIDE.c.person_id == person)
        if who is not None:
            lost = lost.where(ACTIVITY.c.customer_id.not_in(visible(who, Customer)))
        _let_go(session, handover, lost.subquery())


def _let_go(session: WritingSession, handover: Handover, lost: Any) -> None:
    name, held = str(BESIDE.name), sa.select(ITEMS.c.record_id).where(ITEMS.c.handover_id == handover.id)
    held = held.where(ITEMS.c.record_table == str(BESIDE.name))
    whose = sa.select(sa.literal(handover.id), sa.literal(name), *lost.c, sa.literal(0)).where(lost.c.id.not_in(held))
    names = ["handover_id", "record_table", "record_id", "customer_id", "person_id", "moved"]
    session.trusted().execute(sa.insert(ITEMS).from_select(names, whose))
    kept = sa.select(ITEMS.c.record_id).where(
        ITEMS.c.handover_id == handover.id,
        ITEMS.c.record_table == name,
        ITEMS.c.person_id != handover.leaver_id,
    )
    ended = sa.update(held_tables()[name]).where(BESIDE.c.id.in_(kept), BESIDE.c.open == 1)
    session.trusted().execute(ended.values(left_at=handover.done_at, open=None))
