"""Choose by hand who takes some of the customers."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from db.access import Actor
from db.errors import Denied, Invalid
from db.handover_list import LINES, follow
from db.handover_notices import tell
from db.handover_split import place_rest
from db.handover_steps import LISTED, led, may_take, takers, void
from db.run import WritingSession


def choose_successor(
    session: WritingSession, actor: Actor, *, handover_id: int, customer_ids: Sequence[int], person_id: int
) -> int:
    """Give these customers of the list to somebody, whatever the rule says; how many they are."""
    handover = led(session, actor, handover_id, None, *LISTED)
    wanted = list(dict.fromkeys(customer_ids))
    if not wanted or any(type(one) is not int for one in wanted):
        raise Invalid(fields={"customer_ids": "handovers.nothing_chosen"})
    [taker] = may_take(session, actor, handover, [person_id], "person_id")
    which = (LINES.c.handover_id == handover_id) & LINES.c.customer_id.in_(wanted)
    chosen = sa.update(LINES).where(which)
    values = {"successor_id": taker, "by_rule": 0, "version": LINES.c.version + 1}
    if session.trusted().execute(chosen.values(values)).rowcount != len(wanted):
        raise Denied("core.not_found")
    follow(session, handover)
    place_rest(session, handover, takers(session, handover))
    void(session, actor, handover)
    session.notebook.notes.update(handover=handover_id, customers=len(wanted), person_id=taker)
    tell(session, actor, handover, "take", [taker])
    session.flush()
    return len(wanted)
