"""What every report on the pipeline shares: which opportunities count in it, and the list behind each of its figures.

They are those of today's owners in the actor's scope, as in every stock figure; whoever owned them before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.memory import remembered
from db.models.customers import Customer, Ownership
from db.models.people import Person, Placement
from db.models.sales import Opportunity, Outcome, SaleKind
from db.names import Names
from db.periods import today
from db.rights import reach
from db.scope import owns
from db.session import ActorSession

PAGE = 50
WON = Outcome.WON.value
FOUND = ("opportunity_id", "amount", "on", "before", "after", "days", "what")
"""What the SELECT behind a figure answers for each of its rows; `before` and `after` as text."""


@dataclass(frozen=True)
class Lens:
    """What a report is narrowed to: one kind of sale, and a department, a team or a salesperson by their codes."""

    kind: str = ""
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """One row behind a figure, and the opportunity it is of as it stands today; `amount` adds up to the figure.

    `before`, `after` and `days` are what the figure is about: stages, premiums in fen or days, as text.
    """

    id: int
    amount: Fraction
    on: date | None
    before: str | None
    after: str | None
    days: int | None
    what: str | None
    title: str
    kind: SaleKind
    stage: str
    outcome: Outcome
    expected_premium: int
    expected_close: date
    customer_id: int
    customer: str
    owner: str


@dataclass(frozen=True)
class Behind:
    """One page of the rows behind a figure, the largest first; how many there are and what they add up to."""

    count: int
    total: Fraction
    rows: Sequence[Case]


def counted(session: ActorSession, actor: Actor, lens: Lens) -> list[Any]:
    """The criteria for the opportunities of a report."""
    found: list[Any] = [owns(actor, Opportunity)]
    if lens.kind:
        found.append(col(Opportunity.kind) == SaleKind(lens.kind))
    for name, code in lens.where:
        held = select(Ownership.customer_id).where(
            col(Ownership.open) == 1,
            col(Ownership.person_id).in_(_people(session, name, code)),
            owns(actor, Ownership),
        )
        found.append(col(Opportunity.customer_id).in_(held))
    return found


def _people(session: ActorSession, name: str, code: str) -> Any:
    if name == "salesperson":
        return select(Person.id).where(col(Person.login) == code)
    units = Names.of(session).below(code)
    return select(Placement.person_id).where(col(Placement.unit_id).in_(units), col(Placement.open) == 1)


def running(kind: str) -> tuple[str, ...]:
    """The stages of a kind of sale before its end, in order."""
    return tuple(stage.code for stage in config().stages.of(kind) if stage.outcome is None)


def ranked(stage: Any, kind: str) -> Any:
    """The place of a stage along its kind as SQL: 1 for the first, one more than the last for won, 0 for all others."""
    codes = (*running(kind), WON)
    return sa.case(*((stage == code, at) for at, code in enumerate(codes, 1)), else_=0)


def found_rows(**columns: Any) -> tuple[Any, ...]:
    """The columns of `FOUND`, those that a figure has nothing for left empty."""
    kinds: dict[str, Any] = {
        "on": sa.Date,
        "before": sa.String,
        "after": sa.String,
        "days": sa.Integer,
        "what": sa.String,
    }
    return tuple((columns[name] if name in columns else sa.cast(sa.null(), kinds[name])).label(name) for name in FOUND)


def behind(
    session: ActorSession,
    actor: Actor,
    asked: tuple[Any, ...],
    found: Any,
    *,
    scale: int = 1,
    limit: int = PAGE,
    offset: int = 0,
) -> Behind:
    """A page of what a SELECT of `FOUND` finds; its amounts are in the `scale`-th part of a fen.

    `asked` is all that the SELECT was made of: what was asked before is not looked up again, but for whole files.
    """

    def work_out() -> Behind:
        return _page(session, actor, found, scale, limit, offset)

    key = ("pipeline_behind", *asked, limit, offset, today())
    return remembered(session, key, work_out) if limit <= PAGE else work_out()


def _page(session: ActorSession, actor: Actor, found: Any, scale: int, limit: int, offset: int) -> Behind:
    every = found.subquery()
    count, total = session.execute(
        select(sa.func.count(), sa.func.coalesce(sa.func.sum(every.c.amount), 0)).select_from(every)
    ).one()
    if not count:
        return Behind(0, Fraction(0), [])
    columns: Any = (every.c[name] for name in FOUND)
    order = (every.c.amount.desc(), every.c.opportunity_id, every.c.on)
    page = select(*columns).order_by(*order).limit(limit).offset(offset).subquery()
    held = (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1)
    shown: Any = (
        Opportunity.title, Opportunity.kind, Opportunity.stage, Opportunity.outcome, Opportunity.expected_premium,
        Opportunity.expected_close, Opportunity.customer_id, Customer.name, Person.name,
    )  # fmt: skip
    named: Any = (
        select(*(page.c[name] for name in FOUND), *shown)
        .select_from(page)
        .join(Opportunity, col(Opportunity.id) == page.c.opportunity_id)
        .join(Customer, col(Customer.id) == col(Opportunity.customer_id))
        .join(Ownership, held)
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .where(owns(actor, Opportunity), owns(actor, Customer))
        .order_by(page.c.amount.desc(), page.c.opportunity_id, page.c.on)
    )
    rows = [Case(row[0], Fraction(int(row[1]), scale), *row[2:]) for row in session.execute(named)]
    return Behind(int(count), Fraction(int(total), scale), rows)


def days_of_sales(session: ActorSession, actor: Actor) -> tuple[date, date] | None:
    """The first and the last day on which an opportunity in the actor's pipeline was opened; None: there is none."""
    if reach(actor, Opportunity) is None:
        return None

    def ends() -> tuple[Any, ...]:
        # Each by itself, so that an index has the answer at its end.
        opened = col(Opportunity.opened_on)
        asked = (select(end(opened)).where(owns(actor, Opportunity)) for end in (sa.func.min, sa.func.max))
        return tuple(session.exec(one).one() for one in asked)

    first, last = remembered(session, ("days_of_sales",), ends)
    return (first, last) if first else None
