"""What is done with the lines that are ticked: a successor for all of them, a note and the record for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import forget, opened
from components.handover.forms import given
from components.handover.giving import choose_form
from components.handover.line_columns import Scores
from components.handover.line_gaps import gaps_of
from components.record_link import record_link
from components.words import money, t
from db.access import Actor
from db.commands.note_line import note_line
from db.models.handovers import HandoverState
from db.queries.handover_lines import LineRow
from db.queries.handovers import HandoverRow, successors
from db.session import reading

MOST_NOTED = 500


def chosen_lines(
    me: Actor,
    row: HandoverRow,
    chosen: Sequence[LineRow],
    whole: tuple[Mapping[str, Any], int],
    scores: Scores,
    *,
    leads: bool,
) -> None:
    """The box under the table; `whole` is the list that they stand in, as it is asked for, and how long it is."""
    with st.container(border=True):
        st.caption(t("handovers.chosen", rows=len(chosen), premium=money(sum(line.premium for line in chosen))))
        only = chosen[0] if len(chosen) == 1 else None
        if only is not None and only.opens and only.customer is not None:
            record_link(me, "customer", only.customer_id, only.customer, ":material/person:")
        if only is not None:
            gaps_of(only, scores.get(only.customer_id))
        changed = row.state == HandoverState.FROZEN and _forms(me, row, chosen, whole, leads=leads)
    if changed:
        st.rerun()


def _forms(
    me: Actor, row: HandoverRow, chosen: Sequence[LineRow], whole: tuple[Mapping[str, Any], int], *, leads: bool
) -> bool:
    changed = False
    if leads:
        with reading(me) as session:
            people = successors(session, me, row.id)
        changed = choose_form(me, row, chosen, people, whole)
    if len(chosen) == 1 and (leads or row.leaver_id == me.person_id):
        changed = _note_form(me, chosen[0]) or changed
    return changed


def _note_form(me: Actor, line: LineRow) -> bool:
    """What the successor should know of the customer. Too long a paste never leaves the browser: that is told."""
    draft = opened(f"note_line.{line.id}", line.version, {"note": line.note}, probe="note")
    if draft.version != line.version:
        forget(draft)
        draft = opened(f"note_line.{line.id}", line.version, {"note": line.note}, probe="note")
    room = t("form.most", most=MOST_NOTED)
    with st.form(draft.widget("form"), border=False):
        note = st.text_area(
            t("handovers.note"), line.note, key=draft.widget("note"), height=96, max_chars=MOST_NOTED,
            placeholder=room, help=room,
        )  # fmt: skip
        saved = fields.save(t("handovers.save_note"))
    if saved and note.strip() == line.note:
        st.warning(t("handovers.note_same", most=MOST_NOTED), icon=":material/block:")
        return False
    order: dict[str, Any] = {"line_id": line.id, "version": draft.version, "note": note}
    return saved and given(draft, note_line, me, t("handovers.noted"), **order)
