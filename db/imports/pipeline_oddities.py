"""What is missing or odd in a pipeline's rows that are taken all the same."""

from typing import Any

import sqlalchemy as sa

from db.imports.pipeline_entries import TAKEN, entries, sales
from db.imports.pipeline_profile import PipelineProfile
from db.imports.tables import CUSTOMER, OPPORTUNITY, ORIGIN


def oddities(connection: sa.Connection, run_id: int, profile: PipelineProfile, **more: int) -> dict[str, int]:
    """How many rows of each kind; `more` is what was counted before."""
    row = sales(run_id, profile, *TAKEN)
    known = (ORIGIN.c.opportunity_id == row.c.opportunity_id) & row.c.opportunity_id.is_not(None)
    source = (
        row.outerjoin(ORIGIN, known)
        .outerjoin(OPPORTUNITY, OPPORTUNITY.c.id == row.c.opportunity_id)
        .outerjoin(CUSTOMER, CUSTOMER.c.id == OPPORTUNITY.c.customer_id)
    )
    ended, worthless = row.c.closed_on.is_not(None), sa.func.coalesce(row.c.value, 0) == 0
    stays = (row.c.moves == 0) & OPPORTUNITY.c.id.is_not(None)
    counted = {
        "sale_without_account": row.c.account.is_(None),
        "sale_without_opening": row.c.opened_on.is_(None),
        "closed_without_value": ended & worthless,
        "open_without_value": ~ended & worthless,
        "stage_behind": stays & (OPPORTUNITY.c.stage != row.c.stage),
        "other_value": stays & ended & ~worthless & (OPPORTUNITY.c.expected_premium != row.c.value),
        "other_account": (row.c.rehomed == 0) & (CUSTOMER.c.number != row.c.customer),
        "other_product": OPPORTUNITY.c.product_id != row.c.product_id,
        "other_agent": ORIGIN.c.agent != row.c.agent,
    }
    sums = (sa.func.sum(sa.case((condition, 1), else_=0)).label(name) for name, condition in counted.items())
    found = connection.execute(sa.select(*sums).select_from(source)).one()._asdict()
    found |= _idle(connection, run_id) | more
    return {name: int(value) for name, value in found.items() if value}


def _idle(connection: sa.Connection, run_id: int) -> dict[str, Any]:
    """Agents and accounts that no sale names, and parent companies that no row tells of."""
    sold, account = entries(run_id, "opportunities", *TAKEN), entries(run_id, "accounts", *TAKEN)
    agent, upper = entries(run_id, "agents", *TAKEN), entries(run_id, "accounts", *TAKEN).alias("upper")
    asked = {
        "agent_without_sales": (agent, ~sa.exists().where(sold.c.agent == agent.c.key)),
        "account_without_sales": (account, ~sa.exists().where(sold.c.account == account.c.key)),
        "parent_unknown": (
            account,
            account.c.parent.is_not(None) & ~sa.exists().where(upper.c.key == account.c.parent),
        ),
    }
    return {
        name: connection.execute(sa.select(sa.func.count()).select_from(of).where(condition)).scalar_one()
        for name, (of, condition) in asked.items()
    }
