"""How far a handover has come: its steps in a row, and in a sentence what is to be done next."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from components.handover.seen import Seen, without
from components.words import Label, t
from db.config import config
from db.models.handovers import HandoverState
from db.periods import today
from db.queries.handovers import HandoverRow

STEPS = ("draft", "frozen", "successors", "signed", "done", "contacts", "closed")
DROPPED = (HandoverState.WITHDRAWN, HandoverState.UNDONE)


def step_of(row: HandoverRow) -> int:
    """The number of the step that is to be taken next; how many there are, where all are taken."""
    if row.state == HandoverState.FROZEN:
        return STEPS.index("successors" if without(row) else "signed")
    if row.state == HandoverState.DONE:
        return STEPS.index("contacts" if row.contacted < row.customers else "closed")
    nexts = {HandoverState.DRAFT: "frozen", HandoverState.AGREED: "done"}
    return STEPS.index(nexts[row.state]) if row.state in nexts else len(STEPS)


def steps(row: HandoverRow) -> None:
    """The steps as they stand; of a handover that was given up none."""
    if row.state in DROPPED:
        return
    now = step_of(row)
    with st.container(horizontal=True, gap="xsmall", key="handover_steps"):
        for number, step in enumerate(STEPS):
            name = t(f"handover_step.{step}")
            if number < now:
                st.badge(name, icon=":material/check:", color="green")
            elif number == now:
                st.badge(name, icon=":material/arrow_forward:", color="blue")
            else:
                st.badge(name, color="gray")


def contacts_by(row: HandoverRow) -> date:
    """The day by which each customer should have heard from somebody new."""
    return row.effective_on + timedelta(config().follow_up.contact_days)


def next_step(seen: Seen) -> Label:
    """What is to be done next."""
    row = seen.row
    says = {
        HandoverState.DRAFT: lambda: t("handovers.next_draft", name=row.leaver),
        HandoverState.FROZEN: lambda: _before_it_is_signed(row),
        HandoverState.AGREED: lambda: _before_it_moves(row),
        HandoverState.DONE: lambda: _before_it_is_closed(row),
        HandoverState.UNDONE: lambda: t("handovers.next_undone", reason=seen.paper.undone_reason),
        HandoverState.WITHDRAWN: lambda: t("handovers.next_withdrawn"),
        HandoverState.CLOSED: lambda: t("handovers.next_closed"),
    }
    return says[row.state]()


def _before_it_is_signed(row: HandoverRow) -> Label:
    if not row.customers:
        return t("handovers.next_empty", name=row.leaver)
    if not without(row):
        return t("handovers.next_approval") if everybody_signed(row) else t("handovers.next_signed")
    return t("handovers.next_successors", rows=without(row)) if row.decided else t("handovers.next_frozen")


def everybody_signed(row: HandoverRow) -> bool:
    """Whether only an approval is missing."""
    return row.needs_approval and row.giver_signed_at is not None and row.signed >= row.successors


def _before_it_moves(row: HandoverRow) -> Label:
    return t("handovers.next_waits", day=row.effective_on) if row.effective_on > today() else t("handovers.next_agreed")


def _before_it_is_closed(row: HandoverRow) -> Label:
    if row.contacted >= row.customers:
        return t("handovers.next_all_told")
    return t("handovers.next_done", told=row.contacted, all=row.customers, day=contacts_by(row))
