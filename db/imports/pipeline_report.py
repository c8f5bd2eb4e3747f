"""What the import of a pipeline did, or would do: counts, stages, corrections, what is missing or odd, reasons."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from db.imports.corrections import Corrections, corrections, refused
from db.imports.pipeline_entries import TAKEN, entries, sales
from db.imports.pipeline_oddities import oddities
from db.imports.pipeline_parents import parents
from db.imports.pipeline_profile import PipelineProfile
from db.imports.tables import ENTRY, RUN, VERDICT


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
        anomalies=oddities(connection, run_id, profile, parent_circular=above.circular),
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
