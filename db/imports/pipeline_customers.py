"""Puts a pipeline's products and accounts into the book: customers with their owners."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from db.imports.fill import fill
from db.imports.ids import learn_sizes
from db.imports.pipeline_entries import TAKEN, entries, stand_in
from db.imports.pipeline_profile import PipelineProfile
from db.imports.publish_terms import REASON
from db.imports.tables import CUSTOMER, OWNERSHIP, PRODUCT
from db.models.customers import CustomerKind, Tier


def add_sold(connection: sa.Connection, run_id: int) -> None:
    """Create the products that the book lacks; the series is their line."""
    row = entries(run_id, "products", "new")
    line = sa.func.coalesce(row.c.series, row.c.key)
    columns = {"code": row.c.key, "zh": row.c.key, "en": row.c.key, "line": line, "line_zh": line, "line_en": line}
    fill(connection, PRODUCT, columns, row)


def add_accounts(connection: sa.Connection, run_id: int, as_of: date, today: date) -> None:
    """Create the accounts that the book lacks, each owned by whoever stands for its busiest agent."""
    row = entries(run_id, "accounts", "new")
    busiest, turn = _busiest(run_id), _in_turn(run_id)
    agents = sa.select(sa.func.count()).select_from(turn).scalar_subquery()
    source = row.outerjoin(busiest, busiest.c.account == row.c.key).outerjoin(turn, turn.c.turn == row.c.place % agents)
    made = sa.select(
        row.c.number,
        row.c.key.label("name"),
        row.c.industry,
        row.c.region,
        sa.func.coalesce(busiest.c.since, as_of).label("since"),
        sa.func.coalesce(busiest.c.person_id, turn.c.person_id).label("person_id"),
    ).select_from(source)
    _add(connection, made.subquery("made"), today)


def add_stand_ins(connection: sa.Connection, run_id: int, as_of: date, profile: PipelineProfile, today: date) -> None:
    """Create a customer for each agent who left accounts open, unless there is one already."""
    row = entries(run_id, "opportunities", "new")
    made = (
        sa.select(
            stand_in(profile, row.c.agent).label("number"),
            sa.func.replace(profile.booking.unregistered.name, "{agent}", row.c.agent).label("name"),
            sa.null().label("industry"),
            sa.null().label("region"),
            sa.func.coalesce(sa.func.min(row.c.opened_on), as_of).label("since"),
            row.c.person_id,
        )
        .where(row.c.account.is_(None), row.c.customer_id.is_(None))
        .group_by(row.c.agent, row.c.person_id)
    )
    _add(connection, made.subquery("made"), today)


def _add(connection: sa.Connection, made: Any, today: date) -> None:
    columns = {
        **{name: made.c[name] for name in ("number", "name", "industry", "region")},
        "kind": CustomerKind.ORGANISATION,
        "tier": Tier.STANDARD,
        "source": REASON,
        "tags": "",
        "needs": "",
        "known_since": made.c.since,
        "owned": 1,
        "version": 1,
    }
    fill(connection, CUSTOMER, columns, made)
    learn_sizes(connection, CUSTOMER)
    owner = {"customer_id": CUSTOMER.c.id, "person_id": made.c.person_id, "valid_from": today, "reason": REASON}
    unowned = ~sa.exists().where(OWNERSHIP.c.customer_id == CUSTOMER.c.id)
    fill(connection, OWNERSHIP, owner, made.join(CUSTOMER, CUSTOMER.c.number == made.c.number), unowned)


def _busiest(run_id: int) -> Any:
    """For each account the person of the agent with most of its sales, and since when it is known."""
    row = entries(run_id, "opportunities", *TAKEN)
    each = (
        sa.select(
            row.c.account,
            row.c.person_id,
            sa.func.count().label("sales"),
            sa.func.min(row.c.line).label("first"),
            sa.func.min(row.c.opened_on).label("opened"),
        )
        .where(row.c.account.is_not(None))
        .group_by(row.c.account, row.c.agent, row.c.person_id)
        .subquery("each")
    )
    order = sa.func.row_number().over(partition_by=each.c.account, order_by=(each.c.sales.desc(), each.c.first))
    since = sa.func.min(each.c.opened).over(partition_by=each.c.account)
    ranked = sa.select(each, order.label("nth"), since.label("since")).subquery("ranked_agents")
    return sa.select(ranked).where(ranked.c.nth == 1).subquery("busiest")


def _in_turn(run_id: int) -> Any:
    row = entries(run_id, "agents", *TAKEN)
    turn = sa.func.row_number().over(order_by=row.c.line) - 1
    return sa.select(row.c.person_id, turn.label("turn")).subquery("in_turn")
