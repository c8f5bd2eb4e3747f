"""How an opportunity came to where it is: its stages, the days on which it was expected to close, its premium."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.models.people import Person
from db.models.sales import CloseDateChange, Opportunity, PremiumChange, StageChange
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class Step:
    """One stage change: from (None at the start), to, the day, who, why, and the days spent in the stage left."""

    from_stage: str | None
    to_stage: str
    changed_on: date
    days: int | None
    by: str | None
    reason: str | None = None


@dataclass(frozen=True)
class CloseMove:
    """One change: from, to, how many days later (earlier if negative), on which day, by whom."""

    from_day: date
    to_day: date
    days: int
    changed_on: date
    by: str | None


@dataclass(frozen=True)
class PremiumMove:
    """One change of the expected premium in fen: from, to, on which day, by whom."""

    from_premium: int
    to_premium: int
    changed_on: date
    by: str | None


def steps(session: ActorSession, actor: Actor, opportunity_id: int) -> list[Step]:
    """The way an opportunity went, the latest move first."""
    whose = select(Opportunity.customer_id).where(col(Opportunity.id) == opportunity_id)
    columns: tuple[Any, ...] = (
        StageChange.from_stage, StageChange.to_stage, StageChange.changed_on, StageChange.days, Person.name,
        StageChange.reason,
    )  # fmt: skip
    listed = (
        select(*columns)
        .join(Person, col(Person.id) == col(StageChange.person_id), isouter=True)
        .where(col(StageChange.opportunity_id) == opportunity_id, sees(actor, StageChange, whose))
        .order_by(col(StageChange.changed_on).desc(), col(StageChange.id).desc())
    )
    return [Step(*row) for row in session.exec(listed)]


def close_moves(session: ActorSession, actor: Actor, opportunity_id: int) -> list[CloseMove]:
    """Every change of an opportunity's expected close, the latest first."""
    whose = select(Opportunity.customer_id).where(col(Opportunity.id) == opportunity_id)
    names = ("from_day", "to_day", "days", "changed_on")
    columns: tuple[Any, ...] = (*(getattr(CloseDateChange, name) for name in names), Person.name)
    moved = (
        select(*columns)
        .join(Person, col(Person.id) == col(CloseDateChange.person_id), isouter=True)
        .where(col(CloseDateChange.opportunity_id) == opportunity_id, sees(actor, CloseDateChange, whose))
        .order_by(col(CloseDateChange.id).desc())
    )
    return [CloseMove(*row) for row in session.exec(moved)]


def premium_moves(session: ActorSession, actor: Actor, opportunity_id: int) -> list[PremiumMove]:
    """Every change of an opportunity's expected premium, the latest first."""
    whose = select(Opportunity.customer_id).where(col(Opportunity.id) == opportunity_id)
    columns: tuple[Any, ...] = (
        PremiumChange.from_premium, PremiumChange.to_premium, PremiumChange.changed_on, Person.name,
    )  # fmt: skip
    moved = (
        select(*columns)
        .join(Person, col(Person.id) == col(PremiumChange.person_id), isouter=True)
        .where(col(PremiumChange.opportunity_id) == opportunity_id, sees(actor, PremiumChange, whose))
        .order_by(col(PremiumChange.changed_on).desc(), col(PremiumChange.id).desc())
    )
    return [PremiumMove(*row) for row in session.exec(moved)]
