"""What a staff list would do: whom it adds, whom it changes and how, and which rows cannot be taken and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import col, select

from db.models.people import Role, Unit
from db.queries.people import PersonRow, people
from db.rules.directory import ROLES, email_problem, login_problem, name_problem
from db.session import ActorSession
from db.staff_list import StaffRow


class Verdict(StrEnum):
    """What becomes of a row."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    REJECT = "reject"


@dataclass(frozen=True)
class StaffStep:
    """One row of the list with its verdict: which fields change, or for each wrong column the key of a sentence."""

    row: StaffRow
    verdict: Verdict
    person: PersonRow | None = None
    unit_id: int = 0
    changes: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()


def plan_staff(session: ActorSession, rows: Sequence[StaffRow]) -> list[StaffStep]:
    """A step for every row. Who is not in the list stays as they are."""
    known = {person.login: person for person in people(session, active=None, limit=None)}
    open_units = select(Unit.code, Unit.id).where(col(Unit.active) == 1)
    units = {code: int(unit_id or 0) for code, unit_id in session.exec(open_units)}
    often = Counter(row.login.lower() for row in rows)
    steps = [_step(row, known, units, often) for row in rows]
    return _keep_an_admin(steps, known)


def _step(row: StaffRow, known: dict[str, PersonRow], units: dict[str, int], often: Counter[str]) -> StaffStep:
    person = known.get(row.login)
    reasons = _problems(row, person, known, units, often)
    if reasons:
        return StaffStep(row, Verdict.REJECT, person, reasons=reasons)
    unit_id = units[row.unit]
    if person is None:
        return StaffStep(row, Verdict.ADD, None, unit_id)
    changes = _changes(row, person)
    return StaffStep(row, Verdict.CHANGE if changes else Verdict.SAME, person, unit_id, changes)


def _problems(
    row: StaffRow,
    person: PersonRow | None,
    known: dict[str, PersonRow],
    units: dict[str, int],
    often: Counter[str],
) -> tuple[tuple[str, str], ...]:
    """What is wrong, column by column; a row that could not be read has no columns."""
    if row.fault:
        return (("", row.fault),)
    logins = {
        "people.staff_twice": often[row.login.lower()] > 1,
        "people.staff_disabled": person is not None and not person.active,
        "people.staff_case": person is None and row.login.lower() in {login.lower() for login in known},
    }
    found = {
        "login": login_problem(row.login) or next((key for key, broken in logins.items() if broken), None),
        "name": name_problem(row.name),
        "role": None if row.role in ROLES else "people.staff_role",
        "unit": None if row.unit in units else "people.staff_unit",
        "email": email_problem(row.email),
    }
    return tuple((column, key) for column, key in found.items() if key)


def _changes(row: StaffRow, person: PersonRow) -> tuple[str, ...]:
    # An empty e-mail means that the list does not know it, not that there is none.
    pairs = {
        "name": (row.name, person.name),
        "role": (row.role, person.role),
        "unit": (row.unit, person.unit_code),
        "email": (row.email or person.email, person.email),
    }
    return tuple(name for name, (wanted, now) in pairs.items() if wanted != now)


def _keep_an_admin(steps: list[StaffStep], known: dict[str, PersonRow]) -> list[StaffStep]:
    """Reject the demotions of a list that would leave no active administrator at all."""
    admins = {person.login for person in known.values() if person.role is Role.ADMIN and person.active}
    demoted = [step for step in steps if step.row.login in admins and "role" in step.changes]
    promoted = any(step.verdict is not Verdict.REJECT and step.row.role == Role.ADMIN for step in steps)
    if promoted or len(demoted) < len(admins):
        return steps
    refused = {step.row.line for step in demoted}
    return [
        StaffStep(step.row, Verdict.REJECT, step.person, reasons=(("role", "people.staff_last_admin"),))
        if step.row.line in refused
        else step
        for step in steps
    ]
