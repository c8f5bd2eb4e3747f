"""The first and the last month with figures: what a page opens on."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import SYSTEM, Actor, Reach, reach
from db.memory import remembered
from db.models.claims import ClaimEvent
from db.models.policies import Policy
from db.models.summaries import MonthByPerson, MonthByProduct
from db.periods import add_months, month_number, month_start, today
from db.scope import booked, sees
from db.session import ActorSession, reading


def days_with_figures(session: ActorSession, actor: Actor) -> tuple[date, date] | None:
    """The first day of the first month with signed premium and the last day, today at most, of the last; None: none.

    Who signed nothing lately is shown that, as long as the company did: the last day is then the company's.
    """
    own = remembered(session, ("days_with_figures", today()), lambda: _days(session, actor))
    if own is None or own[1] >= month_start(today()):
        return own
    with reading(SYSTEM) as whole:
        company = remembered(whole, ("days_with_figures", today()), lambda: _days(whole, SYSTEM))
    return (own[0], max(own[1], company[1])) if company else own


def _days(session: ActorSession, actor: Actor) -> tuple[date, date] | None:
    if reach(actor, MonthByProduct) is None:
        return _days_of_records(session, actor)
    table = MonthByPerson if reach(actor, MonthByProduct) is Reach.OWN else MonthByProduct
    asked = select(sa.func.min(table.month), sa.func.max(table.month)).where(
        booked(actor, table), col(table.kind) == "signed", col(table.month) <= month_number(today())
    )
    first, last = session.execute(asked).one()
    if first is None:
        return None
    start, end = date(first // 100, first % 100, 1), date(last // 100, last % 100, 1)
    return start, min(add_months(end, 1) - timedelta(days=1), today())


def _days_of_records(session: ActorSession, actor: Actor) -> tuple[date, date] | None:
    """For roles without sales money: from the first claim or policy that they see to the last."""
    day = ClaimEvent.booked_on if reach(actor, ClaimEvent) is not None else Policy.inception
    model = ClaimEvent if reach(actor, ClaimEvent) is not None else Policy
    if reach(actor, model) is None:
        return None
    asked = select(sa.func.min(day), sa.func.max(day)).where(sees(actor, model), col(day) <= today())
    first, last = session.execute(asked).one()
    return (month_start(first), last) if first else None
