"""How somebody hands over in a history: agreed and carried out at once or later, undone, closed."""

from types import SimpleNamespace

from sqlmodel import select

from db.access import SYSTEM
from db.commands.close_handover import close_handover as close
from db.commands.undo_handover import undo_handover as undo
from db.commands.withdraw_handover import withdraw_handover
from db.errors import Refusal
from db.models.handovers import Handover, HandoverItem, HandoverLine
from db.models.people import Unit
from db.run import run
from db.session import reading
from factories import one
from history_orders import actor, head, head_of
from leaving import agreed, carried_out, version
from plain_department import Agreed


def comes_back_whole(book, leaver):
    """Whether undoing brings back all that a handover ends: a cover, and what they were let read, it does not."""
    left = any(sight.former for _number, sight in book.sights_of(leaver))
    return not left and not any(leaver in pair for pair in book.away.values())


def agree(book, leaver, takers, *, stays):
    """All that somebody holds is listed, split by the rule, and signed for by everybody."""
    of = SimpleNamespace(leaver=actor(book, leaver))
    names = [actor(book, name) for name in takers]
    made = agreed(of, "moved" if stays else "left", by=head_of(book, leaver), takers=names)
    lines, members = proposed(book, made)
    book.agreed[made] = Agreed(leaver, {*lines.values(), *members.values()}, stays, set(lines))
    return made


def carry_out(book, made):
    """Refused if somebody of it has left, or there is more or less to hand over than was signed for; withdrawn then."""
    plan, by = book.agreed[made], leader(book, made)
    unlike = book.unlike(plan)
    try:
        carried_out(None, made, by=by, disable=not plan.stays)
    except Refusal:
        assert unlike, "refused, though all is as agreed"
        run(withdraw_handover, by, handover_id=made, version=version(made))
        del book.agreed[made]
        return
    assert unlike is not True, "carried out, though not as agreed"
    lines, members = proposed(book, made)
    assert (set(lines), set(lines.values()) <= set(plan.takers)) == (plan.customers, True)
    book.leave(made, unit_of(made), lines, members)


def leader(book, made):
    return head(book, unit_of(made))


def unit_of(made):
    """By whom a handover is led: it goes along with its team."""
    return one(select(Unit.code).join(Handover, Handover.unit_id == Unit.id).where(Handover.id == made))


def proposed(book, made):
    """For whom each customer is, and each sight of another's, by the rule that splits."""
    names = {each.number: name for name, each in book.people.items()}
    with reading(SYSTEM) as session:
        lines = select(HandoverLine.customer_id, HandoverLine.successor_id).where(HandoverLine.handover_id == made)
        lines = {number: names[taker] for number, taker in session.exec(lines)}
        items = select(HandoverItem.customer_id, HandoverItem.successor_id).where(HandoverItem.handover_id == made)
        items = session.exec(items.where(HandoverItem.record_table == "membership"))
        return lines, {number: names[taker] for number, taker in items}


def undo_handover(book, made):
    by = head(book, book.handed[made].unit)
    run(undo, by, handover_id=made, version=version(made), reason="不走了")
    book.undo_leaving(made)


def close_handover(book, made):
    by = head(book, book.handed[made].unit)
    run(close, by, handover_id=made, version=version(made), reason="都联系过了")
    del book.handed[made]
