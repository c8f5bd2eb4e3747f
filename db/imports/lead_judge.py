"""Judges the staged rows of a list of leads: new, same, duplicate or reject, and whose each new one becomes."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.assigning import shared_out
from db.config import config
from db.imports.ids import last_id
from db.imports.lead_places import lines_known, people_known, units_known
from db.imports.tables import LEAD, LEAD_ORIGIN, LEAD_ROW, VERDICT
from db.leads import open_leads
from db.models.sales import Lead
from db.periods import BEGINNING
from db.rules.identity import phone_hash
from db.run import WritingSession

PART = 500


@dataclass
class Arrival:
    """A row that becomes a lead: whose it is by name or by rule (None: the pool of its unit), and its line by code."""

    row: Any
    lead_id: int
    unit_id: int
    person_id: int | None = None
    rule: str = ""
    line: str | None = None
    phone_hash: str | None = None


def judge_leads(session: WritingSession, run_id: int) -> list[Arrival]:
    """Write one verdict for each staged row of the run; the new leads in the order of the file."""
    connection = session.trusted()
    connection.execute(sa.delete(VERDICT).where(VERDICT.c.run_id == run_id))
    rows = connection.execute(sa.select(LEAD_ROW).where(LEAD_ROW.c.run_id == run_id).order_by(LEAD_ROW.c.line)).all()
    judge = _Judge(session, rows)
    verdicts = [{"run_id": run_id, "line": row.line, **judge.verdict(row)} for row in rows]
    if verdicts:
        connection.execute(sa.insert(VERDICT), verdicts)
    if config().leads.on_arrival:
        _share_out(session, judge.arrivals)
    return judge.arrivals


class _Judge:
    """What is known of leads, people and products, and what the rows before have said."""

    def __init__(self, session: WritingSession, rows: list[Any]) -> None:
        connection = session.trusted()
        self.hashes = {row.line: phone_hash(row.phone) if row.phone else None for row in rows}
        self.known = _among(connection, LEAD_ORIGIN.c.origin, {row.origin for row in rows})
        self.open_phones = _among(connection, LEAD.c.phone_hash, {*self.hashes.values()} - {None}, LEAD.c.open == 1)
        self.units = units_known(connection)
        self.people = people_known(connection)
        self.held = open_leads(session, [person for person, _unit in self.people.values()])
        self.lines = lines_known(connection)
        self.next_id = last_id(connection, LEAD) + 1
        self.digests: dict[str, str] = {}
        self.phones: set[str | None] = set()
        self.arrivals: list[Arrival] = []

    def verdict(self, row: Any) -> dict[str, Any]:
        """What becomes of a row, as the table of verdicts has it."""
        verdict, fault = self._what(row)
        arrival = self.arrivals[-1] if verdict == "new" else None
        self.digests.setdefault(row.origin, row.digest)
        if verdict in ("new", "same"):
            self.phones.add(self.hashes[row.line])
        ids = {"unit_id": arrival.unit_id, "person_id": arrival.person_id} if arrival else {}
        return {"verdict": verdict, "fault": fault, "unit_id": None, "person_id": None, **ids}

    def _what(self, row: Any) -> tuple[str, str | None]:
        earlier = self.digests.get(row.origin)
        if earlier is not None:
            return ("duplicate", None) if earlier == row.digest else ("reject", "imports.row_twice")
        if row.origin in self.known:
            return "same", None
        phone = self.hashes[row.line]
        if phone and phone in self.phones:
            return "reject", "imports.row_same_phone"
        if phone and phone in self.open_phones:
            return "reject", "imports.row_open_lead"
        fault = self._taken(row, phone)
        return ("reject", fault) if fault else ("new", None)

    def _taken(self, row: Any, phone: str | None) -> str | None:
        """Make the row a lead of somebody or of a pool; or why that cannot be."""
        if row.sought and row.sought not in self.lines:
            return "imports.row_line"
        person, unit = self.people.get(row.owner, (None, None)) if row.owner else (None, self.units.get(row.unit))
        if row.owner and person is None:
            return "imports.row_owner"
        if unit is None:
            return "imports.row_unknown_unit" if row.unit else "imports.row_unit"
        if person is not None:
            if self.held[person] >= config().leads.most_open:
                return "imports.row_owner_full"
            self.held[person] += 1
        line = self.lines.get(row.sought)
        self.arrivals.append(Arrival(row, self.next_id, unit, person, line=line, phone_hash=phone))
        self.next_id += 1
        return None


def _among(connection: sa.Connection, column: Any, wanted: set[Any], *criteria: Any) -> set[Any]:
    """Those of the wanted values that stand in a column."""
    found, every = set[Any](), sorted(wanted)
    for start in range(0, len(every), PART):
        some = sa.select(column).where(column.in_(every[start : start + PART]), *criteria)
        found |= set(connection.execute(some).scalars())
    return found


def _share_out(session: WritingSession, arrivals: list[Arrival]) -> None:
    """Give those that nobody was named for to people by the rules of config.toml."""
    free = {each.lead_id: each for each in arrivals if each.person_id is None}
    leads = [_sought(each) for each in free.values()]
    for lead, person, unit, rule in shared_out(session, leads):
        arrival = free[lead.id or 0]
        arrival.person_id, arrival.unit_id, arrival.rule = person, unit, rule


def _sought(each: Arrival) -> Lead:
    """As much of a lead as the rules look at; it is in no session."""
    place = {"unit_id": each.unit_id, "region": each.row.region, "line": each.line}
    return Lead(id=each.lead_id, name=each.row.name, source=each.row.source, received_on=BEGINNING, **place)
