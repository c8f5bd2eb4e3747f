"""One customer that was recorded twice becomes one: the other is taken up by it, with all that hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied, Invalid
from db.merging import Change, highest_ids, move_all, policies_of, remember, write_past
from db.models.customers import Customer, CustomerPrivate, Membership, Ownership
from db.models.merges import CustomerMerge
from db.models.notices import NoticeKind
from db.models.talk import About
from db.models.work import Activity
from db.notices import notify
from db.periods import now, today
from db.private import HASHES
from db.record import found, fresh
from db.rules.entries import reason_given
from db.rules.likeness import JOINED, OPEN_FIELDS, PRIVATE_FIELDS, joined
from db.run import WritingSession
from db.scope import sees, writable
from db.summaries import kept, recount, refresh_first_policies

Versions = tuple[int, int]


def merge_customers(
    session: WritingSession,
    actor: Actor,
    *,
    winner_id: int,
    loser_id: int,
    versions: Versions,
    take: Sequence[str] = (),
    join: Sequence[str] = (),
    reason: str,
) -> int:
    """Merge the loser into the winner, whose owner keeps it. Answers the merge's id.

    The fields in `take` become the loser's, tags and needs in `join` those of both. Nothing is booked anew: premium,
    claims and credit stay as they are, on the policies that move.
    """
    winner, loser = _both(session, actor, winner_id, loser_id, versions)
    why = reason_given(reason, missing="customers.reason_needed")
    owners = {held.customer_id: held for held in _held(session, (winner_id, loser_id))}
    giver, taker = owners[loser_id].person_id, owners[winner_id].person_id
    policies = policies_of(session, winner_id, loser_id)
    with kept(session, policies):
        changes = _taken(session, actor, winner, loser, take, join)
        changes += _out_of_the_tree(session, winner, loser)
        changes += _members(session, actor, winner_id, loser_id)
        changes += _open_work(session, actor, loser_id, giver, taker)
        made = _merged(session, actor, winner, loser, why)
        owners[loser_id].valid_to = today()
        session.flush()
        changes += move_all(session, loser_id, winner_id)
        refresh_first_policies(session, [winner_id, loser_id])
    recount(session, [giver, taker])
    remember(session, made, changes)
    session.flush()
    if giver != taker:
        about = (About.CUSTOMER, winner_id)
        notify(session, NoticeKind.HANDED, [taker], of=about, cause=f"merged:{made}", by=actor)
    return made


def _both(session: WritingSession, actor: Actor, winner_id: int, loser_id: int, versions: Versions) -> list[Customer]:
    """The two, in one order whoever merges them, each as new as the form and the actor's to change."""
    if winner_id == loser_id:
        raise Invalid(fields={"name": "merges.same"})
    ids = sorted((winner_id, loser_id))
    records = {number: found(session, actor, Customer, number) for number in ids}
    may = select(Customer.id).where(col(Customer.id).in_(ids), writable(actor, Customer, ids))
    if set(session.exec(may)) != set(ids):
        raise Denied("core.out_of_scope")
    pair = [records[winner_id], records[loser_id]]
    for record, version in zip(pair, versions, strict=True):
        fresh(session, record, version)
    return pair


def _held(session: WritingSession, customers: Sequence[int]) -> list[Ownership]:
    held = select(Ownership).where(
        col(Ownership.customer_id).in_(customers),
        col(Ownership.open) == 1,
        sees(session.actor, Ownership, customers),
    )
    return list(session.exec(held))


def _taken(
    session: WritingSession, actor: Actor, winner: Customer, loser: Customer, take: Sequence[str], join: Sequence[str]
) -> list[Change]:
    """What the winner is called and known by from now on."""
    wanted: dict[str, Any] = {name: getattr(loser, name) for name in OPEN_FIELDS if name in take}
    wanted |= {name: joined(name, getattr(winner, name), getattr(loser, name)) for name in JOINED if name in join}
    days = [day for day in (winner.known_since, loser.known_since) if day]
    wanted["known_since"] = min(days, default=None)
    if "phone" in take:
        wanted["phone_mask"] = loser.phone_mask
    return [*_set(winner, "customer", winner.id, wanted), *_identity(session, actor, winner, loser, take)]


