"""For whom each row of a handover is: customers by the rule, leads in turn, and whatever hangs elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

import sqlalchemy as sa

from db.access import Actor
from db.config import config
from db.errors import Refusal
from db.handover_dated import OWNERSHIP
from db.handover_list import ITEMS, LINES, follow
from db.models.handovers import Handover
from db.queries.split_facts import split_facts
from db.rules.split import NoRoomError, propose
from db.rules.split_parties import Successor
from db.run import WritingSession


def split(session: WritingSession, actor: Actor, handover: Handover, people: Sequence[int]) -> int:
    """Propose a successor for each customer that nobody chose one for by hand; how many there are.

    By the rule of db/rules/split.py, with what was chosen by hand already counted as theirs.
    """
    mine = (LINES.c.handover_id == handover.id) & (LINES.c.by_rule == 1)
    connection = session.trusted()
    listed = set(connection.execute(sa.select(LINES.c.customer_id).where(mine)).scalars())
    facts = split_facts(session, actor, leaver_id=handover.leaver_id, people=people)
    handed = [one for one in facts.customers if one.id in listed]
    try:
        chosen = propose(handed, _with_chosen(session, handover, facts.successors), config().handover.split)
    except NoRoomError as full:
        raise Refusal("handovers.no_room", missing=full.missing) from full
    if chosen:
        change = sa.update(LINES).where(mine, LINES.c.customer_id == sa.bindparam("customer"))
        change = change.values(successor_id=sa.bindparam("taker"), version=LINES.c.version + 1)
        connection.execute(change, [{"customer": one.customer_id, "taker": one.successor_id} for one in chosen])
    follow(session, handover)
    place_rest(session, handover, people)
    return len(chosen)


def forget_choices(session: WritingSession, handover: Handover) -> None:
    """Leave to the rule again what was chosen by hand."""
    by_hand = sa.update(LINES).where((LINES.c.handover_id == handover.id) & (LINES.c.by_rule == 0))
    session.trusted().execute(by_hand.values(by_rule=1, version=LINES.c.version + 1))


def _with_chosen(session: WritingSession, handover: Handover, successors: Sequence[Successor]) -> list[Successor]:
    """The successors, each with what was chosen for them by hand besides what they own."""
    by_hand = (
        sa.select(LINES.c.successor_id, sa.func.count(), sa.func.sum(LINES.c.premium))
        .where(LINES.c.handover_id == handover.id, LINES.c.by_rule == 0, LINES.c.successor_id.is_not(None))
        .group_by(LINES.c.successor_id)
    )
    given = {row[0]: (int(row[1]), int(row[2])) for row in session.trusted().execute(by_hand)}
    return [
        replace(one, customers=one.customers + number, premium=one.premium + premium)
        for one in successors
        for number, premium in [given.get(one.id, (0, 0))]
    ]


def place_rest(session: WritingSession, handover: Handover, people: Sequence[int]) -> None:
    """What hangs on no customer of the list: leads go round; another's customer is looked after by its owner, or, where
    the leaver was a member, by whoever takes the most.
    """
    _leads(session, handover, people)
    listed = sa.select(LINES.c.customer_id).where(LINES.c.handover_id == handover.id)
    joined = sa.select(ITEMS.c.customer_id).where(
        ITEMS.c.handover_id == handover.id, ITEMS.c.record_table == "membership"
    )
    owner = (
        sa.select(OWNERSHIP.c.person_id)
        .where(OWNERSHIP.c.customer_id == ITEMS.c.customer_id, OWNERSHIP.c.open == 1)
        .correlate(ITEMS)
        .scalar_subquery()
    )
    rest = sa.update(ITEMS).where(
        ITEMS.c.handover_id == handover.id, ITEMS.c.customer_id.is_not(None), ITEMS.c.customer_id.not_in(listed)
    )
    session.trusted().execute(rest.where(ITEMS.c.customer_id.not_in(joined)).values(successor_id=owner))
    chief = _chief(session, handover, people)
    session.trusted().execute(rest.where(ITEMS.c.customer_id.in_(joined)).values(successor_id=chief))


def _leads(session: WritingSession, handover: Handover, people: Sequence[int]) -> None:
    free = sa.select(ITEMS.c.id).where(ITEMS.c.handover_id == handover.id, ITEMS.c.customer_id.is_(None))
    rows = list(session.trusted().execute(free.order_by(ITEMS.c.record_id)).scalars())
    if rows:
        change = sa.update(ITEMS).where(ITEMS.c.id == sa.bindparam("item"))
        given = [{"item": item, "taker": taker} for item, taker in zip(rows, cycle(people), strict=False)]
        session.trusted().execute(change.values(successor_id=sa.bindparam("taker")), given)


def _chief(session: WritingSession, handover: Handover, people: Sequence[int]) -> int:
    """Of these people who takes the most customers; the first of them where nobody takes any."""
    counted = sa.select(LINES.c.successor_id, sa.func.count()).where(LINES.c.handover_id == handover.id)
    taken = {row[0]: row[1] for row in session.trusted().execute(counted.group_by(LINES.c.successor_id))}
    return max(people, key=lambda one: (taken.get(one, 0), -people.index(one)))
