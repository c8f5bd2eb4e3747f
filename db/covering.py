"""What a cover makes of memberships and open work: in a few statements, however many customers it is of.

Written past the session, whose checks go by row: who may give the order was asked before. The audit has one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from db.models.customers import Membership, Ownership
from db.run import WritingSession
from db.standing import COVERS, Standing, standing
from db.taking_over import hand_back, take_over

MEMBERS: Any = Membership.__table__  # type: ignore[attr-defined]
OWNED: Any = Ownership.__table__  # type: ignore[attr-defined]


def start(session: WritingSession, cover: Standing, day: date) -> None:
    """The cover begins: its substitute may write what the absent person owns, and does what is open of it."""
    session.flush()
    _set(session, cover, began_on=day)
    added, items = _add(session, cover, day)
    _tell(session, cover, began_on=[None, day], customers=[[], added], items=[0, items])


def follow(session: WritingSession, cover: Standing, day: date, customers: Any = None) -> None:
    """The customers of a running cover are again those that the absent person owns today.

    What is new is served of all of them, or of those `customers` alone (ids or a SELECT) that changed hands.
    """
    session.flush()
    gone, back = leave(session, cover, day, MEMBERS.c.customer_id.not_in(_owned_by(cover.absent_id)))
    added, items = _add(session, cover, day, customers)
    if gone or added or back or items:
        _tell(session, cover, customers=[gone, added], items=[back, items])


def finish(session: WritingSession, cover: Standing, day: date) -> None:
    """The cover is over from that day on, or is called off; what is open goes back to the owners."""
    session.flush()
    _set(session, cover, ended_on=day)
    gone, back = leave(session, cover, day)
    _tell(session, cover, ended_on=[None, day], customers=[gone, []], items=[back, 0])


def change(session: WritingSession, cover: Standing, day: date, *, substitute_id: int, until: date) -> None:
    """The cover has another last day or another substitute; of a running one that is so from that day on."""
    session.flush()
    runs, other = cover.began_on is not None, substitute_id != cover.substitute_id
    gone, back = leave(session, cover, day) if runs and other else ([], 0)
    _set(session, cover, substitute_id=substitute_id, until=until)
    serving = (MEMBERS.c.cover_id == cover.id, MEMBERS.c.can_write == 1, MEMBERS.c.open == 1)
    ends = {"until": until, "version": MEMBERS.c.version + 1}
    session.trusted().execute(sa.update(MEMBERS).where(*serving).values(ends))
    now = replace(cover, substitute_id=substitute_id, until=until)
    added, items = _add(session, now, day) if runs else ([], 0)
    told: dict[str, Any] = {"until": [cover.until, until], "substitute_id": [cover.substitute_id, substitute_id]}
    _tell(session, cover, customers=[gone, added], items=[back, items], **told)


def follow_all(session: WritingSession, day: date, customers: Any, *people: int) -> None:
    """The same for the running covers of these people, between whom the customers have just changed hands."""
    for cover in standing(session, *people):
        if cover.began_on is not None and cover.until >= day:
            follow(session, cover, day, customers)


def day_after(cover: Standing) -> date:
    """The day from which it is over as planned."""
    return cover.until + timedelta(1)


def _set(session: WritingSession, cover: Standing, **values: Any) -> None:
    changed = sa.update(COVERS).where(COVERS.c.id == cover.id).values(version=COVERS.c.version + 1, **values)
    session.trusted().execute(changed)


def _owned_by(person: int) -> Any:
    return sa.select(OWNED.c.customer_id).where(OWNED.c.person_id == person, OWNED.c.open == 1)


def _open_for(cover: Standing) -> Any:
    mine = MEMBERS.alias("mine")
    return sa.select(mine.c.customer_id).where(mine.c.person_id == cover.substitute_id, mine.c.open == 1)


def _add(session: WritingSession, cover: Standing, day: date, customers: Any = None) -> tuple[list[int], int]:
    """The customers that the substitute came to, and how many open items they took over, of these customers alone."""
    owned = _owned_by(cover.absent_id)
    if customers is not None:
        owned = owned.where(OWNED.c.customer_id.in_(customers))
    reader = (MEMBERS.c.person_id == cover.substitute_id, MEMBERS.c.open == 1, MEMBERS.c.can_write == 0)
    rests = {"valid_to": day, "cover_id": cover.id, "version": MEMBERS.c.version + 1}
    session.trusted().execute(sa.update(MEMBERS).where(*reader, MEMBERS.c.customer_id.in_(owned)).values(rests))
    told: dict[str, Any] = {"version": 1, "person_id": cover.substitute_id, "can_write": 1, "cover_id": cover.id}
    told |= {"reason": "", "until": cover.until}
    constants = [sa.literal(value, MEMBERS.c[name].type) for name, value in told.items()]
    wanted = owned.add_columns(sa.literal(day, sa.Date), *constants)
    wanted = wanted.where(OWNED.c.customer_id.not_in(_open_for(cover)))
    made = sa.insert(MEMBERS).from_select(["customer_id", "valid_from", *told], wanted)
    added = session.trusted().execute(made.returning(MEMBERS.c.customer_id)).scalars()
    return sorted(added), take_over(session, cover.absent_id, cover.substitute_id, cover.until, customers)


def leave(session: WritingSession, cover: Standing, day: date, *which: Any) -> tuple[list[int], int]:
    """The customers that the substitute left, and how many open items went to their owners."""
    ours = (MEMBERS.c.cover_id == cover.id, MEMBERS.c.can_write == 1)
    ends = {"valid_to": day, "version": MEMBERS.c.version + 1}
    ended = sa.update(MEMBERS).where(*ours, MEMBERS.c.open == 1, *which).values(ends)
    gone = sorted(session.trusted().execute(ended.returning(MEMBERS.c.customer_id)).scalars())
    if not gone:
        return [], 0
    _resume(session, cover, day)
    left = sa.select(MEMBERS.c.customer_id).where(*ours, MEMBERS.c.valid_to == day)
    out_of_sight = left.where(
        MEMBERS.c.customer_id.not_in(_open_for(cover)), MEMBERS.c.customer_id.not_in(_owned_by(cover.substitute_id))
    )
    return gone, hand_back(session, cover.substitute_id, out_of_sight)


def _resume(session: WritingSession, cover: Standing, day: date) -> None:
    """Who only read a customer before reads it again, as long as they were to."""
    rested = (MEMBERS.c.cover_id == cover.id, MEMBERS.c.can_write == 0)
    still = MEMBERS.c.until.is_(None) | (MEMBERS.c.until >= day)
    # Two of one customer, where two that were read became one: the one that lasts longer.
    other = MEMBERS.alias("other")
    longer = (MEMBERS.c.until.is_not(None) & other.c.until.is_(None)) | (other.c.until > MEMBERS.c.until)
    same = (other.c.until == MEMBERS.c.until) | (other.c.until.is_(None) & MEMBERS.c.until.is_(None))
    alike = (other.c[name] == MEMBERS.c[name] for name in ("customer_id", "person_id", "cover_id", "can_write"))
    better = sa.exists(sa.select(other.c.id).where(*alike, longer | (same & (other.c.id > MEMBERS.c.id))))
    kept = ("customer_id", "person_id", "can_write", "reason", "until")
    again = sa.select(*(MEMBERS.c[name] for name in kept), sa.literal(1), sa.literal(day, sa.Date))
    again = again.where(*rested, still, ~better, MEMBERS.c.customer_id.not_in(_open_for(cover)))
    session.trusted().execute(sa.insert(MEMBERS).from_select([*kept, "version", "valid_from"], again))
    forgotten = sa.update(MEMBERS).where(*rested, MEMBERS.c.customer_id.in_(_open_for(cover))).values(cover_id=None)
    session.trusted().execute(forgotten)


def _tell(session: WritingSession, cover: Standing, *, customers: Sequence[list[int]], **change: Any) -> None:
    """One row for the audit: how many customers on each side, and a digest of which."""
    counts = [len(ids) for ids in customers]
    named = sha256(",".join(str(number) for ids in customers for number in ids).encode()).hexdigest()[:16]
    told = {name: [_said(value) for value in pair] for name, pair in change.items()}
    session.notebook.tell("cover", cover.id, {**told, "customers": counts, "digest": [None, named]})


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
