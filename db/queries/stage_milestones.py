"""Whether all milestones of the stage that a project stands in are settled: what it needs to leave the stage."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.projects import Milestone
from db.models.sales import SaleKind
from db.scope import sees
from db.session import ActorSession


def stage_settled(session: ActorSession, actor: Actor, sale: Any) -> bool:
    """Whether every milestone of the sale's stage is done or waived; a project that has none at all has not begun.

    `sale` is an opportunity, or a row of one.
    """
    if sale.kind != SaleKind.PROJECT:
        return False
    here = sa.case(((col(Milestone.stage) == sale.stage) & (col(Milestone.open) == 1), 1))
    counted: Any = select(sa.func.count(), sa.func.count(here)).where(
        col(Milestone.opportunity_id) == sale.id, sees(actor, Milestone, [sale.customer_id])
    )
    every, unsettled = session.exec(counted).one()
    return bool(every) and not unsettled
