"""Everything that ever happened to a customer, whoever did it, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from db.access import HIDDEN, Actor
from db.masks import NAMING
from db.models.claims import Claim, ClaimEvent
from db.models.customers import Membership, Ownership
from db.models.people import Person
from db.models.policies import Endorsement, Policy, PremiumEvent, PremiumKind
from db.models.sales import Lead, Opportunity, StageChange
from db.models.work import Activity, ActivityStatus
from db.periods import today
from db.rights import reach
from db.scope import sees
from db.session import ActorSession

PAGE = 40
MONEY = (PremiumKind.RECEIPT, PremiumKind.REFUND, PremiumKind.WRITE_OFF)
KINDS = ("sale", "activity", "policy", "money", "claim", "serving", "lead")


@dataclass(frozen=True)
class Event:
    """One thing that happened; `record_id` is the opportunity or policy it happened to, amounts are in fen."""

    id: int
    on: date
    kind: str
    what: str
    code: str | None
    title: str
    note: str | None
    amount: int | None
    record_id: int | None
    person: str | None


def timeline(
    session: ActorSession, actor: Actor, customer_id: int, *, kind: str = "", limit: int = PAGE, offset: int = 0
) -> list[Event]:
    """A page of what happened up to today, as far as the role sees it; of one kind, or of all."""
    found = _everything(actor, customer_id, kind)
    if found is None:
        return []
    order = (found.c.on.desc(), found.c.part, found.c.number.desc())
    names = ("on", "kind", "what", "code", "title", "note", "amount", "record_id")
    shown = sa.select(found.c.number * 16 + found.c.part, *(found.c[name] for name in names), col(Person.name))
    shown = shown.outerjoin(Person, col(Person.id) == found.c.person_id)
    return [Event(*row) for row in session.execute(shown.order_by(*order).limit(limit).offset(offset))]


def count_events(session: ActorSession, actor: Actor, customer_id: int) -> dict[str, int]:
    """How much of each kind happened, as far as the role sees it."""
    found = _everything(actor, customer_id, "")
    if found is None:
        return {}
    counted = sa.select(found.c.kind, sa.func.count()).group_by(found.c.kind)
    return {row[0]: row[1] for row in session.execute(counted)}


def _everything(actor: Actor, customer_id: int, kind: str) -> Any:
    """The parts that the role reads, one below the other."""
    parts = [
        make(actor, customer_id).add_columns(sa.literal(number, sa.Integer).label("part"))
        for number, (of, needed, make) in enumerate(PARTS)
        if kind in ("", of) and all(reach(actor, model) is not None for model in needed)
    ]
    return sa.union_all(*parts).subquery("happened") if parts else None


def _columns(on: Any, kind: str, what: Any, number: Any, **more: Any) -> list[Any]:
    """The columns that all parts have."""
    texts = {"code": _text(more.get("code")).label("code")}
    texts |= {name: sa.cast(_text(more.get(name)), NAMING).label(name) for name in ("title", "note")}
    numbers = {
        "amount": (more.get("amount"), sa.BigInteger),
        "record_id": (more.get("record"), sa.Integer),
        "person_id": (more.get("person"), sa.Integer),
    }
    return [
        on.label("on"),
        sa.literal(kind, sa.String).label("kind"),
        _text(what).label("what"),
        number.label("number"),
        *texts.values(),
        *(sa.cast(sa.null() if value is None else value, of).label(name) for name, (value, of) in numbers.items()),
    ]


def _text(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return sa.cast(sa.null(), sa.String) if value is None else sa.literal(value, sa.String)
    return sa.cast(value, sa.String)


def _reason(actor: Actor, model: Any) -> Any:
    hidden = f"{model.__tablename__}.reason" in HIDDEN.get(actor.role, frozenset())
    return None if hidden else model.reason


def _owners(actor: Actor, customer_id: int) -> Any:
    of, began = Ownership, col(Ownership.valid_from)
    columns = _columns(began, "serving", "owner", of.id, title="", note=_reason(actor, of), person=of.person_id)
    return select(*columns).where(col(of.customer_id) == customer_id, sees(actor, of, [customer_id]))


def _joined(actor: Actor, customer_id: int) -> Any:
    of, began = Membership, col(Membership.valid_from)
    columns = _columns(began, "serving", "joined", of.id, title="", note=_reason(actor, of), person=of.person_id)
    return select(*columns).where(col(of.customer_id) == customer_id, sees(actor, of, [customer_id]))


def _left(actor: Actor, customer_id: int) -> Any:
    of, ended = Membership, col(Membership.valid_to)
    columns = _columns(ended, "serving", "left", of.id, title="", person=of.person_id)
    mine = (col(of.customer_id) == customer_id, sees(actor, of, [customer_id]))
    return select(*columns).where(*mine, ended.is_not(None), ended <= today())


def _signed(actor: Actor, customer_id: int) -> Any:
    of, record = Policy, {"title": Policy.number, "record": Policy.id}
    columns = _columns(col(of.signed_on), "policy", "signed", of.id, amount=of.premium, code=of.business_type, **record)
    return select(*columns).where(col(of.customer_id) == customer_id, sees(actor, of, [customer_id]))


def _ended(actor: Actor, customer_id: int) -> Any:
    of, record = Policy, {"title": Policy.number, "record": Policy.id}
    early = sa.case((col(of.cover_end) < col(of.expiry), "ended"), else_="expired")
    columns = _columns(col(of.cover_end), "policy", early, of.id, **record)
    mine = (col(of.customer_id) == customer_id, sees(actor, of, [customer_id]))
    return select(*columns).where(*mine, col(of.cover_end) <= today())


def _endorsed(actor: Actor, customer_id: int) -> Any:
    of, mine = Endorsement, sees(actor, Endorsement, [customer_id])
    columns = _columns(
        col(of.signed_on), "policy", "endorsed", of.id, title=of.number, note=of.reason, amount=of.premium_delta,
        record=of.policy_id,
    )  # fmt: skip
    policy = col(Policy.id) == col(of.policy_id)
    whose = (col(Policy.customer_id) == customer_id, sees(actor, Policy, [customer_id]))
    return select(*columns).join(Policy, policy).where(mine, *whose)


def _booked(actor: Actor, customer_id: int) -> Any:
    of, mine = PremiumEvent, sees(actor, PremiumEvent, [customer_id])
    columns = _columns(
        col(of.booked_on), "money", of.kind, of.id, title=Policy.number, note=of.reason, amount=of.amount,
        record=of.policy_id,
    )  # fmt: skip
    whose = (col(Policy.customer_id) == customer_id, sees(actor, Policy, [customer_id]))
    listed = select(*columns).join(Policy, col(Policy.id) == col(of.policy_id)).where(mine, *whose)
    return listed.where(col(of.kind).in_(MONEY), col(of.booked_on) <= today())


def _claims(customer_id: int, actor: Actor, columns: list[Any]) -> Any:
    whose = (col(Policy.customer_id) == customer_id, sees(actor, Policy, [customer_id]))
    return select(*columns).join(Policy, col(Policy.id) == col(Claim.policy_id)).where(*whose)


def _reported(actor: Actor, customer_id: int) -> Any:
    record = {"title": Claim.number, "note": Claim.cause, "record": Claim.policy_id}
    columns = _columns(col(Claim.reported_on), "claim", "reported", Claim.id, **record)
    return _claims(customer_id, actor, columns).where(sees(actor, Claim, [customer_id]))


def _closed(actor: Actor, customer_id: int) -> Any:
    record = {"title": Claim.number, "record": Claim.policy_id}
    columns = _columns(col(Claim.closed_on), "claim", Claim.status, Claim.id, **record)
    listed = _claims(customer_id, actor, columns).where(sees(actor, Claim, [customer_id]))
    return listed.where(col(Claim.closed_on).is_not(None))


def _claim_steps(actor: Actor, customer_id: int) -> Any:
    of, mine = ClaimEvent, sees(actor, ClaimEvent, [customer_id])
    record = {"title": Claim.number, "amount": of.amount, "record": Claim.policy_id}
    columns = _columns(col(of.booked_on), "claim", of.kind, of.id, **record)
    whose = (col(Policy.customer_id) == customer_id, sees(actor, Policy, [customer_id]))
    listed = select(*columns).join(Claim, col(Claim.id) == col(of.claim_id))
    return listed.join(Policy, col(Policy.id) == col(Claim.policy_id)).where(mine, *whose)


def _moved(actor: Actor, customer_id: int) -> Any:
    of, sale = StageChange, Opportunity
    columns = _columns(
        col(of.changed_on), "sale", of.to_stage, of.id, code=sale.kind, title=sale.title, note=of.from_stage,
        record=sale.id, person=of.person_id,
    )  # fmt: skip
    listed = select(*columns).join(sale, col(sale.id) == col(of.opportunity_id))
    return listed.where(col(sale.customer_id) == customer_id, sees(actor, sale, [customer_id]))


def _done(actor: Actor, customer_id: int) -> Any:
    of = Activity
    columns = _columns(
        sa.func.coalesce(of.done_on, of.planned_on), "activity", of.status, of.id, code=of.kind, title=of.subject,
        note=of.outcome, record=of.opportunity_id, person=of.person_id,
    )  # fmt: skip
    mine = (col(of.customer_id) == customer_id, sees(actor, of, [customer_id]))
    return select(*columns).where(*mine, col(of.status) != ActivityStatus.PLANNED)


def _leads(actor: Actor, customer_id: int) -> Any:
    of = Lead
    record = {"title": of.name, "note": of.source, "person": of.person_id}
    columns = _columns(col(of.received_on), "lead", of.status, of.id, **record)
    return select(*columns).where(col(of.customer_id) == customer_id, sees(actor, of))


PARTS: Sequence[tuple[str, tuple[type[SQLModel], ...], Callable[[Actor, int], Any]]] = (
    ("claim", (Claim, Policy), _closed),
    ("claim", (ClaimEvent, Policy), _claim_steps),
    ("claim", (Claim, Policy), _reported),
    ("money", (PremiumEvent, Policy), _booked),
    ("policy", (Endorsement, Policy), _endorsed),
    ("policy", (Policy,), _ended),
    ("policy", (Policy,), _signed),
    ("sale", (Opportunity,), _moved),
    ("activity", (Activity,), _done),
    ("serving", (Membership,), _left),
    ("serving", (Membership,), _joined),
    ("serving", (Ownership,), _owners),
    ("lead", (Lead,), _leads),
)
"""What may be read, and by which tables; of one day the upper ones stand first, being the later ones."""
