"""Who may be meant by what was typed: ids by grams and numbers, narrowed to an actor before they are cut off.

What comes from here is read past the scope for speed and shows nothing: a query shows of it what `sees` lets through.
Rare grams give all there is; of common ones the database looks among the actor's own for as many as are wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from db.access import Actor, Reach
from db.gram_index import NAMED
from db.models.customers import Customer, CustomerPrivate
from db.models.policies import Policy
from db.rights import reach
from db.rules.grams import LAST, Lookup, likely, lookup
from db.rules.identity import id_hash, id_tail, mark_of_phone, mark_of_tail, phone_hash, phone_tail
from db.rules.questions import SHORTEST_NUMBER, beginnings, compact, is_tail
from db.scope import sees, visible
from db.session import ActorSession

MOST = 1_000
"""So many are looked through for one question; who is not among them is found by typing more."""
FEW, COMMON = 200, 5_000
SMALL, WIDE = 1_000, 16_000


def named(session: ActorSession, actor: Actor, model: type[SQLModel], typed: str) -> list[int]:
    """Ids of records whose name may hold what was typed, or be said so."""
    _column, table = NAMED[model]
    wanted = lookup(typed)
    if wanted.equal:
        every = _holding_all(session, table, wanted.equal)
        return _narrowed(session, actor, model, every, table.record_id, judged=True)
    if not wanted.begins:
        return []
    begin = sa.or_(*(begins(table.gram, gram) for gram in wanted.begins))
    return _narrowed(session, actor, model, [begin], table.record_id, judged=True)


def nearly_named(session: ActorSession, actor: Actor, model: type[SQLModel], typed: str) -> list[int]:
    """Ids of records whose name may have been typed with one slip."""
    _column, table = NAMED[model]
    wanted: Lookup = likely(typed)
    if not wanted.equal:
        return []
    some = [col(table.gram).in_(wanted.equal)]
    return _narrowed(session, actor, model, some, table.record_id, judged=True)


def begins(column: Any, start: str) -> Any:
    """That an exact text begins so; an index finds it."""
    return (col(column) >= start) & (col(column) < start + LAST)


def numbered(session: ActorSession, actor: Actor, model: Any, columns: Sequence[Any], typed: str) -> list[int]:
    """Ids of records of which a number begins with what was typed."""
    starts = beginnings(typed)
    if not starts:
        return []
    return _narrowed(session, actor, model, [sa.or_(*(begins(c, s) for c in columns for s in starts))], model.id)


def reached_by(session: ActorSession, actor: Actor, typed: str) -> list[int]:
    """Ids of customers with that phone or ID number, or with those last four places of one, for who reads such."""
    private, number = CustomerPrivate, compact(typed)
    if is_tail(number):
        same = (col(private.phone_tail) == phone_tail(number)) | (col(private.id_tail) == id_tail(number))
    elif len(number) >= SHORTEST_NUMBER:
        same = (col(private.phone_hash) == phone_hash(number)) | (col(private.id_hash) == id_hash(number))
    else:
        return []
    if reach(actor, private) is None:
        return []
    return _narrowed(session, actor, private, [same], private.customer_id)


def standing(session: ActorSession, customers: Sequence[int]) -> list[int]:
    """The same customers, but in place of those that were merged the ones that they are now."""
    rows: Any = Customer.__table__  # type: ignore[attr-defined]
    now = sa.select(sa.func.coalesce(rows.c.merged_into_id, rows.c.id)).where(rows.c.id.in_(customers)).distinct()
    return list(session.trusted().execute(now).scalars()) if customers else []


def phoned(session: ActorSession, actor: Actor, model: type[SQLModel], typed: str) -> list[int]:
    """Ids of contacts or leads with that phone, or with those last four places of one."""
    number = compact(typed)
    if is_tail(number):
        mark = mark_of_tail(number)
    elif len(number) >= SHORTEST_NUMBER and number.isdecimal():
        mark = mark_of_phone(number)
    else:
        return []
    _column, table = NAMED[model]
    return _narrowed(session, actor, model, [col(table.gram) == mark], table.record_id)


def insured(session: ActorSession, actor: Actor, typed: str) -> list[int]:
    """Ids of policies whose number, or whose insured object such as a plate, begins with what was typed."""
    return numbered(session, actor, Policy, (Policy.number, Policy.insured_object), typed)


def _narrowed(
    session: ActorSession, actor: Actor, model: Any, criteria: Sequence[Any], ids: Any, *, judged: bool = False
) -> list[int]:
    """All the ids there are, or, where they are too many, as many of the actor's; `judged` ids are looked at again."""
    if actor.seen_by is not None:
        return []  # whether a name is known would tell what its mask hides
    connection, wanted = session.trusted(), sa.select(ids).where(*criteria)
    found, far = list(connection.execute(wanted.limit(MOST)).scalars()), reach(actor, model)
    if len(found) < MOST or far is Reach.COMPANY:
        return list(dict.fromkeys(found))
    mine = visible(actor, model)
    if judged and far is Reach.OWN:
        own = list(connection.execute(mine.limit(SMALL + 1)).scalars())
        if len(own) <= SMALL:
            return own
    # Who sees much of the company finds enough among the first; who sees little has a short list to look among.
    if far is Reach.UNITS and model is Customer:
        many: Any = sa.select(wanted.limit(WIDE).subquery().c[0])
        seen = sa.select(col(Customer.id)).where(sees(actor, Customer, many)).limit(MOST)
        found = list(connection.execute(seen).scalars())
        if len(found) >= MOST or len(connection.execute(many).all()) < WIDE:
            return found
    return list(dict.fromkeys(connection.execute(wanted.where(col(ids).in_(mine)).limit(MOST)).scalars()))


def _holding_all(session: ActorSession, table: Any, grams: Sequence[str]) -> list[Any]:
    """The rarest of the grams, and where that is not rare the next beside it: the name itself says the rest."""
    if len(grams) == 1:
        return [col(table.gram) == grams[0]]
    counted = (
        sa.select(sa.literal(at), sa.func.count()).select_from(
            sa.select(table.record_id).where(table.gram == gram).limit(COMMON).subquery()
        )
        for at, gram in enumerate(grams)
    )
    rarest = sorted(session.trusted().execute(sa.union_all(*counted)), key=lambda row: row[1])
    first = col(table.gram) == grams[rarest[0][0]]
    if rarest[0][1] < FEW:
        return [first]
    other = aliased(table)
    beside = sa.select(other.record_id).where(other.gram == grams[rarest[1][0]], other.record_id == table.record_id)
    return [first, beside.correlate(table).exists()]
