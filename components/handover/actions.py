"""The box of the next step: what it is, its form for whoever may take it, and what else can be done."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.forms.panel import Action, panel
from components.handover.correcting import change_form
from components.handover.ending import carry_out_form, close_form, tell_skipped, undo_form, withdraw_form
from components.handover.forms import freeze_form, overtaken, propose_form
from components.handover.gap_tasks import gap_tasks
from components.handover.seen import Seen, without
from components.handover.signing import approve_form, sign_for_form, sign_form, signatures
from components.handover.steps import next_step
from components.words import NOTHING, Label, t
from db.access import Actor
from db.models.handovers import UNDER_WAY, HandoverState
from db.models.people import Role
from db.queries.handovers import HandoverRow, changed_by, successors
from db.session import reading

SIGNING = (HandoverState.FROZEN, HandoverState.AGREED)
Form = Callable[[], bool]


def next_box(me: Actor, seen: Seen) -> None:
    """What is next for who looks; the page is drawn anew once it is done."""
    row = seen.row
    tell_skipped(row)
    if overtaken(row):
        _tell_overtaken(me, row)
    with st.container(border=True):
        st.markdown(t("handovers.next", says=_sentence(seen)))
        if row.state in SIGNING and row.customers and not without(row):
            signatures(seen.parties)
        form = _form(me, seen)
        if form is not None and form():
            st.rerun()
        if seen.leads or seen.leaves:
            gap_tasks(me, row)
        if seen.leads:
            panel(me, f"handover.{row.id}.actions", _others(me, seen))


def _tell_overtaken(me: Actor, row: HandoverRow) -> None:
    """Who was here first, and how it stands now."""
    with reading(me) as session:
        by = changed_by(session, me, row.id)
    state = t(f"handover_state.{row.state}")
    st.warning(t("handovers.overtaken", by=by or NOTHING, state=state), icon=":material/sync_problem:")


def _sentence(seen: Seen) -> Label:
    if seen.leads or seen.row.state not in UNDER_WAY:
        return next_step(seen)
    if seen.leaves:
        return _for_leaver(seen.row)
    return _for_successor(seen) if seen.takes else next_step(seen)


def _for_successor(seen: Seen) -> Label:
    return t("handovers.successor_wait") if seen.signable else t("handovers.successor_early")


def _for_leaver(row: HandoverRow) -> Label:
    if row.state == HandoverState.DRAFT:
        return t("handovers.leaver_draft")
    return t("handovers.leaver_signed") if row.giver_signed_at else t("handovers.leaver_gaps")


def _form(me: Actor, seen: Seen) -> Form | None:
    """The form of the one next step, for who may take it."""
    row = seen.row
    if row.state == HandoverState.FROZEN and seen.signable and seen.waits_for(me):
        return lambda: sign_form(me, row, giver=seen.leaves)
    if not seen.leads:
        return None
    if row.state == HandoverState.DRAFT:
        return lambda: freeze_form(me, row)
    if row.state == HandoverState.FROZEN and (without(row) or not row.customers):
        return lambda: _propose(me, seen)
    if row.state == HandoverState.FROZEN and row.needs_approval and _may_approve(me, seen):
        return lambda: approve_form(me, row)
    return (lambda: carry_out_form(me, row)) if row.state == HandoverState.AGREED else None


def _may_approve(me: Actor, seen: Seen) -> bool:
    """A head of department who did not begin it; the command asks again."""
    return me.role is Role.DEPARTMENT_HEAD and seen.row.opened_by_id != me.person_id


def _propose(me: Actor, seen: Seen) -> bool:
    with reading(me) as session:
        people = successors(session, me, seen.row.id)
    return propose_form(me, seen.row, people)


def _others(me: Actor, seen: Seen) -> list[Action]:
    """What else who leads it can do at this step."""
    row = seen.row
    named: dict[str, tuple[str, Form]] = {}
    if row.state == HandoverState.FROZEN and not without(row):
        if row.giver_signed_at is None and not seen.leaves:
            named["sign_handover"] = ("sign_for", lambda: sign_for_form(me, row))
        named["propose_successors"] = ("propose", lambda: _propose(me, seen))
    if row.state in SIGNING:
        named["freeze_handover"] = ("freeze_again", lambda: freeze_form(me, row, again=True))
    if row.state in UNDER_WAY:
        named["change_handover"] = ("change", lambda: change_form(me, row))
        named["withdraw_handover"] = ("withdraw", lambda: withdraw_form(me, row))
    if row.state == HandoverState.DONE:
        named["close_handover"] = ("close", lambda: close_form(me, row))
        named["undo_handover"] = ("undo", lambda: undo_form(me, row))
    return [Action(verb, t(f"handovers.{name}"), ICONS[verb], form) for verb, (name, form) in named.items()]


ICONS = {
    "change_handover": ":material/edit_calendar:",
    "sign_handover": ":material/draw:",
    "propose_successors": ":material/balance:",
    "freeze_handover": ":material/inventory:",
    "withdraw_handover": ":material/cancel:",
    "close_handover": ":material/task_alt:",
    "undo_handover": ":material/undo:",
}
