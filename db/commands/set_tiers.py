"""Give each customer the value tier that the rule of config.toml says today."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer, Tier
from db.models.policies import Policy
from db.run import WritingSession
from db.summaries import recount


def set_tiers(
    session: WritingSession,
    actor: Actor,
    *,
    today: date,
    least_premium: int,
    least_policies: int,
) -> int:
    """How many customers changed their tier. Premium and policies count while their cover is in force."""
    rich = (
        select(Policy.customer_id)
        .where(col(Policy.inception) <= today, col(Policy.cover_end) > today)
        .group_by(col(Policy.customer_id))
        .having((sa.func.sum(col(Policy.premium)) >= least_premium) | (sa.func.count(col(Policy.id)) >= least_policies))
    )
    up = _give(session, Tier.HIGH, col(Customer.id).in_(rich))
    down = _give(session, Tier.STANDARD, col(Customer.id).not_in(rich))
    if up or down:
        recount(session)
        session.notebook.notes.update(up=up, down=down)
    session.notebook.quiet = not (up or down)
    return up + down


def _give(session: WritingSession, tier: Tier, whose: Any) -> int:
    change = sa.update(Customer).where(col(Customer.tier) != tier, whose).values(tier=tier)
    return int(session.trusted().execute(change).rowcount)
