"""The certificate of a handover: what held before and holds after, who took what, who signed, and its hash."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied
from db.handover_checks import EQUAL, NONE_LEFT
from db.handover_figures import sealed
from db.models.handovers import Handover, HandoverReason, HandoverSigning, HandoverState
from db.models.people import Person, Unit
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class Check:
    """One invariant: its value before and after, and whether it holds; None until the handover is done."""

    name: str
    before: int | str | None
    after: int | str | None
    holds: bool | None


@dataclass(frozen=True)
class Taken:
    """What one successor has taken, in customers, items and fen of premium in force, and when they signed.

    Policies in force and overdue premium are None on certificates of before they were noted.
    """

    person_id: int
    name: str
    customers: int
    items: int
    premium: int
    signed_at: datetime | None
    policies: int | None = None
    overdue: int | None = None


@dataclass(frozen=True)
class Signed:
    """A successor who has signed for what they take."""

    name: str
    signed_at: datetime


@dataclass(frozen=True)
class Certificate:
    """All that a handover is proved by. `intact` is whether the hash is still that of what stands in the record."""

    handover_id: int
    state: HandoverState
    leaver: str
    unit: str
    reason: HandoverReason
    opened_on: date
    last_day: date
    effective_on: date
    opened_by: str | None
    giver_signed_by: str | None
    giver_signed_at: datetime | None
    giver_reason: str
    approved_by: str | None
    approved_at: datetime | None
    done_by: str | None
    done_at: datetime | None
    disabled: bool
    undone_by: str | None
    undone_at: datetime | None
    undone_reason: str
    digest: str
    intact: bool
    successors: tuple[Taken, ...] = ()
    signed: tuple[Signed, ...] = ()
    checks: tuple[Check, ...] = ()
    items: dict[str, int] = field(default_factory=dict)


def handover_checks(session: ActorSession, actor: Actor, handover_id: int) -> list[Check]:
    """The invariants of a handover in sight, as they were looked at before it was committed; none before it is done."""
    return _checks(_found(session, actor, handover_id))


def _checks(handover: Handover) -> list[Check]:
    before, after = json.loads(handover.before), json.loads(handover.after)
    if not after:
        return []
    equal = [Check(name, before[name], after[name], before[name] == after[name]) for name in EQUAL]
    return equal + [Check(name, before.get(name), after[name], after[name] == 0) for name in NONE_LEFT]


def certificate(session: ActorSession, actor: Actor, handover_id: int) -> Certificate:
    """The certificate of a handover in sight; Denied for another."""
    handover = _found(session, actor, handover_id)
    after: dict[str, Any] = json.loads(handover.after)
    signed = _signed(session, actor, handover_id)
    names = _names(session, handover, [*signed, *(one["person_id"] for one in after.get("successors", ()))])
    people = ("opened_by", "giver_signed_by", "approved_by", "done_by", "undone_by")
    as_is = (
        "state", "reason", "opened_on", "last_day", "effective_on", "giver_signed_at", "giver_reason", "approved_at",
        "done_at", "undone_at", "undone_reason", "digest",
    )  # fmt: skip
    facts: dict[str, Any] = {name: getattr(handover, name) for name in as_is}
    facts |= {name: names.get(getattr(handover, f"{name}_id")) for name in people}
    return Certificate(
        handover_id=handover_id,
        leaver=names[handover.leaver_id],
        unit=session.exec(select(Unit.name).where(col(Unit.id) == handover.unit_id)).one(),
        disabled=bool(handover.disabled),
        intact=bool(handover.digest) and handover.digest == sealed(handover),
        successors=tuple(
            Taken(**one, name=names[one["person_id"]], signed_at=signed.get(one["person_id"]))
            for one in after.get("successors", ())
        ),
        signed=tuple(Signed(names[person_id], at) for person_id, at in signed.items()),
        checks=tuple(_checks(handover)),
        items=after.get("by_table", {}),
        **facts,
    )


def _found(session: ActorSession, actor: Actor, handover_id: int) -> Handover:
    found = session.exec(select(Handover).where(col(Handover.id) == handover_id, sees(actor, Handover))).first()
    if found is None:
        raise Denied("core.not_found")
    return found


def _names(session: ActorSession, handover: Handover, others: list[int]) -> dict[int | None, str]:
    wrote = (handover.leaver_id, handover.opened_by_id, handover.giver_signed_by_id, handover.approved_by_id)
    ids = {*wrote, handover.done_by_id, handover.undone_by_id, *others} - {None}
    return dict(session.execute(select(Person.id, Person.name).where(col(Person.id).in_(ids))).all())


def _signed(session: ActorSession, actor: Actor, handover_id: int) -> dict[int, datetime]:
    listed = select(HandoverSigning.person_id, HandoverSigning.signed_at).where(
        col(HandoverSigning.handover_id) == handover_id, sees(actor, HandoverSigning)
    )
    return dict(session.execute(listed.order_by(col(HandoverSigning.signed_at), col(HandoverSigning.id))).all())
