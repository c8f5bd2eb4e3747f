"""What the import of another CRM's export did, or would do: by file, read = taken + put right + not taken."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from db.imports.corrections import Corrections, corrections, refused
from db.imports.crm_entries import TAKEN
from db.imports.crm_fields import CRM
from db.imports.crm_oddities import oddities
from db.imports.crm_profile import CrmProfile
from db.imports.layout import FILE_LINES
from db.imports.tables import RECORD, REJECT, RUN, VERDICT

Counts = dict[str, int]


@dataclass(frozen=True)
class CrmTally:
    """Counts of a run's rows by what becomes of them; new, changed and same leave out the users.

    `parts` has for each file: read = taken (as it stood) + corrected + rejected, and new, changed, same. `rules` are
    the codes of what was put right, each with its rows; `members` are those who work on others' customers.
    """

    read: int = 0
    blank: int = 0
    rejected: int = 0
    duplicates: int = 0
    accepted: int = 0
    corrected: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    members: int = 0
    parts: dict[str, Counts] = field(default_factory=dict)
    rules: Counts = field(default_factory=dict)
    corrections: Corrections = field(default_factory=list)
    anomalies: Counts = field(default_factory=dict)
    reasons: Counts = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether the book is another one afterwards."""
        return bool(self.new or self.changed)


def count_crm(connection: sa.Connection, run_id: int, profile: CrmProfile) -> CrmTally:
    """Count what the verdicts say; nothing is written."""
    run = connection.execute(sa.select(RUN.c.read, RUN.c.blank).where(RUN.c.id == run_id)).one()
    refusals, verdicts = _refused_by_part(connection, run_id), _by_part(connection, run_id)
    parts = {part: _counts(verdicts[part], refusals[part]) for part in CRM}
    booked = [counts for part, counts in parts.items() if part != "users"]
    taken, corrected = (sum(counts[name] for counts in parts.values()) for name in ("taken", "corrected"))
    return CrmTally(
        read=run.read,
        blank=run.blank,
        rejected=sum(refusals.values()),
        accepted=taken + corrected,
        corrected=corrected,
        **{verdict: sum(counts[verdict] for counts in booked) for verdict in TAKEN},
        parts=parts,
        rules=_rules(connection, run_id),
        corrections=corrections(connection, run_id, RECORD),
        anomalies=oddities(connection, run_id, profile),
        reasons=refused(connection, run_id),
    )


def _counts(found: Counter[tuple[str, bool]], rejected: int) -> Counts:
    right = sum(number for (_verdict, corrected), number in found.items() if not corrected)
    wrong = found.total() - right
    by_verdict = {verdict: found[verdict, False] + found[verdict, True] for verdict in TAKEN}
    return {"read": found.total() + rejected, "taken": right, "corrected": wrong, "rejected": rejected, **by_verdict}


def _by_part(connection: sa.Connection, run_id: int) -> dict[str, Counter[tuple[str, bool]]]:
    """Rows that are taken by file, by verdict and by whether something was put right in them."""
    corrected = (RECORD.c.rules != "") | (RECORD.c.corrected != "[]") | (VERDICT.c.rehomed == 1)
    wrong = sa.case((corrected, 1), else_=0)
    counted = (
        sa.select(RECORD.c.part, VERDICT.c.verdict, wrong, sa.func.count())
        .join(VERDICT, _same_row())
        .where(RECORD.c.run_id == run_id, VERDICT.c.verdict.in_(TAKEN))
        .group_by(RECORD.c.part, VERDICT.c.verdict, wrong)
    )
    found: dict[str, Counter[tuple[str, bool]]] = {part: Counter() for part in CRM}
    for part, verdict, is_corrected, number in connection.execute(counted):
        found[part][verdict, bool(is_corrected)] = number
    return found


def _refused_by_part(connection: sa.Connection, run_id: int) -> Counts:
    """Rows that are not taken, by file: their lines are numbered through."""
    part = sa.case(
        *((REJECT.c.line < (number + 1) * FILE_LINES, name) for number, name in enumerate(CRM)),
        else_="",
    )
    counted = sa.select(part, sa.func.count()).where(REJECT.c.run_id == run_id).group_by(part)
    found = dict.fromkeys(CRM, 0)
    return found | {row[0]: row[1] for row in connection.execute(counted)}


def _rules(connection: sa.Connection, run_id: int) -> Counts:
    """How many rows that are taken were put right by which rule."""
    counted = (
        sa.select(RECORD.c.rules, VERDICT.c.rehomed, RECORD.c.part, sa.func.count())
        .join(VERDICT, _same_row())
        .where(RECORD.c.run_id == run_id, VERDICT.c.verdict.in_(TAKEN))
        .where((RECORD.c.rules != "") | (VERDICT.c.rehomed == 1))
        .group_by(RECORD.c.rules, VERDICT.c.rehomed, RECORD.c.part)
    )
    found: Counter[str] = Counter()
    for rules, rehomed, part, number in connection.execute(counted):
        to_leader = {"users": "user_left", "accounts": "owner_left"}.get(part, "doer_left")
        for rule in (*rules.split(), *([to_leader] if rehomed else [])):
            found[rule] += number
    return dict(sorted(found.items()))


def _same_row() -> Any:
    return (VERDICT.c.run_id == RECORD.c.run_id) & (VERDICT.c.line == RECORD.c.line)
