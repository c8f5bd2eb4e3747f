"""Puts a pipeline's new sales into the book, each with the way it went."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from db.config import config
from db.imports.fill import fill
from db.imports.ids import keep_ids, last_id, learn_sizes
from db.imports.pipeline_entries import TAKEN, entries, sales
from db.imports.pipeline_profile import PipelineProfile
from db.imports.tables import CUSTOMER, OPPORTUNITY, ORIGIN, PRODUCT, STEP, standing
from db.models.policies import BusinessType
from db.models.sales import Outcome
from db.periods import now


def add_sales(connection: sa.Connection, run_id: int, as_of: date, profile: PipelineProfile) -> None:
    """Create the opportunities that the book lacks; the row's place gives the id."""
    first_id = last_id(connection, OPPORTUNITY)
    row = sales(run_id, profile, "new")
    opened = sa.func.coalesce(row.c.opened_on, row.c.closed_on, as_of)
    since = sa.func.coalesce(row.c.closed_on, opened)
    hoped = as_of + timedelta(profile.booking.closes_after_days)
    columns = {
        "id": first_id + row.c.place,
        "customer_id": standing(CUSTOMER),
        "title": row.c.product + " · " + row.c.key,
        "kind": profile.booking.kind,
        "business_type": BusinessType.NEW,
        "product_id": PRODUCT.c.id,
        "stage": row.c.stage,
        "outcome": _of_stage(profile, row.c.stage, {"won": Outcome.WON, "lost": Outcome.LOST, None: Outcome.OPEN}),
        "expected_premium": row.c.worth,
        "probability": _probability(profile, row.c.stage),
        "expected_close": sa.func.coalesce(row.c.closes_on, hoped),
        "opened_on": opened,
        "closed_on": row.c.closed_on,
        "stage_since": since,
        "evidence_on": since,
        "next_step": "",
        "key": 0,
        "version": 1,
    }
    source = row.join(PRODUCT, PRODUCT.c.code == row.c.product).join(CUSTOMER, CUSTOMER.c.number == row.c.customer)
    fill(connection, OPPORTUNITY, columns, source)
    keep_ids(connection, OPPORTUNITY)
    learn_sizes(connection, OPPORTUNITY)
    _add_origins(connection, run_id, row, first_id, profile)
    _add_steps(connection, row, first_id, opened, profile)


def _of_stage(profile: PipelineProfile, stage: Any, codes: dict[str | None, Outcome]) -> Any:
    stages = config().stages.of(profile.booking.kind)
    return sa.case(*((stage == each.code, codes[each.outcome].value) for each in stages))


def _probability(profile: PipelineProfile, stage: Any) -> Any:
    return sa.case(*((stage == each.code, each.probability) for each in config().stages.of(profile.booking.kind)))


def _add_origins(connection: sa.Connection, run_id: int, row: Any, first_id: int, profile: PipelineProfile) -> None:
    agent = entries(run_id, "agents", *TAKEN)
    columns = {
        "opportunity_id": first_id + row.c.place,
        "source": profile.name,
        "number": row.c.key,
        "agent": row.c.agent,
        "team": agent.c.team,
        "office": agent.c.channel,
    }
    fill(connection, ORIGIN, columns, row.join(agent, agent.c.key == row.c.agent))


def _add_steps(connection: sa.Connection, row: Any, first_id: int, opened: Any, profile: PipelineProfile) -> None:
    """The stage a sale began in, and for one that is closed the step to its end."""
    began, ended = profile.booking.began, row.c.stage.in_(sorted(profile.booking.ends))
    plain = {"opportunity_id": first_id + row.c.place, "changed_at": now()}
    start = {"to_stage": sa.case((ended, began), else_=row.c.stage), "changed_on": opened}
    fill(connection, STEP, {**plain, **start}, row)
    end = {"from_stage": began, "to_stage": row.c.stage, "changed_on": row.c.closed_on, "days": row.c.days}
    fill(connection, STEP, {**plain, **end}, row, ended)
