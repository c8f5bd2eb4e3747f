"""What the demo is made of while it is made: customers with their owners, policies with what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from db.config_shape import Config
from db.rules.instalments import months_later
from db.seed.departments import Department
from db.seed.dice import Dice
from db.seed.products import Kind
from db.seed.rows import Rows
from db.seed.staff import Staff


@dataclass(eq=False)
class Client:
    """A customer while the demo is made: whose it was since when, and its policies."""

    id: int
    name: str
    company: bool
    region: str
    department: Department
    owners: list[tuple[date, int]]
    known_since: date
    first_on: date | None
    size: float
    terms: list[Term] = field(default_factory=list)

    def owner_on(self, day: date) -> int:
        """The person who owned it on a day; before it was known, its first owner."""
        return next((person for since, person in reversed(self.owners) if since <= day), self.owners[0][1])


@dataclass
class Change:
    """An endorsement: from when, signed when, by how much, and why."""

    effective: date
    signed_on: date
    delta: int
    reason: str


@dataclass(eq=False)
class Term:
    """A policy while the demo is made: its contract, its losses, its changes and its end."""

    client: Client
    kind: Kind
    inception: date
    expiry: date
    signed_on: date
    premium: int
    parts: int
    channel: str
    partner: int | None = None
    renews: Term | None = None
    beside: Term | None = None
    prior: tuple[str, date] | None = None
    losses: list[date] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    ended_on: date | None = None
    cancelled: bool = False
    renewed_by: Term | None = None
    not_renewed: str | None = None
    unpaid: int = 0
    unpaid_since: date | None = None
    id: int = 0

    @property
    def cover_end(self) -> date:
        """The day on which cover ends."""
        return self.ended_on or self.expiry

    def in_force(self, day: date) -> bool:
        """Whether there is cover on a day."""
        return self.inception <= day < self.cover_end


@dataclass
class World:
    """The demo in the making."""

    seed: int
    as_of: date
    size: int
    rows: Rows
    staff: Staff
    settings: Config
    products: dict[str, int] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def dice(self, area: str) -> Dice:
        """The chance of one area."""
        return Dice(self.seed, area)

    @cached_property
    def since(self) -> date:
        """The first day of the two years that are told in full."""
        return months_later(self.as_of, -24)

    @cached_property
    def before(self) -> date:
        """The day the branch opened: the book grew for four years before the two that are told in full."""
        return months_later(self.as_of, -72)

    def colleague(self, dice: Dice, client: Client, day: date) -> int | None:
        """Another seller of the customer's department who is here on a day."""
        owner = client.owner_on(day)
        others = [one.id for one in self.staff.sellers(client.department.code) if one.id != owner and one.works_on(day)]
        return dice.choice(others) if others else None
