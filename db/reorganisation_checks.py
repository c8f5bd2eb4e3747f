"""What has to be the same before and after a reorganisation: looked at before it is committed. Counts and digests,
no amounts: whoever plans it sees no customers and no money.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from db.handover_checks import credited
from db.models.customers import Ownership
from db.models.people import Person, Placement
from db.models.policies import Policy, PremiumEvent
from db.models.summaries import MonthByProduct
from db.reorganisation_moves import LEADS, TARGETS
from db.run import WritingSession

PEOPLE: Any = Person.__table__  # type: ignore[attr-defined]
PLACES: Any = Placement.__table__  # type: ignore[attr-defined]
OWNED: Any = Ownership.__table__  # type: ignore[attr-defined]
POLICIES: Any = Policy.__table__  # type: ignore[attr-defined]
LEDGER: Any = PremiumEvent.__table__  # type: ignore[attr-defined]
MONTHS: Any = MonthByProduct.__table__  # type: ignore[attr-defined]

Figures = dict[str, Any]
COUNTED = ("people", "unplaced", "customers", "policies", "entries", "leads", "targets")
DIGESTS = ("owners", "booked", "credit")


def figures(session: WritingSession, people: Sequence[int], units: Sequence[int]) -> Figures:
    """Of the whole company who is placed and who is not; of these people and units what they have."""
    mine = (OWNED.c.person_id.in_(people), OWNED.c.open == 1)
    here = [PEOPLE.c.id == PLACES.c.person_id, PLACES.c.open == 1]
    placed = sa.exists(sa.select(PLACES.c.id).where(*here).correlate(PEOPLE))
    open_leads = LEADS.c.person_id.in_(people) | LEADS.c.unit_id.in_(units)
    policies = sa.select(OWNED.c.customer_id).where(*mine)
    return {
        "people": _count(session, PEOPLE, PEOPLE.c.active == 1, placed),
        "unplaced": _count(session, PEOPLE, PEOPLE.c.active == 1, ~placed),
        "customers": _count(session, OWNED, *mine),
        "policies": _count(session, POLICIES, POLICIES.c.customer_id.in_(policies)),
        "entries": _count(session, LEDGER, LEDGER.c.unit_id.in_(units)),
        "leads": _count(session, LEADS, LEADS.c.open == 1, open_leads),
        "targets": _count(session, TARGETS, TARGETS.c.unit_id.in_(units)),
        "owners": _owners(session, people),
        "booked": _booked(session, units),
        "credit": credited(session, people),
    }


def differing(first: Figures, last: Figures) -> list[str]:
    """The figures that are not the same."""
    return [name for name in (*COUNTED, *DIGESTS) if first[name] != last[name]]


def _count(session: WritingSession, table: Any, *criteria: Any) -> int:
    return int(session.trusted().execute(sa.select(sa.func.count()).select_from(table).where(*criteria)).scalar_one())


def _owners(session: WritingSession, people: Sequence[int]) -> str:
    """How many customers and which each of these people owns."""
    rows = sa.select(OWNED.c.person_id, sa.func.count(), sa.func.sum(OWNED.c.customer_id))
    rows = rows.where(OWNED.c.person_id.in_(people), OWNED.c.open == 1)
    return _digest(session, rows.group_by(OWNED.c.person_id).order_by(OWNED.c.person_id))


def _booked(session: WritingSession, units: Sequence[int]) -> str:
    """What is booked to each of these units: in the ledger by kind, in the summaries by kind and month."""
    ledger = sa.select(LEDGER.c.unit_id, LEDGER.c.kind, sa.func.count(), sa.func.sum(LEDGER.c.amount))
    ledger = ledger.where(LEDGER.c.unit_id.in_(units)).group_by(LEDGER.c.unit_id, LEDGER.c.kind)
    by = (MONTHS.c.unit_id, MONTHS.c.kind, MONTHS.c.month)
    months = sa.select(*by, sa.func.sum(MONTHS.c.entries), sa.func.sum(MONTHS.c.amount))
    months = months.where(MONTHS.c.unit_id.in_(units), MONTHS.c.entries != 0).group_by(*by)
    return _digest(session, ledger, months)


def _digest(session: WritingSession, *selects: Any) -> str:
    # In an order of its own: databases order text in ways of theirs.
    told = [sorted([str(value) for value in row] for row in session.trusted().execute(one)) for one in selects]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
