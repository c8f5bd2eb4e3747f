"""Who has a plan each morning: everybody active who sells from a place in the tree."""

from __future__ import annotations

from sqlmodel import col, select

from db.models.people import Person, Placement, Role
from db.session import ActorSession

PLANNERS = (Role.SALESPERSON, Role.MANAGER)


def planners(session: ActorSession) -> list[int]:
    """Their ids, from the directory."""
    placed = (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1)
    listed = select(Person.id).join(Placement, placed).where(col(Person.active) == 1, col(Person.role).in_(PLANNERS))
    return [number or 0 for number in session.exec(listed.order_by(col(Person.id)))]
