"""Leads somebody sees: their own, the pool, those of the people they lead; and one with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied
from db.leads import WORKED
from db.memory import remembered
from db.models.customers import CustomerKind
from db.models.leads import LeadEvent, LeadStep
from db.models.people import Person, Role, Unit
from db.models.sales import Lead, LeadStatus
from db.periods import today
from db.scope import sees
from db.searching import holding
from db.session import ActorSession

PAGE = 50
SORTS = {
    "received": (col(Lead.received_on).desc(),),
    "waiting": (sa.func.coalesce(Lead.assigned_on, Lead.received_on).asc(),),
    "premium": (sa.func.coalesce(Lead.expected_premium, 0).desc(),),
}


@dataclass(frozen=True)
class LeadRow:
    """One lead; `phone` is masked, `expected_premium` in fen, `person` None for one of the pool."""

    id: int
    version: int
    name: str
    kind: CustomerKind
    contact_name: str
    source: str
    status: LeadStatus
    received_on: date
    assigned_on: date | None
    contacted_on: date | None
    converted_on: date | None
    region: str | None
    line: str | None
    expected_premium: int | None
    phone: str | None
    note: str
    dropped_reason: str | None
    person_id: int | None
    person: str | None
    unit: str
    customer_id: int | None
    opportunity_id: int | None

    @property
    def open(self) -> bool:
        """Whether it is still worked, or waits in the pool."""
        return self.status in WORKED

    @property
    def waiting(self) -> int | None:
        """Days since somebody was given it, or it came in, where it was not contacted since."""
        if self.status != LeadStatus.NEW:
            return None
        return (today() - (self.assigned_on or self.received_on)).days


@dataclass(frozen=True)
class Reach:
    """How a lead is reached, in full; only for who holds it."""

    phone: str | None
    email: str | None


@dataclass(frozen=True)
class Step:
    """One step of a lead: the day, what, by whom (None: a rule), whose it is or was, the rule or kind, and why."""

    happened_on: date
    step: LeadStep
    by: str | None
    holder: str | None
    way: str
    note: str


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to: `part` mine, pool or team; `status` open unless said otherwise, `all` for all."""

    part: str = "team"
    search: str = ""
    status: str = "open"
    source: str = ""
    region: str = ""
    line: str = ""
    person: str = ""


def count_leads(session: ActorSession, actor: Actor, asked: Asked) -> int:
    """How many leads the question finds."""
    counted = _asked(actor, (sa.func.count(),), asked)
    return remembered(session, ("count_leads", asked), lambda: int(session.exec(counted).one()))


def leads(
    session: ActorSession, actor: Actor, asked: Asked, *, sort: str = "received", limit: int = PAGE, offset: int = 0
) -> list[LeadRow]:
    """A page of leads."""
    order = SORTS.get(sort, SORTS["received"])
    listed = _asked(actor, _columns(), asked).order_by(*order, col(Lead.id).desc())
    return [LeadRow(**row._asdict()) for row in session.exec(listed.limit(limit).offset(offset))]


def lead(session: ActorSession, actor: Actor, lead_id: int) -> LeadRow:
    """One lead in the actor's sight; Denied where there is none."""
    row = session.exec(_asked(actor, _columns(), Asked(status="all")).where(col(Lead.id) == lead_id)).first()
    if row is None:
        raise Denied("core.not_found")
    return LeadRow(**row._asdict())


def lead_reach(session: ActorSession, actor: Actor, row: LeadRow) -> Reach | None:
    """Phone and e-mail in full for who holds the lead; None for everybody else."""
    if row.person_id != actor.person_id:
        return None
    kept = select(Lead.phone, Lead.email).where(
        col(Lead.id) == row.id, col(Lead.person_id) == actor.person_id, sees(actor, Lead)
    )
    found = session.exec(kept).first()
    return Reach(*found) if found else None


def lead_steps(session: ActorSession, actor: Actor, lead_id: int) -> list[Step]:
    """What happened to a lead, the latest first."""
    by, holder = aliased(Person), aliased(Person)
    columns: tuple[Any, ...] = (
        LeadEvent.happened_on, LeadEvent.step, col(by.name), col(holder.name), LeadEvent.way, LeadEvent.note
    )  # fmt: skip
    listed = (
        select(*columns)
        .select_from(LeadEvent)
        .join(by, col(by.id) == col(LeadEvent.person_id), isouter=True)
        .join(holder, col(holder.id) == col(LeadEvent.holder_id), isouter=True)
        .where(col(LeadEvent.lead_id) == lead_id, sees(actor, LeadEvent))
        .order_by(col(LeadEvent.id).desc())
    )
    return [Step(*row) for row in session.exec(listed)]


def may_work(actor: Actor, row: LeadRow) -> bool:
    """Whether the actor works this lead, or leads who does; one of the pool is claimed first."""
    if not row.open or actor.role not in (Role.SALESPERSON, Role.MANAGER, Role.DEPARTMENT_HEAD):
        return False
    return row.person_id is not None or actor.role is not Role.SALESPERSON


def _columns() -> tuple[Any, ...]:
    own = (
        "id version name kind contact_name source status received_on assigned_on contacted_on converted_on region line "
        "expected_premium note dropped_reason person_id customer_id opportunity_id"
    )
    return (
        *(col(getattr(Lead, name)).label(name) for name in own.split()),
        col(Lead.phone_mask).label("phone"),
        col(Person.name).label("person"),
        col(Unit.name).label("unit"),
    )


def _asked(actor: Actor, columns: tuple[Any, ...], asked: Asked) -> Any:
    listed: Any = (
        select(*columns)
        .select_from(Lead)
        .join(Unit, col(Unit.id) == col(Lead.unit_id))
        .join(Person, col(Person.id) == col(Lead.person_id), isouter=True)
    )
    return listed.where(sees(actor, Lead), *_criteria(actor, asked))


def _criteria(actor: Actor, asked: Asked) -> list[Any]:
    criteria: list[Any] = holding(actor, asked.search, Lead.name, Lead.contact_name)
    if asked.part == "mine":
        criteria.append(col(Lead.person_id) == actor.person_id)
    if asked.part == "pool":
        criteria.append(col(Lead.person_id).is_(None))
    if asked.status == "open":
        criteria.append(col(Lead.open) == 1)
    if asked.status in set(LeadStatus):
        criteria.append(col(Lead.status) == LeadStatus(asked.status))
    narrower = ((name, getattr(asked, name)) for name in ("source", "region", "line"))
    criteria += [col(getattr(Lead, name)) == value for name, value in narrower if value]
    if asked.person:
        criteria.append(col(Person.login) == asked.person)
    return criteria
