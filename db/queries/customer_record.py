"""One customer with all that hangs on it, as far as the role of who asks reaches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import SQLModel, col, select

from db.access import HIDDEN, Actor
from db.errors import Denied
from db.models.claims import Claim
from db.models.customers import (
    Contact,
    ContactRole,
    Customer,
    CustomerKind,
    CustomerPrivate,
    Membership,
    Ownership,
    Tier,
)
from db.models.people import Person
from db.models.policies import Policy
from db.models.sales import Opportunity
from db.models.work import Activity
from db.places import Place, Proven
from db.proof import of_proven, prove
from db.queries.activities import ActivityRow, activities_of
from db.queries.claims import ClaimRow, claims_of
from db.queries.opportunities import OpportunityRow, opportunities_of
from db.queries.policies import PolicyRow, policies_of_proven
from db.rights import reach
from db.rules.identity import mask_number
from db.scope import sees, writable
from db.session import ActorSession

MOST = 100


@dataclass(frozen=True)
class Who:
    """The customer itself; what the role may not see is None. `may_write` says whether today's scope may change it."""

    id: int
    version: int
    number: str
    name: str
    kind: CustomerKind
    region: str | None
    industry: str | None
    known_since: date | None
    source: str | None
    tier: Tier | None
    tags: str | None
    needs: str | None
    may_write: bool


@dataclass(frozen=True)
class Private:
    """What identifies a customer as a person: in full for those who serve it, else as masks."""

    id_number: str | None
    phone: str | None
    email: str | None
    address: str | None
    born_on: date | None
    in_full: bool


@dataclass(frozen=True)
class Owner:
    """One row of the history of ownership; `until` is None for today's owner."""

    person_id: int
    name: str
    since: date
    until: date | None
    reason: str | None


@dataclass(frozen=True)
class Member:
    """Somebody besides the owner who sees the customer, or saw it until `until`; `last_day` is as it is meant.

    `reason` is None for a role that does not see it.
    """

    id: int
    version: int
    person_id: int
    name: str
    can_write: int
    since: date
    until: date | None
    last_day: date | None
    cover_id: int | None
    reason: str | None = None


@dataclass(frozen=True)
class Named:
    """A contact; the phone is masked unless the whole record is shown in full."""

    id: int
    version: int
    name: str
    role: ContactRole
    title: str | None
    phone: str | None


@dataclass(frozen=True)
class CustomerRecord:
    """All of it; a part that the role has no business with is None."""

    who: Who
    owners: list[Owner]
    members: list[Member]
    contacts: list[Named]
    private: Private | None
    policies: list[PolicyRow] | None
    claims: list[ClaimRow] | None
    opportunities: list[OpportunityRow] | None
    activities: list[ActivityRow] | None

    @property
    def owner(self) -> Owner:
        """Today's owner."""
        return next(owner for owner in self.owners if owner.until is None)


def customer_record(session: ActorSession, actor: Actor, customer_id: int) -> CustomerRecord:
    """The record in at most eleven queries; Denied where there is none in sight."""
    whose, who = _who(session, actor, customer_id)
    owners = _owners(session, actor, whose)
    members = _members(session, actor, whose)
    serves = {owner.person_id for owner in owners if owner.until is None} | {
        m.person_id for m in members if not m.until and m.can_write
    }
    in_full = actor.person_id in serves
    return CustomerRecord(
        who=who,
        owners=owners,
        members=members,
        contacts=_contacts(session, actor, whose, in_full=in_full),
        private=_private(session, actor, whose, in_full=in_full) if _reads(actor, CustomerPrivate) else None,
        policies=policies_of_proven(session, actor, whose) if _reads(actor, Policy) else None,
        claims=claims_of(session, actor, whose, limit=MOST) if _reads(actor, Claim) else None,
        opportunities=opportunities_of(session, actor, whose, limit=MOST) if _reads(actor, Opportunity) else None,
        activities=activities_of(session, actor, whose, limit=MOST) if _reads(actor, Activity) else None,
    )


def _reads(actor: Actor, model: type[SQLModel]) -> bool:
    return reach(actor, model) is not None


