"""What is known of a project, and what follows from it: the longest chain, the likely end, who is holding it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from db.models.projects import MilestoneStatus, RiskState, Word
from db.models.sales import Outcome
from db.queries.customer_record import Member
from db.queries.opportunities import OpportunityRow
from db.rules.critical_path import Step, Task, critical_path, likely_ends, waiting_behind


@dataclass(frozen=True)
class MilestoneRow:
    """One milestone; `after` are the ids of those it waits for."""

    id: int
    version: int
    code: str | None
    name: str
    stage: str
    lane: str
    person_id: int
    person: str
    start_on: date
    due_on: date
    first_due_on: date
    status: MilestoneStatus
    settled_on: date | None
    settled_by: str | None
    evidence: str
    waived_reason: str
    after: tuple[int, ...]

    @property
    def days(self) -> int:
        """How long it was to take."""
        return (self.due_on - self.start_on).days

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.status == MilestoneStatus.OPEN


@dataclass(frozen=True)
class RiskRow:
    """One risk of a project."""

    id: int
    version: int
    text: str
    likelihood: int
    impact: int
    person_id: int
    person: str
    state: RiskState
    noted_on: date


@dataclass(frozen=True)
class MeetingRow:
    """One meeting, by whom it was led."""

    id: int
    held_on: date
    at: datetime
    person: str
    note: str


@dataclass(frozen=True)
class LineRow:
    """What a meeting said of a milestone, with who held it and when it was due then."""

    milestone_id: int
    code: str | None
    name: str
    lane: str
    word: Word
    note: str
    person: str
    due_on: date


@dataclass(frozen=True)
class Holding:
    """A milestone that holds the deal: nothing blocks it, and it is so many days late; `behind` wait for it."""

    milestone: MilestoneRow
    days: int
    behind: int


@dataclass(frozen=True)
class Project:
    """Everything of one project; `leads` and `writes` say what the actor may do with it."""

    sale: OpportunityRow
    owner_id: int
    milestones: Sequence[MilestoneRow]
    risks: Sequence[RiskRow]
    members: Sequence[Member]
    meetings: Sequence[MeetingRow]
    leads: bool
    writes: bool
    today: date

    @property
    def running(self) -> bool:
        """Whether there is still something to be done about it."""
        return self.sale.outcome == Outcome.OPEN

    @cached_property
    def open_ones(self) -> list[MilestoneRow]:
        """The milestones still to be done, the first due first."""
        return sorted((one for one in self.milestones if one.open), key=lambda one: (one.due_on, one.id))

    @cached_property
    def blocked(self) -> set[int]:
        """Ids of the open milestones that wait for another open one."""
        return {one.id for one in self.open_ones if any(other.id in one.after for other in self.open_ones)}

    @cached_property
    def critical(self) -> tuple[int, ...]:
        """The chain of open milestones that takes longest."""
        return critical_path([Step(one.id, one.days, one.after) for one in self.open_ones])

    @cached_property
    def ends(self) -> dict[int, date]:
        """When each milestone is likely to be through, or was."""
        tasks = [Task(one.id, one.start_on, one.due_on, one.after, one.settled_on) for one in self.milestones]
        return likely_ends(tasks, self.today)

    @property
    def likely_end(self) -> date | None:
        """When the last milestone is likely to be through; None where there is none."""
        return max(self.ends.values(), default=None)

    @cached_property
    def holding(self) -> list[Holding]:
        """Who holds the deal, the longest first."""
        after = {one.id: one.after for one in self.open_ones}
        late = [one for one in self.open_ones if one.id not in self.blocked and one.due_on < self.today]
        found = [Holding(one, (self.today - one.due_on).days, len(waiting_behind(after, one.id))) for one in late]
        return sorted(found, key=lambda one: (-one.days, -one.behind, one.milestone.id))
