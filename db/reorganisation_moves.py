"""What goes with people and teams from one unit to another, and back: whole tables at once, past the session.

Who keeps people and units sees no leads, targets or handovers: they go along, whatever is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from db.leads import take_along
from db.periods import add_months
from db.run import WritingSession
from db.unit_uses import table_of

LEADS: Any = table_of("lead.unit_id")
HANDOVERS: Any = table_of("handover.unit_id")
TARGETS: Any = table_of("target.unit_id")
TABLES = {"lead": LEADS, "handover": HANDOVERS, "target": TARGETS}
AT_ONCE = 5_000

Moved = dict[str, dict[int, int]]
"""Of each table, the rows that went along by id, and the unit that they came from."""


def go_along(session: WritingSession, person_id: int, from_id: int, into_id: int, day: date) -> Moved:
    """What goes with one person: open leads, the handover of what they hold, and their targets of months ahead."""
    take_along(session, person_id, into_id)
    which = {
        "handover": (HANDOVERS.c.leaver_id == person_id, HANDOVERS.c.open == 1),
        "target": (TARGETS.c.person_id == person_id, *_ahead(into_id, day)),
    }
    return {name: _moved(session, TABLES[name], from_id, into_id, *rows) for name, rows in which.items()}


def hand_on(session: WritingSession, from_id: int, into_id: int, day: date) -> Moved:
    """What is left with a unit that closes: its pool of leads, handovers under way, targets of months ahead."""
    which = {
        "lead": (LEADS.c.open == 1,),
        "handover": (HANDOVERS.c.open == 1,),
        "target": _ahead(into_id, day),
    }
    return {name: _moved(session, TABLES[name], from_id, into_id, *rows) for name, rows in which.items()}


def give_back(session: WritingSession, moved: Mapping[str, Mapping[int, int]], into_id: int) -> None:
    """Every row that is still open where it went goes back; a lead that somebody took since stays theirs."""
    still = {
        "lead": (LEADS.c.open == 1, LEADS.c.person_id.is_(None)),
        "handover": (HANDOVERS.c.open == 1,),
        "target": (),
    }
    for name, rows in moved.items():
        table = TABLES[name]
        for from_id in sorted(set(rows.values())):
            free = (*still[name], *(_free(from_id) if table is TARGETS else ()))
            mine = sorted(one for one, unit in rows.items() if unit == from_id)
            for at in range(0, len(mine), AT_ONCE):
                _moved(session, table, into_id, from_id, table.c.id.in_(mine[at : at + AT_ONCE]), *free)


def together(moved: Moved, more: Moved) -> None:
    """Add what went along with another to the first."""
    for name, rows in more.items():
        moved.setdefault(name, {}).update(rows)


def _moved(session: WritingSession, table: Any, from_id: int, into_id: int, *which: Any) -> dict[int, int]:
    values: dict[str, Any] = {"unit_id": into_id}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    change = sa.update(table).where(table.c.unit_id == from_id, *which).values(values).returning(table.c.id)
    return dict.fromkeys(session.trusted().execute(change).scalars().all(), from_id)


def _ahead(into_id: int, day: date) -> tuple[Any, ...]:
    """Targets of the months that begin on the day or after it."""
    first = day if day.day == 1 else add_months(day, 1)
    return (TARGETS.c.month >= first, *_free(into_id))


def _free(unit_id: int) -> tuple[Any, ...]:
    """A person's target stays where it is if the other unit has set one for the same month."""
    other = TARGETS.alias("other")
    same = [other.c[name] == TARGETS.c[name] for name in ("person_id", "metric", "month")]
    return (~sa.exists(sa.select(other.c.id).where(other.c.unit_id == unit_id, *same).correlate(TARGETS)),)
