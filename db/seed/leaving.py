"""Somebody of the demo is about to leave: what they hold is listed, proposed to colleagues, and waits to be signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.commands.freeze_handover import freeze_handover
from db.commands.open_handover import open_handover
from db.commands.propose_successors import propose_successors
from db.models.handovers import HandoverReason
from db.models.people import Person, Placement, Role
from db.models.summaries import CustomersByOwner
from db.periods import today
from db.queries.actors import actor_named
from db.run import run
from db.scope import sees
from db.session import reading

NOTICE_DAYS = 14


def make_leaving(leader: str, taker: str) -> None:
    """Whoever of a leader's team owns most is to leave; the others, `taker` among them, are to take over."""
    me = actor_named(leader)
    team = _team(me) if me else []
    others = [number for number, login in team if login != taker]
    if me is None or not others or len(team) < 2:
        return
    last_day = today() + timedelta(NOTICE_DAYS)
    handover = run(open_handover, me, leaver_id=others[0], reason=HandoverReason.LEFT, last_day=last_day)
    version = run(freeze_handover, me, handover_id=handover, version=1)
    people = [number for number, _login in team if number != others[0]]
    run(propose_successors, me, handover_id=handover, version=version, people=people)


def _team(me: Actor) -> list[tuple[int, str]]:
    """Id and login of who sells in the actor's units, whoever owns most customers first."""
    columns: tuple[Any, ...] = (Person.id, Person.login)
    with reading(me) as session:
        listed = (
            select(*columns)
            .join(CustomersByOwner, col(CustomersByOwner.person_id) == col(Person.id))
            .join(Placement, (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1))
            .where(col(Person.active) == 1, col(Person.role) == Role.SALESPERSON)
            .where(col(Placement.unit_id).in_(sorted(me.units)))
            .where(sees(me, CustomersByOwner))
            .group_by(*columns)
            .order_by(sa.func.sum(CustomersByOwner.customers).desc(), col(Person.id))
        )
        return [(number, login) for number, login in session.exec(listed)]
