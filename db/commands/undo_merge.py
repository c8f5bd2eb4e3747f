"""A merge taken back: what it moved and overwrote goes back to how it was; what came since stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.colleagues import sellers
from db.errors import Denied, Invalid, Refusal
from db.memberships import end_fallen
from db.merging import Change, added_since, overtaken, policies_of, remembered_changes, write_past
from db.models.customers import Customer, CustomerPrivate, Ownership
from db.models.merges import CustomerMerge
from db.periods import now, today
from db.record import found
from db.run import WritingSession
from db.scope import sees, writable
from db.summaries import kept, recount, refresh_first_policies

UNDONE = "undo"
OF_CUSTOMER = ("customer", "customer_private")
GIVEN_ON = ("activity", "person_id")
"""Work that was given to the other owner goes back where it still is there and its former owner has the customer."""


@dataclass(frozen=True)
class Undone:
    """The customer that is there again, with whom, and how many rows of each kind came since and stay."""

    customer_id: int
    owner_id: int
    stays: dict[str, int] = field(default_factory=dict)


def undo_merge(session: WritingSession, actor: Actor, *, merge_id: int) -> Undone:
    """Undo a merge; refused, with what stands in the way, where that would overwrite something."""
    merge = found(session, actor, CustomerMerge, merge_id)
    if merge.undone_at is not None:
        raise Refusal("merges.undone_already")
    winner = found(session, actor, Customer, merge.winner_id)
    may = select(Customer.id).where(col(Customer.id) == winner.id, writable(actor, Customer, [merge.winner_id]))
    if session.exec(may).first() is None:
        raise Denied("core.out_of_scope")
    changes = remembered_changes(session, merge_id)
    firm = [one for one in changes if (one.table, one.field) != GIVEN_ON]
    if late := overtaken(session, firm):
        raise Invalid("merges.overwrites", fields=_in_the_way(late))
    policies = policies_of(session, merge.winner_id)
    with kept(session, policies):
        stays = added_since(session, merge.winner_id, merge.highest)
        owner = _revive(session, actor, merge)
        _values_back(session, actor, winner, firm)
        _rows_back(session, merge, changes, owner)
        end_fallen(session, [merge.winner_id, merge.loser_id], today())
        refresh_first_policies(session, [merge.winner_id, merge.loser_id])
    merge.undone_at, merge.undone_by_id = now(), actor.person_id
    session.flush()
    recount(session, [owner, _owner(session, merge.winner_id)])
    return Undone(merge.loser_id, owner, stays)


def _in_the_way(late: Sequence[Change]) -> dict[str, str]:
    fields = {one.field: "merges.changed_since" for one in late if one.table in OF_CUSTOMER}
    rows = Counter(one.table for one in late if one.table not in OF_CUSTOMER)
    return fields | ({"records": "merges.moved_on"} if rows else {})


def _revive(session: WritingSession, actor: Actor, merge: CustomerMerge) -> int:
    """The loser is somebody's again: its last owner's, or the winner's where that one is not there to be given it."""
    last = (
        select(Ownership.person_id)
        .where(col(Ownership.customer_id) == merge.loser_id)
        .order_by(col(Ownership.valid_from).desc(), col(Ownership.id).desc())
        .limit(1)
    )
    # Nobody owns it yet, so that nobody sees it or its history.
    former = session.trusted().execute(last).scalar_one()
    mine = {number for number, _login, _name in sellers(session, actor)} | {actor.person_id}
    owner = int(former if former in mine else _owner(session, merge.winner_id))
    rows: Any = Customer.__table__  # type: ignore[attr-defined]
    again = {"merged_into_id": None, "owned": 1, "version": rows.c.version + 1}
    session.trusted().execute(sa.update(rows).where(rows.c.id == merge.loser_id).values(again))
    session.notebook.tell("customer", merge.loser_id, {"merged_into_id": [merge.winner_id, None]})
    session.new_customers.add(merge.loser_id)
    session.add(Ownership(customer_id=merge.loser_id, person_id=owner, valid_from=today(), reason=UNDONE))
    session.flush()
    return owner


def _owner(session: WritingSession, customer_id: int) -> int:
    held = select(Ownership.person_id).where(col(Ownership.customer_id) == customer_id, col(Ownership.open) == 1)
    return int(session.trusted().execute(held).scalar_one())


def _values_back(session: WritingSession, actor: Actor, winner: Customer, firm: Sequence[Change]) -> None:
    """What the winner was called and known by before, by its record, so that it is found by it again."""
    private = select(CustomerPrivate).where(
        col(CustomerPrivate.customer_id) == winner.id, sees(actor, CustomerPrivate, [winner.id or 0])
    )
    records: dict[str, Any] = {"customer": winner, "customer_private": session.exec(private).first()}
    for one in firm:
        if one.record_id == winner.id and records.get(one.table) is not None:
            setattr(records[one.table], one.field, one.before)
    session.flush()


def _rows_back(session: WritingSession, merge: CustomerMerge, changes: Sequence[Change], owner: int) -> None:
    """Every row that moved, and the work given on with it, as far as it is where the merge put it."""
    back = [one for one in changes if one.record_id != merge.winner_id or one.table not in OF_CUSTOMER]
    given = [one for one in back if (one.table, one.field) == GIVEN_ON]
    elsewhere = set(overtaken(session, given)) | {one for one in given if one.before != owner}
    # The last change first: two memberships of one person are told apart by whose customer they are.
    again = [one for one in reversed(back) if one not in elsewhere]
    write_past(session, [Change(one.table, one.record_id, one.field, one.after, one.before) for one in again])
