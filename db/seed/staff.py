"""The demo branch's people while it is made: who works where since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from db.models.people import Role
from db.seed.departments import Department


@dataclass(eq=False)
class Worker:
    """Somebody of the staff, and the units they worked in, each since a day."""

    id: int
    login: str
    name: str
    role: Role
    joined_on: date
    units: list[tuple[date, int]]
    department: Department | None = None
    left_on: date | None = None
    skill: float = 1.0

    def works_on(self, day: date) -> bool:
        """Whether they are here on a day."""
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)

    def unit_on(self, day: date) -> int:
        """The unit they worked in on a day."""
        return next((unit for since, unit in reversed(self.units) if since <= day), self.units[0][1])


@dataclass
class Staff:
    """All units and people of the demo."""

    company: int
    departments: dict[str, int] = field(default_factory=dict)
    teams: dict[str, list[int]] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)

    def sellers(self, code: str | None = None) -> list[Worker]:
        """The salespeople of a department, or of all."""
        return [
            worker
            for worker in self.workers
            if worker.role is Role.SALESPERSON and worker.department and code in (None, worker.department.code)
        ]

    def of_role(self, role: Role) -> list[Worker]:
        """Everybody of a role."""
        return [worker for worker in self.workers if worker.role is role]

    def __getitem__(self, person_id: int) -> Worker:
        return self.workers[person_id - 1]

    @property
    def leaver(self) -> Worker:
        """The salesperson who left."""
        return next(worker for worker in self.workers if worker.left_on)
