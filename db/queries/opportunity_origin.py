"""Where an imported opportunity comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.models.sales import Opportunity, OpportunityOrigin
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class Origin:
    """The profile it came by, its number there, and who worked on it there, as the files name them."""

    source: str
    number: str
    agent: str
    team: str | None
    office: str | None


def origin(session: ActorSession, actor: Actor, opportunity_id: int) -> Origin | None:
    """Where an opportunity in sight comes from; None for one that was begun here."""
    whose = select(Opportunity.customer_id).where(col(Opportunity.id) == opportunity_id)
    columns: tuple[Any, ...] = (
        OpportunityOrigin.source,
        OpportunityOrigin.number,
        OpportunityOrigin.agent,
        OpportunityOrigin.team,
        OpportunityOrigin.office,
    )
    asked = select(*columns).where(
        col(OpportunityOrigin.opportunity_id) == opportunity_id, sees(actor, OpportunityOrigin, whose)
    )
    row = session.exec(asked).first()
    return Origin(*row) if row else None
