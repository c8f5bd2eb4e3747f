"""What the commands of a handover share: who leads it, what voids its signatures, who has to sign, and who may take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.colleagues import SELLERS, sellers
from db.config import config
from db.errors import Denied, Invalid, Refusal
from db.handover_list import ITEMS, LINES
from db.handover_notices import tell
from db.models.handovers import UNDER_WAY, Handover, HandoverSigning, HandoverState
from db.models.people import Person, Placement, Role
from db.periods import now
from db.record import found, fresh
from db.run import WritingSession
from db.session import ActorSession

LEADERS = (Role.MANAGER, Role.DEPARTMENT_HEAD, Role.SYSTEM)
LISTED = (HandoverState.FROZEN, HandoverState.AGREED)
SIGNED_FOR = ("lead", "membership")
"""Tables whose items ask for a signature besides the customers: the rest goes along."""


def leads(actor: Actor, handover: Handover) -> bool:
    """Whether the actor leads the unit that a handover is of, and does not hand over their own book."""
    if actor.role is Role.SYSTEM:
        return True
    return actor.role in LEADERS and handover.unit_id in actor.units and handover.leaver_id != actor.person_id


def led(
    session: WritingSession, actor: Actor, handover_id: int, version: int | None, *states: HandoverState
) -> Handover:
    """A handover that the actor leads, locked, as new as their page and in one of these states."""
    handover = found(session, actor, Handover, handover_id)
    if not leads(actor, handover):
        raise Denied("handovers.not_yours")
    if version is not None:
        fresh(session, handover, version)
    in_state(handover, *states)
    return handover


def in_state(handover: Handover, *states: HandoverState) -> None:
    """Refuse what does not fit where the handover stands."""
    if handover.state not in states:
        raise Refusal("handovers.moved_on")


def void(session: WritingSession, actor: Actor, handover: Handover) -> None:
    """The list has changed: whoever signed or approved another one has to look at it again, and is told."""
    signers = signed_by(session, handover) | ({handover.leaver_id} if handover.giver_signed_at else set())
    handover.state, handover.frozen_at = HandoverState.FROZEN, now()
    handover.giver_signed_at = handover.giver_signed_by_id = None
    handover.approved_at = handover.approved_by_id = None
    handover.giver_reason = ""
    signed: Any = HandoverSigning.__table__  # type: ignore[attr-defined]
    session.trusted().execute(sa.delete(signed).where(signed.c.handover_id == handover.id))
    tell(session, actor, handover, "again", signers)


def takers(session: WritingSession, handover: Handover) -> list[int]:
    """Who has to sign as a successor: whoever takes a customer, a lead or a membership."""
    mine = sa.select(LINES.c.successor_id).where(LINES.c.handover_id == handover.id, LINES.c.successor_id.is_not(None))
    more = sa.select(ITEMS.c.successor_id).where(
        ITEMS.c.handover_id == handover.id, ITEMS.c.record_table.in_(SIGNED_FOR), ITEMS.c.successor_id.is_not(None)
    )
    return sorted(session.trusted().execute(sa.union(mine, more)).scalars())


def undecided(session: WritingSession, handover: Handover) -> int:
    """How many rows of the list are for nobody yet."""
    none = sa.select(sa.func.count()).select_from(ITEMS)
    none = none.where(ITEMS.c.handover_id == handover.id, ITEMS.c.successor_id.is_(None))
    return int(session.trusted().execute(none).scalar_one())


def signed_by(session: WritingSession, handover: Handover) -> set[int]:
    """The successors who have signed."""
    signed = sa.select(col(HandoverSigning.person_id)).where(col(HandoverSigning.handover_id) == handover.id)
    return set(session.trusted().execute(signed).scalars())


def settle_state(session: WritingSession, handover: Handover, signed: set[int]) -> None:
    """With the last signature, and the approval where one is asked for, a handover is agreed."""
    whole = handover.giver_signed_at is not None and set(takers(session, handover)) <= signed
    if whole and (handover.approved_at is not None or not asks_approval(session, handover)):
        handover.state = HandoverState.AGREED


def asks_approval(session: WritingSession, handover: Handover) -> bool:
    """Whether so large a book has to be approved."""
    summed = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(LINES.c.premium), 0))
    customers, premium = session.trusted().execute(summed.where(LINES.c.handover_id == handover.id)).one()
    return config().handover.asks_approval(int(customers), int(premium))


def leaving(session: ActorSession, people: Iterable[int]) -> dict[int, str]:
    """Those of these people who hand over their own book just now, by name: they take nobody's."""
    who = select(Person.id, Person.name).join(Handover, col(Handover.leaver_id) == col(Person.id))
    who = who.where(col(Person.id).in_(people), col(Handover.state).in_(UNDER_WAY)).order_by(col(Person.id))
    return {int(number): str(name) for number, name in session.trusted().execute(who)}


def may_take(session: WritingSession, actor: Actor, handover: Handover, people: Sequence[int], field: str) -> list[int]:
    """These people, if all of them sell in the actor's units today and none is the leaver; each once, in order."""
    if not isinstance(people, (list, tuple)) or not people or any(type(one) is not int for one in people):
        raise Invalid(fields={field: "handovers.choose_people"})
    if handover.leaver_id in people:
        raise Invalid(fields={field: "handovers.not_the_leaver"})
    if actor.role is Role.SYSTEM:
        who = select(Person.id).join(
            Placement, (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1)
        )
        mine = set(session.exec(who.where(col(Person.active) == 1, col(Person.role).in_(SELLERS))))
    else:
        mine = {number for number, _login, _name in sellers(session, actor)}
    if not set(people) <= mine:
        raise Denied("customers.not_in_units")
    if going := leaving(session, people):
        raise Refusal("handovers.leaving_too", names="、".join(going.values()))
    return list(dict.fromkeys(people))
