"""Who is named by a reorganisation, and its account: the figures before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.people import Person, Role
from db.models.reorganisations import (
    Reorganisation,
    ReorganisationLine,
    ReorganisationState,
)
from db.queries.reorganisations import full_names
from db.reorganisation_checks import COUNTED, DIGESTS
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class LineRow:
    """Somebody of a plan; `stayed` who was elsewhere by the day."""

    id: int
    name: str
    role: Role
    unit: str
    stayed: bool


@dataclass(frozen=True)
class Check:
    """A figure before and after; a digest where it is not a count."""

    name: str
    before: str
    after: str
    counted: bool

    @property
    def holds(self) -> bool:
        """Whether it stayed the same."""
        return self.before == self.after


def lines_of(session: ActorSession, actor: Actor, reorganisation_id: int) -> list[LineRow]:
    """Who is named by a plan, from where; the leaders first."""
    columns: tuple[Any, ...] = (Person.id, Person.name, Person.role, ReorganisationLine.from_unit_id)
    asked: Any = (
        sa.select(*columns, col(ReorganisationLine.placement_id), col(Reorganisation.state))
        .select_from(ReorganisationLine)
        .join(Reorganisation, col(Reorganisation.id) == col(ReorganisationLine.reorganisation_id))
        .join(Person, col(Person.id) == col(ReorganisationLine.person_id))
        .where(
            col(ReorganisationLine.reorganisation_id) == reorganisation_id,
            sees(actor, ReorganisationLine),
            sees(actor, Reorganisation),
        )
    )
    named = full_names(session)
    carried = (ReorganisationState.DONE, ReorganisationState.UNDONE)
    rows = [
        LineRow(number or 0, name, Role(role), named[unit], stayed=place is None and state in carried)
        for number, name, role, unit, place, state in session.execute(asked)
    ]
    return sorted(rows, key=lambda row: (row.role is not Role.MANAGER, row.name, row.id))


def account_of(session: ActorSession, actor: Actor, reorganisation_id: int) -> list[Check]:
    """The figures before and after, once it was carried out."""
    asked = select(Reorganisation.before, Reorganisation.after).where(
        col(Reorganisation.id) == reorganisation_id, sees(actor, Reorganisation)
    )
    row = session.exec(asked).first()
    first, last = (json.loads(text) for text in row) if row else ({}, {})
    return [
        Check(name, str(first[name]), str(last[name]), counted=name in COUNTED)
        for name in (*COUNTED, *DIGESTS)
        if name in first and name in last
    ]
