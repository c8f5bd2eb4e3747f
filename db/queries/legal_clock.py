"""How long there is to tell the holders of personal policies who serves them now, and how many have been told.

《保险销售行为管理办法》 art. 36: within 30 days of the leaver's last day, holders of policies of over one year. Lines,
term and days are declared in config.toml; a first contact by the successor counts as telling.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.expressions import years_later
from db.models.handovers import Handover, HandoverLine
from db.models.policies import Policy, Product
from db.periods import today
from db.queries.handover_lines import lines_met
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class Clock:
    """The policies in force that the article means, how many of their holders were told, and the last day for it."""

    policies: int
    told: int
    until: date

    @property
    def days_left(self) -> int:
        """Days from today to the last one; below 0 once it is over."""
        return (self.until - today()).days


def legal_clock(session: ActorSession, actor: Actor, handover_id: int) -> Clock | None:
    """The clock of a handover, over the customers that the actor sees; None where there is none in sight."""
    columns: tuple[Any, ...] = (Handover.last_day, Handover.done_at)
    asked = select(*columns).where(col(Handover.id) == handover_id, sees(actor, Handover))
    handover = session.exec(asked).first()
    if handover is None:
        return None
    last_day, done_at = handover
    until = last_day + timedelta(config().follow_up.notify_days)
    meant = _meant(actor, handover_id)
    policies = int(session.exec(meant).one())
    if done_at is None or not policies:
        return Clock(policies, 0, until)
    told = int(session.exec(meant.where(col(HandoverLine.id).in_(lines_met(actor, handover_id)))).one())
    return Clock(policies, told, until)


def _meant(actor: Actor, handover_id: int) -> Any:
    """How many policies of the lines' customers the article means."""
    rule, day = config().follow_up, today()
    return (
        select(sa.func.count())
        .select_from(HandoverLine)
        .join(Policy, col(Policy.customer_id) == col(HandoverLine.customer_id))
        .join(Product, col(Product.id) == col(Policy.product_id))
        .where(col(HandoverLine.handover_id) == handover_id, sees(actor, HandoverLine), sees(actor, Policy))
        .where(col(Product.line).in_(rule.lines), col(Policy.inception) <= day, col(Policy.cover_end) > day)
        .where(col(Policy.expiry) > years_later(col(Policy.inception), sa.literal(rule.over_years, sa.Integer)))
    )
