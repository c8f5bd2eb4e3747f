"""Of each activity, for whom its person stood in with the customer on its day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.models.covers import Cover
from db.models.customers import Membership
from db.models.people import Person
from db.models.work import Activity
from db.periods import today
from db.rights import reach
from db.scope import sees


def covering(actor: Actor) -> Any:
    """A column beside Activity: who was away; nothing for who sees no covers."""
    if reach(actor, Membership) is None or reach(actor, Cover) is None:
        return sa.null()
    away: Any = aliased(Person)
    still = (col(Activity.open) == 1, sa.literal(today(), sa.Date))
    on = sa.case(still, else_=sa.func.coalesce(Activity.done_on, Activity.planned_on))
    named = (
        select(sa.func.min(away.name))
        .join(Cover, col(Cover.absent_id) == away.id)
        .join(Membership, col(Membership.cover_id) == col(Cover.id))
        .where(
            col(Membership.customer_id) == col(Activity.customer_id),
            col(Membership.person_id) == col(Activity.person_id),
            col(Membership.can_write) == 1,
            col(Membership.valid_from) <= on,
            col(Membership.valid_to).is_(None) | (col(Membership.valid_to) >= on),
            sees(actor, Membership),
            sees(actor, Cover),
        )
    )
    return named.correlate(Activity).scalar_subquery()
