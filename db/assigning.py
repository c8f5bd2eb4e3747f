"""Gives leads of the pool to sellers by the rules of config.toml: who is there, what they hold, whose turn it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.leads import give, note_step, open_leads
from db.models.leads import LeadEvent, LeadStep
from db.models.people import Person, Placement, Role, Unit
from db.models.sales import Lead
from db.rules.assignment import Seller, Sought, share_out
from db.run import WritingSession


def assign_by_rule(session: WritingSession, actor: Actor, leads: Sequence[Lead]) -> Counter[int]:
    """Give each lead to a salesperson of its unit or below; how many each person was given."""
    given = shared_out(session, leads)
    for lead, person, unit, rule in given:
        give(lead, person, unit)
        note_step(session, actor, lead, LeadStep.ASSIGNED, way=rule)
    session.flush()
    return Counter(person for _lead, person, _unit, _rule in given)


def shared_out(session: WritingSession, leads: Sequence[Lead]) -> list[tuple[Lead, int, int, str]]:
    """Who would be given each lead by the rules: the lead, the person, their unit, the rule that decides."""
    above = _units_above(session)
    returned = _returned_by(session, [lead.id or 0 for lead in leads])
    sought = [_sought(lead, above, returned) for lead in leads]
    rules, most = config().leads.assign, config().leads.most_open
    units, by_id = dict(_places(session)), {lead.id: lead for lead in leads}
    given = share_out(_sellers(session, above), sought, rules, most)
    return [(by_id[one.lead_id], one.person_id, units[one.person_id], one.rule) for one in given]


def _sought(lead: Lead, above: dict[int, list[int]], returned: dict[int, frozenset[int]]) -> Sought:
    units = frozenset(unit for unit, line in above.items() if lead.unit_id in line)
    number = lead.id or 0
    return Sought(number, units, lead.region, lead.line, returned.get(number, frozenset()))


def _units_above(session: WritingSession) -> dict[int, list[int]]:
    """Each unit with itself and all above it."""
    parents = {number or 0: parent for number, parent in session.exec(select(Unit.id, Unit.parent_id))}
    found: dict[int, list[int]] = {}
    for unit in parents:
        line: list[int] = []
        at: int | None = unit
        while at is not None and at not in line:
            line.append(at)
            at = parents.get(at)
        found[unit] = line
    return found


def _places(session: WritingSession) -> list[tuple[int, int]]:
    """The salespeople who are here, each with their unit."""
    here = (
        select(Person.id, Placement.unit_id)
        .join(Placement, (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1))
        .where(col(Person.active) == 1, col(Person.role) == Role.SALESPERSON)
        .order_by(col(Person.id))
    )
    return [(number or 0, unit) for number, unit in session.exec(here)]


def _sellers(session: WritingSession, above: dict[int, list[int]]) -> list[Seller]:
    codes = {number or 0: code for number, code in session.exec(select(Unit.id, Unit.code))}
    places = _places(session)
    people = [person for person, _unit in places]
    held, turns = open_leads(session, people), _turns(session, people)
    found = []
    for person, unit in places:
        under = {codes[one] for one in above.get(unit, [])}
        mine = [one for one in config().leads.territories if one.unit in under]
        regions = frozenset(region for one in mine for region in one.regions)
        lines = frozenset(line for one in mine for line in one.lines)
        found.append(Seller(person, unit, held[person], turns.get(person, 0), regions, lines))
    return found


def _turns(session: WritingSession, people: Sequence[int]) -> dict[int, int]:
    """When each was last given a lead by a rule, as the number of that step."""
    last = (
        select(LeadEvent.holder_id, sa.func.max(LeadEvent.id))
        .where(col(LeadEvent.step) == LeadStep.ASSIGNED, col(LeadEvent.way) != "", col(LeadEvent.holder_id).in_(people))
        .group_by(col(LeadEvent.holder_id))
    )
    return {person: int(turn) for person, turn in session.trusted().execute(last)}


def _returned_by(session: WritingSession, leads: Sequence[int]) -> dict[int, frozenset[int]]:
    """Of each lead those who had it and no longer wanted it, or did not contact it in time."""
    steps = select(LeadEvent.lead_id, LeadEvent.holder_id).where(
        col(LeadEvent.lead_id).in_(leads), col(LeadEvent.step) == LeadStep.RETURNED
    )
    found: dict[int, set[int]] = {}
    for lead, person in session.trusted().execute(steps):
        found.setdefault(lead, set()).add(person)
    return {lead: frozenset(people) for lead, people in found.items()}