def _shown(actor: Actor, model: Any, names: str) -> dict[str, Any]:
    """The columns of those names that the actor's role sees, by name."""
    hidden = HIDDEN.get(actor.role, frozenset())
    shown = (name for name in names.split() if f"{model.__tablename__}.{name}" not in hidden)
    return {name: col(getattr(model, name)).label(name) for name in shown}


def _who(session: ActorSession, actor: Actor, customer_id: int) -> tuple[Proven, Who]:
    def columns(place: Place) -> tuple[Any, ...]:
        may_write = writable(actor, Customer, place).label("may_write")
        names = "id version number name kind region industry known_since source tier tags needs"
        return (*_shown(actor, Customer, names).values(), may_write)

    whose, rows = prove(session, actor, [customer_id], "record", columns)
    if not rows:
        raise Denied("core.not_found")
    row = rows[0]
    who = Who(**{**dict.fromkeys(Who.__dataclass_fields__), **row._asdict(), "may_write": bool(row.may_write)})
    return whose, who


def _owners(session: ActorSession, actor: Actor, whose: Proven) -> list[Owner]:
    reason = _shown(actor, Ownership, "reason").values()

    def listed(place: Place) -> Any:
        columns: tuple[Any, ...] = (Ownership.person_id, Person.name, Ownership.valid_from, Ownership.valid_to, *reason)
        return (
            select(*columns)
            .join(Person, col(Person.id) == col(Ownership.person_id))
            .where(col(Ownership.customer_id).in_(place), sees(actor, Ownership, place))
            .order_by(col(Ownership.valid_from).desc(), col(Ownership.id).desc())
        )

    rows = of_proven(session, actor, whose, "owners", listed)
    return [Owner(*row, *(() if reason else (None,))) for row in rows]


def _members(session: ActorSession, actor: Actor, whose: Proven) -> list[Member]:
    reason = _shown(actor, Membership, "reason").values()

    def listed(place: Place) -> Any:
        columns: tuple[Any, ...] = (
            Membership.id, Membership.version, Membership.person_id, Person.name, Membership.can_write,
            Membership.valid_from, Membership.valid_to, Membership.until, Membership.cover_id,
            *reason,
        )  # fmt: skip
        return (
            select(*columns)
            .join(Person, col(Person.id) == col(Membership.person_id))
            .where(col(Membership.customer_id).in_(place), sees(actor, Membership, place))
            .order_by(col(Membership.open).desc().nulls_last(), col(Membership.valid_from).desc(), col(Membership.id))
        )

    return [Member(*row) for row in of_proven(session, actor, whose, "members", listed)]


def _contacts(session: ActorSession, actor: Actor, whose: Proven, *, in_full: bool) -> list[Named]:
    def listed(place: Place) -> Any:
        phone = Contact.phone if in_full else Contact.phone_mask
        columns: tuple[Any, ...] = (
            Contact.id, Contact.version, Contact.name, Contact.role, Contact.title, phone,
        )  # fmt: skip
        asked = select(*columns).where(col(Contact.customer_id).in_(place), sees(actor, Contact, place))
        return asked.order_by(col(Contact.id)).limit(MOST)

    return [Named(*row) for row in of_proven(session, actor, whose, ("contacts", in_full), listed)]


def _private(session: ActorSession, actor: Actor, whose: Proven, *, in_full: bool) -> Private:
    def kept(place: Place) -> Any:
        of_these = select(CustomerPrivate).where(col(CustomerPrivate.customer_id).in_(place))
        return of_these.where(sees(actor, CustomerPrivate, place))

    row = of_proven(session, actor, whose, "private", kept).scalars().first()
    if row is None:
        return Private(None, None, None, None, None, in_full=True)
    whole = Private(row.id_number, row.phone, row.email, row.address, row.born_on, in_full=True)
    return whole if in_full else masked(whole)


def masked(private: Private) -> Private:
    """The same with every value as a mask; a birthday is not shown at all."""
    at = private.email.rpartition("@") if private.email else None
    return replace(
        private,
        id_number=mask_number(private.id_number) if private.id_number else None,
        phone=mask_number(private.phone) if private.phone else None,
        email=f"{at[0][:1]}***@{at[2]}" if at else None,
        address=f"{private.address[:3]}***" if private.address else None,
        born_on=None,
        in_full=False,
    )
