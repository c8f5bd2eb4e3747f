"""The first and the last month with figures: what a page opens on."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import KINDS, SYSTEM, Actor, Reach
from db.memory import remembered
from db.models.customers import Customer
from db.models.policies import Policy
from db.models.summaries import MonthByPerson, MonthByProduct
from db.periods import add_months, month_number, month_start, today
from db.rights import reach
from db.scope import booked, sees
from db.session import ActorSession, reading


def days_with_figures(session: ActorSession, actor: Actor) -> tuple[date, date] | None:
    """The first day of the first month with figures and the last day, today at most, of the last; None: none.

    Figures are signed premium, or claims for who sees no premium. Who signed nothing lately is shown the company's last
    days, as long as the company did; who signed nothing at all but works in a unit, the company's days, or this month
    where customers came without policies.
    """
    own = remembered(session, ("days_with_figures", today()), lambda: _days(session, actor))
    if own is not None and own[1] >= month_start(today()):
        return own
    if own is None and (actor.unit_id is None or not _reads_figures(actor)):
        return None
    with reading(SYSTEM) as whole:
        company = remembered(whole, ("days_with_figures", today()), lambda: _days(whole, SYSTEM))
        if own is None:
            return company or _this_month(whole)
    return (own[0], max(own[1], company[1])) if company else own


def _reads_figures(actor: Actor) -> bool:
    return any(reach(actor, table) is not None for table in (MonthByProduct, Policy))


def _this_month(whole: ActorSession) -> tuple[date, date] | None:
    """Where there are customers at all."""
    some = whole.exec(select(Customer.id).where(sees(SYSTEM, Customer)).limit(1)).first()
    return None if some is None else (month_start(today()), today())


def _days(session: ActorSession, actor: Actor) -> tuple[date, date] | None:
    if reach(actor, MonthByProduct) is None:
        return _days_of_records(session, actor)
    table = MonthByPerson if reach(actor, MonthByProduct) is Reach.OWN else MonthByProduct
    kind = KINDS.get((actor.role, table), ("signed",))[0]
    asked = select(sa.func.min(table.month), sa.func.max(table.month)).where(
        booked(actor, table), col(table.kind) == kind, col(table.month) <= month_number(today())
    )
    first, last = session.execute(asked).one()
    if first is None:
        return None
    start, end = date(first // 100, first % 100, 1), date(last // 100, last % 100, 1)
    return start, min(add_months(end, 1) - timedelta(days=1), today())


def _days_of_records(session: ActorSession, actor: Actor) -> tuple[date, date] | None:
    """For roles without monthly sums: from the first policy that they see to the last."""
    if reach(actor, Policy) is None:
        return None
    day = col(Policy.inception)
    # Each by itself, so that an index has the answer at its end.
    ends = (select(end(day)).where(sees(actor, Policy), day <= today()) for end in (sa.func.min, sa.func.max))
    first, last = (session.exec(asked).one() for asked in ends)
    return (month_start(first), last) if first else None
