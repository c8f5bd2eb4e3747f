"""Opportunities somebody sees, and one with the way it went and what its next moves need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.customer_path import Customers
from db.errors import Denied
from db.memory import remembered
from db.models.customers import Customer, Ownership
from db.models.people import Person
from db.models.policies import BusinessType, Product
from db.models.sales import CloseDateChange, Opportunity, Outcome, SaleKind
from db.periods import today
from db.places import Place, Proven
from db.proof import of_proven
from db.rules.stalled import stalled_since
from db.scope import owns, sees
from db.searching import holding
from db.session import ActorSession

PAGE = 50
PILE = 20
SLIPPED = 2
SORTS = {
    "close": col(Opportunity.expected_close),
    "premium": col(Opportunity.expected_premium),
    "stage": col(Opportunity.stage_since),
}


@dataclass(frozen=True)
class OpportunityRow:
    """One opportunity; `expected_premium` in fen, `stalled` by its evidence.

    Its expected close was moved `close_moves` times, `slips` of them to a later day, by `slip_days` days in all.
    """

    id: int
    version: int
    title: str
    customer_id: int
    customer: str
    owner: str
    kind: SaleKind
    business_type: BusinessType
    product_id: int
    product_zh: str
    product_en: str
    stage: str
    outcome: Outcome
    expected_premium: int
    probability: int
    expected_close: date
    opened_on: date
    closed_on: date | None
    stage_since: date
    evidence_on: date
    next_step: str
    next_step_on: date | None
    competitor: str | None
    lost_reason: str | None
    lost_note: str | None
    key: int
    stalled: bool
    close_moves: int
    slips: int
    slip_days: int


@dataclass(frozen=True)
class Pile:
    """The open opportunities of one stage: how many, their expected premium in all, and the first page of them."""

    stage: str
    count: int
    premium: int
    rows: Sequence[OpportunityRow]


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; `outcome` is open unless said otherwise, `all` for every one.

    `slipped` keeps those whose expected close was put off `SLIPPED` times or more.
    """

    search: str = ""
    kind: str = ""
    stage: str = ""
    outcome: str = "open"
    owner: str = ""
    stalled: bool = False
    slipped: bool = False
    customer_id: int | None = None


def count_opportunities(session: ActorSession, actor: Actor, asked: Asked) -> tuple[int, int]:
    """How many the question finds, and their expected premium in all."""
    total = sa.func.coalesce(sa.func.sum(Opportunity.expected_premium), 0)
    counted = _found(actor, (sa.func.count(), total), asked, sees)
    key = ("count_opportunities", asked, today())
    number, premium = remembered(session, key, lambda: tuple(session.exec(counted).one()))
    return int(number), int(premium)


def opportunities(
    session: ActorSession,
    actor: Actor,
    asked: Asked,
    *,
    sort: str = "close",
    descending: bool = False,
    own: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> list[OpportunityRow]:
    """A page of opportunities; `own` leaves out those seen by membership alone."""
    by = SORTS.get(sort, SORTS["close"])
    order = (by.desc() if descending else by.asc(), col(Opportunity.id))
    if asked.customer_id is not None and not own:
        mine = col(Opportunity.customer_id) == asked.customer_id
        of_one = _shown(actor, [asked.customer_id]).where(mine, *_criteria(actor, asked)).order_by(*order)
        return [_row(row) for row in session.exec(of_one.limit(limit).offset(offset))]
    # The page first, by an index; what its rows show is looked up for them alone.
    found = _found(actor, (Opportunity.id, Opportunity.customer_id), asked, owns if own else sees)
    found = found.order_by(*order).limit(limit).offset(offset)
    key = ("opportunities", asked, sort, descending, own, limit, offset, today())
    page: list[Any] = remembered(session, key, lambda: [tuple(row) for row in session.exec(found)])
    return _rows_of(session, actor, page)


def opportunities_of(session: ActorSession, actor: Actor, whose: Proven, *, limit: int) -> list[OpportunityRow]:
    """All opportunities of customers in sight, open and ended, the last to close first."""

    def listed(place: Place) -> Any:
        shown = _shown(actor, place).where(col(Opportunity.customer_id).in_(place))
        return shown.order_by(SORTS["close"].desc(), col(Opportunity.id)).limit(limit)

    rows = of_proven(session, actor, whose, ("opportunities", limit, today()), listed)
    return [_row(row) for row in rows]


def board(session: ActorSession, actor: Actor, asked: Asked, *, most: int = PILE) -> list[Pile]:
    """The open opportunities of the kind asked for, a pile a stage, each with at most so many, the next to close first.

    How many there are and what they come to is of the whole pile.
    """
    kind = SaleKind(asked.kind)
    asked = replace(asked, kind=kind, stage="", outcome=Outcome.OPEN)
    key = ("board", asked, most, today())
    return remembered(session, key, lambda: _board(session, actor, asked, most))


def _board(session: ActorSession, actor: Actor, asked: Asked, most: int) -> list[Pile]:
    piles = _piles(session, actor, asked, most)
    page = [pair for _count, _premium, pairs in piles.values() for pair in pairs]
    rows = {row.id: row for row in _rows_of(session, actor, page)}
    return [
        Pile(stage, number, premium, [rows[pair[0]] for pair in pairs if pair[0] in rows])
        for stage, (number, premium, pairs) in piles.items()
    ]


def _piles(session: ActorSession, actor: Actor, asked: Asked, most: int) -> dict[str, Any]:
    total = sa.func.coalesce(sa.func.sum(Opportunity.expected_premium), 0)
    counted = _found(actor, (Opportunity.stage, sa.func.count(), total), asked, sees)
    sums = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(counted.group_by(Opportunity.stage))}
    running = [stage.code for stage in config().stages.of(asked.kind) if stage.outcome is None]
    order, piles = (SORTS["close"].asc(), col(Opportunity.id)), dict[str, Any]()
    # A stage that config.toml no longer has keeps its pile, at the end, until it is empty.
    for stage in [*running, *sorted(set(sums) - set(running))]:
        first = _found(actor, (Opportunity.id, Opportunity.customer_id), replace(asked, stage=stage), sees)
        listed = session.execute(first.order_by(*order).limit(most)) if stage in sums else ()
        piles[stage] = (*sums.get(stage, (0, 0)), [tuple(row) for row in listed])
    return piles


