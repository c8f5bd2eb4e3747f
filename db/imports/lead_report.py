"""What the import of a list of leads did, or would do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from db.imports.corrections import Corrections, corrections, refused
from db.imports.lead_judge import Arrival
from db.imports.tables import LEAD_ROW, RUN, VERDICT


@dataclass(frozen=True)
class LeadTally:
    """Counts of a run's rows by what becomes of them; of the new ones how many go to whom. Money is in fen."""

    read: int = 0
    blank: int = 0
    rejected: int = 0
    duplicates: int = 0
    new: int = 0
    same: int = 0
    named: int = 0
    by_rule: int = 0
    pooled: int = 0
    premium: int = 0
    sources: dict[str, int] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=list)
    anomalies: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Rows that are leads afterwards, whether they were there before or not."""
        return self.new + self.same

    @property
    def changes(self) -> bool:
        """Whether there are other leads afterwards."""
        return bool(self.new)


def count_leads(connection: sa.Connection, run_id: int, arrivals: Sequence[Arrival]) -> LeadTally:
    """Count what the verdicts say; nothing is written."""
    run = connection.execute(sa.select(RUN.c.read, RUN.c.blank).where(RUN.c.id == run_id)).one()
    by = sa.select(VERDICT.c.verdict, sa.func.count()).where(VERDICT.c.run_id == run_id).group_by(VERDICT.c.verdict)
    verdicts: dict[str, int] = {row[0]: row[1] for row in connection.execute(by)}
    reasons = refused(connection, run_id)
    held = Counter("pooled" if each.person_id is None else "by_rule" if each.rule else "named" for each in arrivals)
    return LeadTally(
        read=run.read,
        blank=run.blank,
        rejected=sum(reasons.values()),
        duplicates=verdicts.get("duplicate", 0),
        new=verdicts.get("new", 0),
        same=verdicts.get("same", 0),
        named=held["named"],
        by_rule=held["by_rule"],
        pooled=held["pooled"],
        premium=sum(each.row.expected_premium or 0 for each in arrivals),
        sources=dict(Counter(each.row.source for each in arrivals)),
        corrections=corrections(connection, run_id, LEAD_ROW),
        reasons=reasons,
    )
