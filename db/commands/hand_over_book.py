"""Hand over all that somebody holds, at once and whole."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlalchemy as sa

from db.access import Actor
from db.cover_ends import finish_all
from db.errors import Refusal
from db.handover_account import PEOPLE, end_account
from db.handover_checks import after, before, broken
from db.handover_covers import go_on, stand_aside
from db.handover_figures import sealed
from db.handover_list import ITEMS, LINES, relist
from db.handover_moves import move_all
from db.handover_notices import tell
from db.handover_reading import end_reading_of, let_read
from db.handover_sight import let_companions_go
from db.handover_steps import led, undecided
from db.holders import held_tables
from db.models.customers import Customer
from db.models.handovers import Handover, HandoverReason, HandoverState
from db.periods import now, today
from db.run import WritingSession
from db.summaries import recount


def hand_over_book(session: WritingSession, actor: Actor, *, handover_id: int, version: int, disable: bool) -> int:
    """Move every customer the leaver owns and all that hangs on them; the handover's version. Credit stays.

    What came since to a customer of the list goes along; a list that lacks a customer, or names one that the leaver no
    longer owns, is refused. With `disable` the leaver's account ends in the same moment.
    """
    handover = led(session, actor, handover_id, version, HandoverState.AGREED)
    if disable and handover.reason != HandoverReason.LEFT:
        raise Refusal("handovers.left_only")
    people = _lock(session, handover)
    finish_all(session, actor, today(), handover.leaver_id)
    end_reading_of(session, handover.leaver_id)
    _as_agreed(session, handover)
    _all_here(session, handover)
    stand_aside(session, handover, *people)
    # Written once, when all is known: what the certificate says goes with what was done.
    with session.no_autoflush:
        _carry_out(session, actor, handover, people)
        if disable:
            end_account(session, handover)
        else:
            let_read(session, actor, handover)
    handover.digest = sealed(handover)
    session.flush()
    go_on(session, handover, *people)
    tell(session, actor, handover, "done", people)
    return handover.version


def _lock(session: WritingSession, handover: Handover) -> list[int]:
    """Whoever gives or takes in another handover at the same moment waits; in one order, so that both come through."""
    taking = sa.select(ITEMS.c.successor_id).where(ITEMS.c.handover_id == handover.id).distinct()
    people = sorted(number for number in session.trusted().execute(taking).scalars() if number)
    both = sorted({handover.leaver_id, *people})
    held = sa.select(PEOPLE.c.id).where(PEOPLE.c.id.in_(both)).order_by(PEOPLE.c.id).with_for_update()
    session.trusted().execute(held).all()
    return people


def _as_agreed(session: WritingSession, handover: Handover) -> None:
    """Refuse a list whose customers are not those that were signed for, or that leaves something to nobody."""
    fresh = sa.select(LINES.c.customer_id).where(LINES.c.handover_id == handover.id, LINES.c.successor_id.is_(None))
    changed = relist(session, handover)
    items = undecided(session, handover)
    if not (changed.customers_new or changed.customers_gone or items):
        return
    customer = Customer.__table__  # type: ignore[attr-defined]
    named = sa.select(customer.c.name).where(customer.c.id.in_(fresh)).order_by(customer.c.id).limit(5)
    names = "、".join(session.trusted().execute(named).scalars()) or "–"
    counts = {"new": changed.customers_new, "gone": changed.customers_gone, "items": items}
    raise Refusal("handovers.list_changed", names=names, **counts)


def _all_here(session: WritingSession, handover: Handover) -> None:
    """Refuse, by name, once a successor has left: another one has to be chosen, and to sign."""
    taking = sa.select(ITEMS.c.successor_id).where(ITEMS.c.handover_id == handover.id)
    gone = sa.select(PEOPLE.c.name).where(PEOPLE.c.id.in_(taking), PEOPLE.c.active == 0).order_by(PEOPLE.c.id)
    if names := session.trusted().execute(gone).scalars().all():
        raise Refusal("handovers.taker_gone", names="、".join(names))


def _highest(session: WritingSession) -> dict[str, int]:
    tops = {name: sa.select(sa.func.max(table.c.id)) for name, table in held_tables().items()}
    return {name: int(session.trusted().execute(top).scalar() or 0) for name, top in tops.items()}


def _carry_out(session: WritingSession, actor: Actor, handover: Handover, people: Sequence[int]) -> None:
    first = before(session, handover, people)
    handover.highest = json.dumps(_highest(session))
    handover.done_at, handover.done_by_id, handover.effective_on = now(), actor.person_id or None, today()
    move_all(session, actor, handover)
    let_companions_go(session, handover)
    recount(session, [handover.leaver_id, *people])
    last = after(session, handover, people)
    if wrong := broken(first, last):
        raise Refusal("handovers.does_not_add_up", checks=", ".join(wrong))
    handover.state = HandoverState.DONE
    handover.before, handover.after = json.dumps(first, sort_keys=True), json.dumps(last, sort_keys=True)
    # One row for the whole book, as for an import: the list itself says what became of each row of it.
    session.notebook.notes.update(handover=handover.id, moved=last["by_table"], list=last["items_digest"])
