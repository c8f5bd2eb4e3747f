"""The biggest changes of the pipeline since a day: what was won, lost, opened, moved, priced anew or put off.

Several changes of one kind are one: from what was before the first to what the last one left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.expressions import ordinal_of
from db.memory import remembered
from db.models.sales import CloseDateChange, Opportunity, PremiumChange, SaleKind, StageChange
from db.periods import today
from db.pipeline import FOUND, Behind, Lens, behind, counted
from db.rights import reach
from db.session import ActorSession

MOVES = ("won", "lost", "opened", "forward", "back")
CHANGES = (*MOVES, "raised", "lowered", "earlier", "later")
"""The kinds of change, in the order in which a meeting looks at them."""


@dataclass(frozen=True)
class Sum:
    """The changes of one kind: how many, and the premium at stake in fen."""

    what: str
    count: int
    premium: int


def change_sums(session: ActorSession, actor: Actor, lens: Lens, since: date) -> list[Sum]:
    """What the days from `since` to today did, by kind of change."""
    if reach(actor, StageChange) is None:
        return []
    key = ("pipeline_change_sums", lens, since, today())
    found = remembered(session, key, lambda: _sums(session, actor, lens, since))
    return sorted((Sum(*row) for row in found), key=lambda one: CHANGES.index(one.what))


def change_rows(
    session: ActorSession, actor: Actor, lens: Lens, since: date, what: str, *, limit: int, offset: int = 0
) -> Behind:
    """The changes of a kind, or of all under the empty one, the highest premium at stake first.

    At stake is the opportunity's premium; where only that was changed, how much it was changed by. `days` of a close
    day are how many later it is.
    """
    if reach(actor, StageChange) is None:
        return Behind(0, Fraction(0), [])
    every = _changes(session, actor, lens, since).subquery()
    found: Any = select(*(every.c[name] for name in FOUND))
    found = found.where(every.c.what == what) if what else found
    return behind(session, actor, ("changes", lens, since, what), found, limit=limit, offset=offset)


def _sums(session: ActorSession, actor: Actor, lens: Lens, since: date) -> list[tuple[str, int, int]]:
    every = _changes(session, actor, lens, since).subquery()
    asked: Any = select(every.c.what, sa.func.count(), sa.func.sum(every.c.amount)).group_by(every.c.what)
    return [(what, int(count), int(premium)) for what, count, premium in session.execute(asked)]


def _changes(session: ActorSession, actor: Actor, lens: Lens, since: date) -> Any:
    """Each change with its kind, as the columns of `FOUND` and `what`."""
    criteria = counted(session, actor, lens)
    return sa.union_all(_moves(criteria, since), _premiums(criteria, since), _closes(criteria, since))


def _net(model: Any, before: Any, after: Any, criteria: list[Any], since: date) -> Any:
    """Of each opportunity with such changes: what was before the first and after the last, and on which day."""
    sale, on = col(model.opportunity_id), col(model.changed_on)
    first, last = (on, col(model.id)), (on.desc(), col(model.id).desc())
    named: Any = (
        sale.label("opportunity_id"), col(Opportunity.kind).label("kind"), on.label("on"), before.label("before"),
        col(Opportunity.expected_premium).label("premium"), after.label("after"),
        sa.func.row_number().over(partition_by=sale, order_by=first).label("from_first"),
        sa.func.row_number().over(partition_by=sale, order_by=last).label("from_last"),
    )  # fmt: skip
    each = (
        select(*named)
        .select_from(model)
        .join(Opportunity, sale == col(Opportunity.id))
        .where(*criteria, on >= since, on <= today())
        .subquery()
    )
    return (
        sa.select(
            each.c.opportunity_id,
            sa.func.max(each.c.kind).label("kind"),
            sa.func.max(each.c.on).label("on"),
            sa.func.max(each.c.premium).label("premium"),
            sa.func.max(sa.case((each.c.from_first == 1, each.c.before))).label("before"),
            sa.func.max(sa.case((each.c.from_last == 1, each.c.after))).label("after"),
        )
        .group_by(each.c.opportunity_id)
        .subquery()
    )


def _moves(criteria: list[Any], since: date) -> Any:
    net = _net(StageChange, col(StageChange.from_stage), col(StageChange.to_stage), criteria, since)
    before, after = _place(net.c.kind, net.c.before), _place(net.c.kind, net.c.after)
    ends = [(net.c.after == end, end) for end in ("won", "lost")]
    moved = [(net.c.before.is_(None), "opened"), (after > before, "forward"), (after < before, "back")]
    way = (net.c.before, net.c.after, sa.cast(sa.null(), sa.Integer).label("days"))
    told: Any = sa.select(
        sa.case(*ends, *moved, else_="none").label("what"),
        net.c.opportunity_id, net.c.premium.label("amount"), net.c.on, *way,
    ).subquery()  # fmt: skip
    return select(told).where(told.c.what != "none")


def _place(kind: Any, stage: Any) -> Any:
    """A stage's place in its kind; none for a stage that config.toml does not have."""
    placed = [
        (sa.and_(kind == sale.value, stage == step.code), at)
        for sale in SaleKind
        for at, step in enumerate(config().stages.of(sale))
    ]
    return sa.case(*placed)


def _premiums(criteria: list[Any], since: date) -> Any:
    net = _net(PremiumChange, col(PremiumChange.from_premium), col(PremiumChange.to_premium), criteria, since)
    by = net.c.after - net.c.before
    return sa.select(
        sa.case((by > 0, "raised"), else_="lowered").label("what"),
        net.c.opportunity_id,
        sa.func.abs(by).label("amount"),
        net.c.on,
        sa.cast(net.c.before, sa.String).label("before"),
        sa.cast(net.c.after, sa.String).label("after"),
        sa.cast(sa.null(), sa.Integer).label("days"),
    ).where(by != 0)


def _closes(criteria: list[Any], since: date) -> Any:
    net = _net(CloseDateChange, col(CloseDateChange.from_day), col(CloseDateChange.to_day), criteria, since)
    by = ordinal_of(net.c.after) - ordinal_of(net.c.before)
    return sa.select(
        sa.case((by > 0, "later"), else_="earlier").label("what"),
        net.c.opportunity_id,
        net.c.premium.label("amount"),
        net.c.on,
        sa.cast(net.c.before, sa.String).label("before"),
        sa.cast(net.c.after, sa.String).label("after"),
        by.label("days"),
    ).where(by != 0)