def _rows_of(session: ActorSession, actor: Actor, page: Sequence[Any]) -> list[OpportunityRow]:
    """The rows of a page of (id, customer), in its order."""
    ids, whose = [row[0] for row in page], [row[1] for row in page]
    shown = _shown(actor, whose).where(col(Opportunity.id).in_(ids))
    return sorted((_row(row) for row in session.exec(shown)), key=lambda row: ids.index(row.id)) if ids else []


def opportunity(session: ActorSession, actor: Actor, opportunity_id: int) -> OpportunityRow:
    """One opportunity in the actor's sight; Denied where there is none."""
    whose = select(Opportunity.customer_id).where(col(Opportunity.id) == opportunity_id)
    row = session.exec(_shown(actor, whose).where(col(Opportunity.id) == opportunity_id)).first()
    if row is None:
        raise Denied("core.not_found")
    return _row(row)


def _columns(actor: Actor, customers: Customers) -> tuple[Any, ...]:
    own = (
        "id version title customer_id kind business_type product_id stage outcome expected_premium probability "
        "expected_close opened_on closed_on stage_since evidence_on next_step next_step_on competitor lost_reason "
        "lost_note key"
    )
    late = sa.and_(col(Opportunity.outcome) == Outcome.OPEN, stalled_since(Opportunity, today()))
    return (
        *(col(getattr(Opportunity, name)).label(name) for name in own.split()),
        col(Customer.name).label("customer"),
        col(Person.name).label("owner"),
        col(Product.zh).label("product_zh"),
        col(Product.en).label("product_en"),
        late.label("stalled"),
        _moves(actor, sa.func.count(), customers).label("close_moves"),
        _moves(actor, sa.func.count(), customers, CloseDateChange.days > 0).label("slips"),
        _moves(actor, sa.func.coalesce(sa.func.sum(CloseDateChange.days), 0), customers).label("slip_days"),
    )


def _moves(actor: Actor, counted: Any, customers: Customers | None, *criteria: Any) -> Any:
    """What is counted of the changes of an opportunity's expected close."""
    mine = col(CloseDateChange.opportunity_id) == col(Opportunity.id)
    moved = select(counted).select_from(CloseDateChange).where(mine, sees(actor, CloseDateChange, customers), *criteria)
    return moved.correlate(Opportunity).scalar_subquery()


def _row(row: Any) -> OpportunityRow:
    return OpportunityRow(**{**row._asdict(), "stalled": bool(row.stalled)})


def _shown(actor: Actor, customers: Customers) -> Any:
    """The SELECT of what a row shows, of these customers alone."""
    held = (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1)
    return (
        select(*_columns(actor, customers))
        .select_from(Opportunity)
        .join(Customer, col(Customer.id) == col(Opportunity.customer_id))
        .join(Ownership, held)
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .join(Product, col(Product.id) == col(Opportunity.product_id))
        .where(sees(actor, Opportunity, customers), sees(actor, Customer, customers))
    )


def _found(actor: Actor, columns: tuple[Any, ...], asked: Asked, scope: Any) -> Any:
    """The SELECT of what the question finds, joining only what it speaks of."""
    listed: Any = select(*columns).select_from(Opportunity)
    if asked.search.strip():
        listed = listed.join(Customer, col(Customer.id) == col(Opportunity.customer_id)).where(scope(actor, Customer))
    if asked.owner:
        held = (col(Ownership.customer_id) == col(Opportunity.customer_id)) & (col(Ownership.open) == 1)
        listed = listed.join(Ownership, held).join(Person, col(Person.id) == col(Ownership.person_id))
    whose = None if asked.customer_id is None else [asked.customer_id]
    mine = scope(actor, Opportunity) if whose is None else scope(actor, Opportunity, whose)
    listed = listed.where(mine, *_criteria(actor, asked))
    return listed if whose is None else listed.where(col(Opportunity.customer_id).in_(whose))


def _criteria(actor: Actor, asked: Asked) -> list[Any]:
    criteria: list[Any] = holding(actor, asked.search, Opportunity.title, Customer.name)
    if asked.kind in set(SaleKind):
        criteria.append(col(Opportunity.kind) == SaleKind(asked.kind))
    if asked.outcome in set(Outcome):
        criteria.append(col(Opportunity.outcome) == Outcome(asked.outcome))
    if asked.stage:
        criteria.append(col(Opportunity.stage) == asked.stage)
    if asked.owner:
        criteria.append(col(Person.login) == asked.owner)
    if asked.stalled:
        criteria += [col(Opportunity.outcome) == Outcome.OPEN, stalled_since(Opportunity, today())]
    if asked.slipped:
        criteria.append(_moves(actor, sa.func.count(), None, CloseDateChange.days > 0) >= SLIPPED)
    return criteria
