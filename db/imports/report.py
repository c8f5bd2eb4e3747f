"""What an import did, or would do: counts, sums, anomalies, reasons."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db.imports.corrections import Corrections, corrections, refused
from db.imports.fill import staged_rows
from db.imports.layout import Layout
from db.imports.tables import CLAIM, CUSTOMER, ENTRY, LEAD_ROW, POLICY, RECORD, REJECT, ROW, RUN, VERDICT

if TYPE_CHECKING:
    from db.imports.crm_report import CrmTally
    from db.imports.lead_report import LeadTally
    from db.imports.pipeline_report import PipelineTally

ACCEPTED = ("new", "changed", "lapsed", "same")


@dataclass(frozen=True)
class Tally:
    """Counts of a run's rows by what becomes of them. Money is in fen."""

    read: int = 0
    blank: int = 0
    rejected: int = 0
    duplicates: int = 0
    new: int = 0
    changed: int = 0
    lapsed: int = 0
    same: int = 0
    customers: int = 0
    premium: int = 0
    delta: int = 0
    claims: int = 0
    claims_cost: int = 0
    ghosts: int = 0
    ghost_premium: int = 0
    corrections: Corrections = field(default_factory=list)
    anomalies: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Rows that stand in the book afterwards, whether they were there before or not."""
        return self.new + self.changed + self.lapsed + self.same

    @property
    def changes(self) -> bool:
        """Whether the book is another one afterwards."""
        return bool(self.new or self.changed or self.lapsed)


@dataclass(frozen=True)
class ImportReport:
    """The whole answer to one import; `booked_at` is when the same file had been imported before, if it was."""

    run_id: int
    file_name: str
    file_hash: str
    profile: str
    as_of: date
    layout: Layout
    dry_run: bool
    tally: "Tally | PipelineTally | LeadTally | CrmTally"
    seconds: float = 0.0
    booked_at: datetime | None = None


def count(connection: sa.Connection, run_id: int) -> Tally:
    """Count what the verdicts say; nothing is written."""
    run = connection.execute(sa.select(RUN.c.read, RUN.c.blank).where(RUN.c.id == run_id)).one()
    by = sa.select(VERDICT.c.verdict, sa.func.count()).where(VERDICT.c.run_id == run_id).group_by(VERDICT.c.verdict)
    verdicts: dict[str, int] = {row[0]: row[1] for row in connection.execute(by)}
    reasons = refused(connection, run_id)
    return Tally(
        read=run.read,
        blank=run.blank,
        rejected=sum(reasons.values()),
        duplicates=verdicts.get("duplicate", 0),
        **{verdict: verdicts.get(verdict, 0) for verdict in ACCEPTED},
        **_sums(connection, run_id),
        corrections=corrections(connection, run_id, ROW),
        anomalies=_anomalies(connection, run_id),
        reasons=reasons,
    )


def _sums(connection: sa.Connection, run_id: int) -> dict[str, int]:
    row = staged_rows(run_id, *ACCEPTED)
    new, ghost = row.c.verdict == "new", (row.c.verdict == "new") & (row.c.ghost == 1)

    def total(condition: Any, value: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, value), else_=0)), 0)

    sums = {
        "customers": sa.func.count(sa.distinct(sa.case((new & row.c.customer_id.is_(None), row.c.customer_number)))),
        "premium": total(new, row.c.premium),
        "delta": total(sa.true(), row.c.delta),
        "claims": total(new, row.c.claims),
        "claims_cost": total(new, row.c.claims_cost),
        "ghosts": total(ghost, 1),
        "ghost_premium": total(ghost, row.c.premium),
    }
    found = connection.execute(sa.select(*(value.label(name) for name, value in sums.items()))).one()
    return {name: int(value) for name, value in found._asdict().items()}


def _anomalies(connection: sa.Connection, run_id: int) -> dict[str, int]:
    """What is odd in rows that are taken all the same."""
    row = staged_rows(run_id, *ACCEPTED)
    claims = sa.select(sa.func.count()).where(CLAIM.c.policy_id == POLICY.c.id).scalar_subquery()
    counted = {
        "term_before_contract": row.c.inception < row.c.customer_since,
        "lapse_before_term": row.c.lapse < row.c.inception,
        "lapse_after_term": row.c.lapse > row.c.expiry,
        "claims_without_cover": row.c.ghost == 1,
        "lapse_withdrawn": POLICY.c.cover_ended_on.is_not(None) & row.c.cover_ended_on.is_(None),
        "lapse_moved": (POLICY.c.cover_ended_on != row.c.cover_ended_on) & (row.c.ends == 0),
        "other_name": CUSTOMER.c.name != row.c.customer_name,
        "other_claims": row.c.policy_id.is_not(None) & (sa.func.coalesce(claims, 0) != row.c.claims),
    }
    source = row.outerjoin(POLICY, POLICY.c.id == row.c.policy_id).outerjoin(
        CUSTOMER, CUSTOMER.c.id == row.c.customer_id
    )
    # of a term without cover it is the claims that are counted
    weights = {"claims_without_cover": row.c.claims}
    sums = (
        sa.func.sum(sa.case((condition, weights.get(name, 1)), else_=0)).label(name)
        for name, condition in counted.items()
    )
    found = connection.execute(sa.select(*sums).select_from(source)).one()
    return {name: int(value) for name, value in found._asdict().items() if value}


def keep_rejects(connection: sa.Connection, run_id: int) -> None:
    """Put the rows that the book refuses beside those that could not be read."""
    for table in (ROW, ENTRY, LEAD_ROW, RECORD):
        mine = sa.select(table.c.line).where(table.c.run_id == run_id)
        connection.execute(sa.delete(REJECT).where(REJECT.c.run_id == run_id, REJECT.c.line.in_(mine)))
        refuse = (
            sa.select(table.c.run_id, table.c.line, VERDICT.c.fault, sa.literal("{}", sa.Text), table.c.original)
            .join(VERDICT, (VERDICT.c.run_id == table.c.run_id) & (VERDICT.c.line == table.c.line))
            .where(table.c.run_id == run_id, VERDICT.c.verdict == "reject")
        )
        columns = ["run_id", "line", "fault", "params", "original"]
        connection.execute(sa.insert(REJECT).from_select(columns, refuse))
