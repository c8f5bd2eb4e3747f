"""Fills the demo branch: five departments, their teams, and somebody in every place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from db.models.people import Person, Placement, Role, Unit, UnitKind
from db.seed.departments import DEPARTMENTS, Department
from db.seed.dice import Dice, later
from db.seed.names import person_name
from db.seed.rows import Rows
from db.seed.staff import Staff, Worker

NUMERALS = "一二三四五"


def last_day_of_leaver(as_of: date) -> date:
    """The last 30 June that is a good month and a half past."""
    this_year = date(as_of.year, 6, 30)
    return this_year if (as_of - this_year).days >= 45 else date(as_of.year - 1, 6, 30)


def make_staff(rows: Rows, seed: int, as_of: date, company: str) -> Staff:
    """Note all units and people."""
    staff = Staff(rows.add(Unit, code="C", name=company, kind=UnitKind.COMPANY))
    for department in DEPARTMENTS:
        unit = _unit(rows, department.code, department.name, UnitKind.DEPARTMENT, staff.company)
        staff.departments[department.code] = unit
        staff.teams[department.code] = [
            _unit(rows, f"{department.code}T{at}", f"{department.name}{NUMERALS[at - 1]}组", UnitKind.TEAM, unit)
            for at in range(1, len(department.teams) + 1)
        ]
    _Hiring(rows, staff, Dice(seed, "staff"), as_of).everybody()
    return staff


def _unit(rows: Rows, code: str, name: str, kind: UnitKind, parent: int) -> int:
    return rows.add(Unit, code=code, name=name, kind=kind, parent_id=parent)


class _Hiring:
    """Fills the places: the first of each role, by place, carries the role's name as login."""

    def __init__(self, rows: Rows, staff: Staff, dice: Dice, as_of: date) -> None:
        self.rows, self.staff, self.dice, self.as_of = rows, staff, dice, as_of
        self.logins: set[str] = set()

    def everybody(self) -> None:
        """Hire for all places, then move one person between teams and let one leave."""
        for department, unit, role in self._places():
            self._hire(role, unit, department)
        self._newcomer("D3", 470)
        self._newcomer("D4", 310)
        self._mover()
        leaver = self.staff.sellers("D2")[1]
        leaver.left_on = last_day_of_leaver(self.as_of)
        leaver.skill = 1.4
        for worker in self.staff.workers:
            self._note(worker)

    def _places(self) -> Iterator[tuple[Department | None, int, Role]]:
        counts = {Role.EXECUTIVE: 2, Role.SERVICE: 3, Role.CLAIMS: 3, Role.ANALYST: 1, Role.ADMIN: 1}
        for role, count in counts.items():
            yield from ((None, self.staff.company, role) for _ in range(count))
        for department in DEPARTMENTS:
            yield department, self.staff.departments[department.code], Role.DEPARTMENT_HEAD
            for unit, sellers in zip(self.staff.teams[department.code], department.teams, strict=True):
                yield department, unit, Role.MANAGER
                yield from ((department, unit, Role.SALESPERSON) for _ in range(sellers))

    def _hire(self, role: Role, unit: int, department: Department | None) -> None:
        name = person_name(self.dice)
        login = role.value if role.value not in self.logins else name.letters
        while login in self.logins:
            login = f"{name.letters}{self.dice.randrange(2, 100)}"
        self.logins.add(login)
        joined = later(self.as_of, -self.dice.randrange(365 * 10, 365 * 16))
        worker = Worker(len(self.staff.workers) + 1, login, name.zh, role, joined, [(joined, unit)], department)
        worker.skill = self.dice.uniform(0.7, 1.4) if role is Role.SALESPERSON else 1.0
        self.staff.workers.append(worker)

    def _newcomer(self, code: str, days: int) -> None:
        worker = self.staff.sellers(code)[-1]
        worker.joined_on = later(self.as_of, -days)
        worker.units = [(worker.joined_on, worker.units[0][1])]

    def _mover(self) -> None:
        worker = self.staff.sellers("D3")[0]
        worker.units.append((later(self.as_of, -400), self.staff.teams["D3"][1]))

    def _note(self, worker: Worker) -> None:
        gone = worker.left_on + timedelta(days=1) if worker.left_on else None
        self.rows.add(
            Person,
            login=worker.login,
            name=worker.name,
            role=worker.role,
            email=f"{worker.login}@baoke.example",
            joined_on=worker.joined_on,
            left_on=worker.left_on,
            active=int(worker.left_on is None),
        )
        ends = [*(since for since, _unit in worker.units[1:]), gone]
        for (since, unit), end in zip(worker.units, ends, strict=True):
            self.rows.add(Placement, person_id=worker.id, unit_id=unit, valid_from=since, valid_to=end)
