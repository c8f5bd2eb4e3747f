"""The declared hint: that a customer with this very phone or ID number is known already, and whose it is.

Of a customer out of sight it tells the owner and a masked name, nothing else. Each telling is a denial in the
audit, and so many an hour are told to one person; then nothing with a known number is taken, and no more is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Denied
from db.models.customers import Customer, CustomerPrivate, Ownership
from db.models.people import Person
from db.models.system import Audit
from db.periods import now
from db.rules.identity import mask_name
from db.run import WritingSession
from db.scope import sees

TELLING = ("add_customer", "change_customer", "convert_lead")
MOST_TOLD = 5


@dataclass(frozen=True)
class Match:
    """A customer with the same phone or ID number; one out of sight has no id here, and its name is masked."""

    by: str
    customer_id: int | None
    name: str
    owner: str


class AlreadyKnown(Denied):
    """The phone or the ID number is a customer's already; `matches` are those, as far as the actor may know them."""

    KEY = "identity.already_known"

    def __init__(self, matches: tuple[Match, ...], customers: list[int]) -> None:
        super().__init__(self.KEY)
        self.matches, self.notes = matches, {"known": customers}


def refuse_known(
    session: WritingSession,
    actor: Actor,
    private: Mapping[str, Any],
    *,
    apart_from: int | None = None,
    confirmed: bool = False,
) -> None:
    """Raise AlreadyKnown where a customer has the phone or the ID number, other than `apart_from`.

    Once that was `confirmed` it is taken all the same, and the audit says so.
    """
    found = _known(session, private, apart_from)
    if confirmed and found:
        session.notebook.notes["known"] = [row.id for row in found]
    if confirmed or not found:
        return
    if _told_lately(session, actor) >= config().rules.duplicate_hint.per_hour:
        raise Denied("identity.told_enough")
    ids = list(dict.fromkeys(row.id for row in found))
    in_sight = set(session.exec(select(Customer.id).where(col(Customer.id).in_(ids), sees(actor, Customer, ids))))
    raise AlreadyKnown(tuple(_match(row, private, in_sight) for row in found), ids)


def _known(session: WritingSession, private: Mapping[str, Any], apart_from: int | None) -> list[Any]:
    """Customers with the number, whoever sees them: the one read across all scopes, and only ever shown as a Match."""
    hashes = {name: private[name] for name in ("phone_hash", "id_hash") if private.get(name)}
    if not hashes:
        return []
    same = sa.or_(*(getattr(CustomerPrivate, name) == value for name, value in hashes.items()))
    # A number that a merged customer had is the number of the one that it is now.
    kept = aliased(Customer)
    columns: tuple[Any, ...] = (
        Customer.id,
        Customer.name,
        CustomerPrivate.id_hash,
        col(Person.name).label("owner"),
    )
    rows = (
        select(*columns)
        .join(kept, col(Customer.id) == sa.func.coalesce(col(kept.merged_into_id), col(kept.id)))
        .join(CustomerPrivate, col(CustomerPrivate.customer_id) == col(kept.id))
        .join(Ownership, (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1))
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .where(same, col(Customer.id) != (apart_from or 0))
        .order_by(col(Customer.id))
        .limit(MOST_TOLD)
    )
    return list({row.id: row for row in session.trusted().execute(rows)}.values())


def _told_lately(session: WritingSession, actor: Actor) -> int:
    told = select(sa.func.count()).where(
        col(Audit.actor_id) == actor.person_id,
        col(Audit.command).in_(TELLING),
        col(Audit.outcome) == "denied",
        col(Audit.change).contains(AlreadyKnown.KEY),
        col(Audit.at) > now() - timedelta(hours=1),
    )
    return int(session.trusted().execute(told).scalar_one())


def _match(row: Any, private: Mapping[str, Any], in_sight: set[int | None]) -> Match:
    by = "id_number" if private.get("id_hash") and row.id_hash == private["id_hash"] else "phone"
    seen = row.id in in_sight
    return Match(by, row.id if seen else None, row.name if seen else mask_name(row.name), row.owner)
