"""Records of every kind by what somebody types: a few of each in the actor's sight, the best fit first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select

from db.access import HIDDEN, Actor
from db.finding import insured, named, nearly_named, numbered, phoned
from db.memory import remembered
from db.models.claims import Claim
from db.models.customers import Contact, Customer, CustomerPrivate, Ownership
from db.models.people import Person, Placement, Unit
from db.models.policies import Policy
from db.models.sales import Lead, Opportunity
from db.models.work import Activity
from db.queries.found_customers import found_customers
from db.rights import reach
from db.rules.matching import fit, within_one
from db.rules.questions import as_typed
from db.rules.spelling import readings, squeezed
from db.scope import sees
from db.session import ActorSession

FEW, MOST_SHOWN = 5, 50
PEOPLE, UNITS = "people", "units"

_CUSTOMER: tuple[Any, ...] = (
    *(Customer.id, Customer.name, Customer.number),
    *(Customer.phone_mask, Person.name, Customer.region),
)
_CONTACT: tuple[Any, ...] = (Contact.id, Contact.name, Contact.title, Customer.name, Contact.customer_id)
_CLAIM: tuple[Any, ...] = (Claim.id, Claim.number, Customer.name, Policy.number, Claim.policy_id)


@dataclass(frozen=True)
class Hit:
    """One record found: its name, what else tells it, the page and id it opens under; source and region are codes.

    `by` is the code of what a customer was found by, where that is not the name as it stands.
    """

    id: int
    name: str
    about: tuple[str, ...] = ()
    page: str = ""
    page_id: int | None = None
    source: str = ""
    region: str = ""
    by: str = ""


@dataclass(frozen=True)
class Hits:
    """Records of one kind; `more` where there are others."""

    rows: tuple[Hit, ...]
    more: bool = False


def found_records(
    session: ActorSession, actor: Actor, typed: str, *, only: str = "", few: int = FEW
) -> dict[str, Hits]:
    """By kind, what the question finds; kinds without any are left out. `only` asks of one kind."""
    asked = as_typed(typed)
    if not asked or actor.unit_id is None:
        return {}
    found = {}
    for kind, (model, look) in KINDS.items():
        if only in ("", kind) and (model is None or reach(actor, model) is not None):
            rows = look(session, actor, asked, few + 1)
            found[kind] = Hits(tuple(rows[:few]), more=len(rows) > few)
    return {kind: hits for kind, hits in found.items() if hits.rows}


def _customers(session: ActorSession, actor: Actor, asked: str, most: int) -> list[Hit]:
    found = found_customers(session, actor, asked)
    hits = _customer_hits(session, actor, found.ids[:most])
    return [replace(hit, by=found.by.get(hit.id, "")) for hit in hits]


def _customer_hits(session: ActorSession, actor: Actor, ids: Sequence[int]) -> list[Hit]:
    if not ids:
        return []
    shown: Any = (
        select(*_CUSTOMER)
        .join(Ownership, (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1))
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .where(col(Customer.id).in_(ids), sees(actor, Customer, ids))
    )
    rows = (
        Hit(row[0], row[1], _told(*row[2:5]), "customer", row[0], region=row[5] or "") for row in session.execute(shown)
    )
    return sorted(rows, key=lambda hit: ids.index(hit.id))


def _contacts(session: ActorSession, actor: Actor, asked: str, most: int) -> list[Hit]:
    def shown(ids: Sequence[int]) -> Any:
        whose = select(Contact.customer_id).where(col(Contact.id).in_(ids))
        return (
            select(*_CONTACT)
            .join(Customer, col(Customer.id) == col(Contact.customer_id))
            .where(col(Contact.id).in_(ids), sees(actor, Contact, whose), sees(actor, Customer, whose))
        )

    # Who may not see a customer's numbers finds nobody by one.
    numbers = reach(actor, CustomerPrivate) is not None
    rows = _best(session, actor, Contact, asked, shown, by_phone=numbers)[:most]
    return [Hit(row[0], row[1], _told(row[2], row[3]), "customer", row[4]) for row in rows]


def _policies(session: ActorSession, actor: Actor, asked: str, most: int) -> list[Hit]:
    ids = insured(session, actor, asked)
    if not ids:
        return []
    whose = select(Policy.customer_id).where(col(Policy.id).in_(ids))
    shown: Any = (
        select(Policy.id, Policy.number, Policy.insured_object, Customer.name)
        .join(Customer, col(Customer.id) == col(Policy.customer_id))
        .where(col(Policy.id).in_(ids), sees(actor, Policy, whose), sees(actor, Customer, whose))
        .order_by(col(Policy.inception).desc(), col(Policy.id).desc())
        .limit(most)
    )
    return [Hit(row[0], row[1], _told(*row[2:]), "policy", row[0]) for row in session.execute(shown)]


def _sales(session: ActorSession, actor: Actor, asked: str, most: int) -> list[Hit]:
    def shown(ids: Sequence[int]) -> Any:
        whose = select(Opportunity.customer_id).where(col(Opportunity.id).in_(ids))
        return (
            select(Opportunity.id, Opportunity.title, Customer.name)
            .join(Customer, col(Customer.id) == col(Opportunity.customer_id))
            .where(col(Opportunity.id).in_(ids), sees(actor, Opportunity, whose), sees(actor, Customer, whose))
        )

    rows = _best(session, actor, Opportunity, asked, shown)[:most]
    return [Hit(row[0], row[1], _told(row[2]), "opportunity", row[0]) for row in rows]


def _leads(session: ActorSession, actor: Actor, asked: str, most: int) -> list[Hit]:
    def shown(ids: Sequence[int]) -> Any:
        return select(Lead.id, Lead.name, Lead.source).where(col(Lead.id).in_(ids), sees(actor, Lead))

    numbers = "lead.phone" not in HIDDEN.get(actor.role, frozenset())
    rows = _best(session, actor, Lead, asked, shown, by_phone=numbers)[:most]
    return [Hit(row[0], row[1], (), "lead", row[0], source=row[2]) for row in rows]


def _work(session: ActorSession, actor: Actor, asked: str, most: int) -> list[Hit]:
    def shown(ids: Sequence[int]) -> Any:
        whose = select(Activity.customer_id).where(col(Activity.id).in_(ids))
        return (
            select(Activity.id, Activity.subject, Customer.name, Person.name)
            .join(Customer, col(Customer.id) == col(Activity.customer_id))
            .join(Person, col(Person.id) == col(Activity.person_id))
            .where(col(Activity.id).in_(ids), sees(actor, Activity, whose), sees(actor, Customer, whose))
            .order_by(col(Activity.planned_on).desc(), col(Activity.id).desc())
        )

    rows = _best(session, actor, Activity, asked, shown)[:most]
    return [Hit(row[0], row[1], _told(row[2], row[3]), "activity", row[0]) for row in rows]


def _claims(session: ActorSession, actor: Actor, asked: str, most: int) -> list[Hit]:
    ids = numbered(session, actor, Claim, (Claim.number,), asked)
    if not ids:
        return []
    which = select(Claim.policy_id).where(col(Claim.id).in_(ids))
    whose = select(Policy.customer_id).where(col(Policy.id).in_(which))
    shown: Any = (
        select(*_CLAIM)
        .join(Policy, col(Policy.id) == col(Claim.policy_id))
        .join(Customer, col(Customer.id) == col(Policy.customer_id))
        .where(col(Claim.id).in_(ids), sees(actor, Claim), sees(actor, Policy), sees(actor, Customer, whose))
        .order_by(col(Claim.reported_on).desc(), col(Claim.id).desc())
        .limit(most)
    )
    return [Hit(row[0], row[1], _told(row[2], row[3]), "policy", row[4]) for row in session.execute(shown)]


def _best(
    session: ActorSession,
    actor: Actor,
    model: Any,
    asked: str,
    shown: Callable[[Sequence[int]], Any],
    *,
    by_phone: bool = False,
) -> list[Any]:
    """Rows (id, name, …) with that phone, or whose name fits, the best first.

    Slips are forgiven only where nothing fits as it stands.
    """
    if by_phone and (ids := phoned(session, actor, model, asked)) and (rows := session.execute(shown(ids)).all()):
        return sorted(rows, key=lambda row: (row[1], row[0]))
    for look in (named, nearly_named):
        ids = look(session, actor, model, asked)
        rows = session.execute(shown(ids)).all() if ids else []
        fits = {row[0]: how for row in rows if (how := fit(asked, row[1])) is not None}
        if fits:
            return sorted((row for row in rows if row[0] in fits), key=lambda row: (fits[row[0]], len(row[1]), row[1]))
    return []


@dataclass(frozen=True)
class _Listed:
    """Somebody or something of the directory, with all that it may be typed as."""

    hit: Hit
    plain: str
    typed: str


def _people(session: ActorSession, _actor: Actor, asked: str, most: int) -> list[Hit]:
    return _among(remembered(session, "found.people", lambda: _everybody(session)), asked, most)


def _units(session: ActorSession, _actor: Actor, asked: str, most: int) -> list[Hit]:
    return _among(remembered(session, "found.units", lambda: _all_units(session)), asked, most)


def _everybody(session: ActorSession) -> list[_Listed]:
    listed: Any = (
        select(Person.id, Person.name, Person.login, Unit.name)
        .join(Placement, (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1))
        .join(Unit, col(Unit.id) == col(Placement.unit_id))
        .where(col(Person.active) == 1)
    )
    return [_listed(Hit(row[0], row[1], _told(row[2], row[3]))) for row in session.execute(listed)]


def _all_units(session: ActorSession) -> list[_Listed]:
    listed: Any = select(Unit.id, Unit.name, Unit.code).where(col(Unit.active) == 1)
    return [_listed(Hit(row[0], row[1], _told(row[2]))) for row in session.execute(listed)]


def _listed(hit: Hit) -> _Listed:
    said = (part for way in readings(hit.name) for part in ("".join(way), "".join(one[:1] for one in way)))
    plain = squeezed(hit.name)
    return _Listed(hit, plain, "\n".join(("", plain, squeezed(hit.about[0]), *said)))


def _among(directory: Sequence[_Listed], asked: str, most: int) -> list[Hit]:
    """The directory is short: what holds the text, and only where nothing does what was typed with a slip."""
    text = squeezed(asked)
    part = text if not text.isascii() else "\n" + text
    found = [(part + "\n" not in one.typed + "\n", one.hit) for one in directory if text and part in one.typed]
    found = found or [(False, one.hit) for one in directory if len(one.plain) > 2 and within_one(text, one.plain)]
    return [hit for _exact, hit in sorted(found, key=lambda one: (one[0], one[1].name, one[1].id))][:most]


def _told(*facts: str | None) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact)


KINDS: dict[str, tuple[Any, Callable[[ActorSession, Actor, str, int], list[Hit]]]] = {
    "customers": (Customer, _customers),
    "contacts": (Contact, _contacts),
    "policies": (Policy, _policies),
    "opportunities": (Opportunity, _sales),
    "leads": (Lead, _leads),
    "activities": (Activity, _work),
    "claims": (Claim, _claims),
    PEOPLE: (None, _people),
    UNITS: (None, _units),
}
"""What is searched, in the order it is shown, with the table whose readers search it; the directory is everybody's."""