def _identity(
    session: WritingSession, actor: Actor, winner: Customer, loser: Customer, take: Sequence[str]
) -> list[Change]:
    ids = [winner.id or 0, loser.id or 0]
    rows = select(CustomerPrivate).where(col(CustomerPrivate.customer_id).in_(ids), sees(actor, CustomerPrivate, ids))
    known = {row.customer_id: row for row in session.exec(rows)}
    mine = known.get(ids[0]) or CustomerPrivate(customer_id=ids[0])
    theirs = known.get(ids[1]) or CustomerPrivate(customer_id=ids[1])
    names = [name for name in PRIVATE_FIELDS if name in take]
    if mine.born_on is None and theirs.born_on is not None:
        # A birthday is shown to few, so that nobody else could choose it.
        names = [*dict.fromkeys([*names, "born_on"])]
    names += [hashed for name, hashed, _hash in HASHES if name in names]
    changes = _set(mine, "customer_private", winner.id, {name: getattr(theirs, name) for name in names})
    if changes:
        session.add(mine)
    return changes


def _set(record: Any, table: str, number: int | None, wanted: dict[str, Any]) -> list[Change]:
    changes = []
    for name, value in wanted.items():
        before = getattr(record, name)
        if before != value:
            setattr(record, name, value)
            changes.append(Change(table, number or 0, name, before, value))
    return changes


def _out_of_the_tree(session: WritingSession, winner: Customer, loser: Customer) -> list[Change]:
    """Where the winner stands somewhere below the loser, it takes the loser's place: nobody is above themselves."""
    customer: Any = Customer.__table__  # type: ignore[attr-defined]
    above, passed = winner.parent_id, set[int]()
    while above is not None and above not in passed:
        if above == loser.id:
            return _set(winner, "customer", winner.id, {"parent_id": loser.parent_id})
        passed.add(above)
        # Who stands between is no matter of what the actor may read.
        above = session.trusted().execute(select(customer.c.parent_id).where(customer.c.id == above)).scalar()
    return []


def _members(session: WritingSession, actor: Actor, winner_id: int, loser_id: int) -> list[Change]:
    """Who is a member of both stays one of the winner, with the wider right.

    One who stands in for the winner's owner and was more than that with the loser is so again after the cover.
    """
    both = [winner_id, loser_id]
    rows = select(Membership).where(
        col(Membership.customer_id).in_(both), col(Membership.open) == 1, sees(actor, Membership, both)
    )
    known: dict[int, dict[int, Membership]] = {number: {} for number in both}
    for member in session.exec(rows):
        known[member.customer_id][member.person_id] = member
    changes: list[Change] = []
    for person, theirs in known[loser_id].items():
        if (mine := known[winner_id].get(person)) is not None:
            ended, stays = _member_of_both(mine, theirs)
            changes += _set(theirs, "membership", theirs.id, {"valid_to": today()} | ended)
            changes += _set(mine, "membership", mine.id, stays)
    return changes


def _member_of_both(mine: Membership, theirs: Membership) -> tuple[dict[str, Any], dict[str, Any]]:
    """What else the loser's membership is as it ends, and what the winner's is from now on."""
    if theirs.cover_id is not None:
        return {}, {}
    if mine.cover_id is None:
        return {}, {"can_write": max(mine.can_write, theirs.can_write)}
    if theirs.can_write:
        return {}, {"cover_id": None, "until": theirs.until, "reason": theirs.reason}
    return {"cover_id": mine.cover_id}, {}


def _open_work(session: WritingSession, actor: Actor, loser_id: int, giver: int, taker: int) -> list[Change]:
    """What the loser's owner had planned is planned by the winner's."""
    planned = select(Activity).where(
        col(Activity.customer_id) == loser_id,
        col(Activity.person_id) == giver,
        col(Activity.status) == "planned",
        sees(actor, Activity, [loser_id]),
    )
    if giver == taker:
        return []
    ids = [activity.id or 0 for activity in session.exec(planned)]
    return write_past(session, [Change("activity", number, "person_id", giver, taker) for number in ids])


def _merged(session: WritingSession, actor: Actor, winner: Customer, loser: Customer, reason: str) -> int:
    assert winner.id is not None
    assert loser.id is not None
    loser.merged_into_id, loser.owned = winner.id, None
    made = CustomerMerge(
        winner_id=winner.id,
        loser_id=loser.id,
        loser_name=loser.name,
        loser_number=loser.number,
        merged_on=today(),
        at=now(),
        person_id=actor.person_id,
        reason=reason,
        highest=highest_ids(session),
    )
    session.add(made)
    # From here on nobody owns the loser, so that the check of its rows would find them out of scope.
    session.new_customers.add(loser.id)
    session.flush()
    assert made.id is not None
    return made.id
