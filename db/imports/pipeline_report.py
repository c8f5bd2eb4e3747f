"""What the import of a pipeline did, or would do: counts, stages, corrections, what is missing or odd, reasons."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from db.imports.pipeline_judge import TAKEN, entries
from db.imports.pipeline_parents import parents
from db.imports.pipeline_profile import PipelineProfile
from db.imports.pipeline_publish import sales
from db.imports.report import Corrections, corrections, refused
from db.imports.tables import CUSTOMER, ENTRY, OPPORTUNITY, ORIGIN, RUN, VERDICT


@dataclass(frozen=True)
class PipelineTally:
    """Counts of a run's rows by what becomes of them; new, changed and same are sales. Money is in fen."""

    read: int = 0
    blank: int = 0
    rejected: int = 0
    duplicates: int = 0
    accepted: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    moves: int = 0
    rehomed: int = 0
    customers: int = 0
    unregistered: int = 0
    products: int = 0
    agents: int = 0
    linked: int = 0
    premium: int = 0
    files: dict[str, int] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=list)
    anomalies: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether the book is another one afterwards."""
        return bool(self.new or self.changed or self.customers or self.products or self.linked)


def count_pipeline(connection: sa.Connection, run_id: int, profile: PipelineProfile) -> PipelineTally:
    """Count what the verdicts say; nothing is written."""
    run = connection.execute(sa.select(RUN.c.read, RUN.c.blank).where(RUN.c.id == run_id)).one()
    by_file = _by_file(connection, run_id)
    of_sales = by_file.get("opportunities", {})
    reasons = refused(connection, run_id)
    above = parents(connection, run_id)
    return PipelineTally(
        read=run.read,
        blank=run.blank,
        rejected=sum(reasons.values()),
        duplicates=sum(each.get("duplicate", 0) for each in by_file.values()),
        accepted=sum(each.get(verdict, 0) for each in by_file.values() for verdict in TAKEN),
        **{verdict: of_sales.get(verdict, 0) for verdict in TAKEN},
        customers=by_file.get("accounts", {}).get("new", 0),
        products=by_file.get("products", {}).get("new", 0),
        agents=by_file.get("agents", {}).get("same", 0),
        linked=len(above.links),
        **_sums(connection, run_id, profile),
        files={part: sum(each.values()) for part, each in by_file.items()},
        stages=_stages(connection, run_id),
        corrections=corrections(connection, run_id, ENTRY),
        anomalies=_anomalies(connection, run_id, profile, parent_circular=above.circular),
        reasons=reasons,
    )


def _by_file(connection: sa.Connection, run_id: int) -> dict[str, dict[str, int]]:
    """Rows by file and verdict."""
    counted = (
        sa.select(ENTRY.c.part, VERDICT.c.verdict, sa.func.count())
        .join(VERDICT, (VERDICT.c.run_id == ENTRY.c.run_id) & (VERDICT.c.line == ENTRY.c.line))
        .where(ENTRY.c.run_id == run_id)
        .group_by(ENTRY.c.part, VERDICT.c.verdict)
    )
    found: dict[str, dict[str, int]] = {}
    for part, verdict, number in connection.execute(counted):
        found.setdefault(part, {})[verdict] = number
    return found


def _stages(connection: sa.Connection, run_id: int) -> dict[str, int]:
    row = entries(run_id, "opportunities", *TAKEN)
    by_stage = sa.select(row.c.stage, sa.func.count()).group_by(row.c.stage)
    return {found[0]: found[1] for found in connection.execute(by_stage)}


def _sums(connection: sa.Connection, run_id: int, profile: PipelineProfile) -> dict[str, int]:
    row = sales(run_id, profile, *TAKEN)
    new = row.c.verdict == "new"
    stand_in = new & row.c.account.is_(None) & row.c.customer_id.is_(None)
    sums = {
        "moves": sa.func.sum(row.c.moves),
        "rehomed": sa.func.sum(row.c.rehomed),
        "premium": sa.func.sum(sa.case((new, row.c.worth), else_=0)),
        "unregistered": sa.func.count(sa.distinct(sa.case((stand_in, row.c.agent)))),
    }
    found = connection.execute(sa.select(*(value.label(name) for name, value in sums.items()))).one()
    return {name: int(value or 0) for name, value in found._asdict().items()}


def _anomalies(connection: sa.Connection, run_id: int, profile: PipelineProfile, **more: int) -> dict[str, int]:
    """What is missing or odd in rows that are taken all the same."""
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
