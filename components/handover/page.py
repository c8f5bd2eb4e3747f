"""One handover, step by step: how far it is, what is at stake, what to do next, and its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.facts import facts
from components.handover.actions import next_box
from components.handover.certificate_part import certificate_part
from components.handover.follow import follow_part
from components.handover.inventory import inventory_part
from components.handover.lines import lines_part
from components.handover.pack import pack_part
from components.handover.seen import Seen, seen
from components.handover.steps import steps
from components.refused import not_found
from components.words import count, day, money, plain, t
from db.access import Actor
from db.models.handovers import HandoverState

COLOURS: dict[HandoverState, Literal["blue", "green", "orange", "violet", "gray"]] = {
    HandoverState.DRAFT: "gray",
    HandoverState.FROZEN: "blue",
    HandoverState.AGREED: "violet",
    HandoverState.DONE: "green",
    HandoverState.CLOSED: "green",
    HandoverState.WITHDRAWN: "gray",
    HandoverState.UNDONE: "orange",
}
MOVED = (HandoverState.DONE, HandoverState.CLOSED)


def handover_page(me: Actor, handover_id: int) -> None:
    """The whole page."""
    say_done()
    found = seen(me, handover_id)
    if found is None:
        not_found(me, "handover", handover_id)
        return
    _head(found)
    steps(found.row)
    next_box(me, found)
    parts = _parts(me, found)
    names = {part: plain(f"handovers.{part}") for part in parts}
    begins = "follow" if found.row.state == HandoverState.DONE else "lines"
    chosen = choose(
        "part",
        t("handovers.part"),
        [*parts],
        names.__getitem__,
        default=begins if begins in parts else "lines",
        segments=True,
    )
    parts[chosen]()


def _head(found: Seen) -> None:
    row = found.row
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(t("handovers.title", name=row.leaver), anchor=False, width="content")
        st.badge(t(f"handover_state.{row.state}"), color=COLOURS[row.state])
    with st.container(border=True):
        facts(
            "handover.facts",
            [
                (plain("handovers.unit"), row.unit),
                (plain("handovers.reason"), plain(f"handover_reason.{row.reason}")),
                (plain("handovers.last_day"), day(row.last_day)),
                (plain("handovers.effective_on"), day(row.effective_on)),
                (plain("handovers.customers"), count(row.customers)),
                (plain("handovers.premium_stake"), money(row.premium)),
                (plain("handovers.overdue"), money(sum(one.overdue for one in found.totals))),
                (plain("handovers.renewals"), count(sum(one.renewals for one in found.totals))),
            ],
        )


def _parts(me: Actor, found: Seen) -> dict[str, Callable[[], None]]:
    """The parts that there is something to see in, for who asks."""
    row = found.row
    parts: dict[str, Callable[[], None]] = {"lines": lambda: lines_part(me, row, found.totals, leads=found.leads)}
    if row.state == HandoverState.DRAFT:
        return parts
    if found.whole:
        parts["inventory"] = lambda: inventory_part(me, row)
    parts["certificate"] = lambda: certificate_part(me, row, found.paper)
    if row.state in MOVED:
        parts["follow"] = lambda: follow_part(me, row)
        parts["pack"] = lambda: pack_part(me, row, found.totals)
    return parts
