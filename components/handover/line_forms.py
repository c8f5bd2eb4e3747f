"""What is done with the lines that are ticked: a successor for all of them, a note and the record for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import forget, opened
from components.handover.forms import given, named_choices
from components.record_link import record_link
from components.words import money, t
from db.access import Actor
from db.commands.choose_successor import choose_successor
from db.commands.note_line import note_line
from db.models.handovers import HandoverState
from db.queries.handover_lines import LineRow, handover_lines
from db.queries.handovers import HandoverRow, PersonChoice, successors
from db.session import reading


def chosen_lines(
    me: Actor, row: HandoverRow, chosen: Sequence[LineRow], asked: Mapping[str, Any], total: int, *, leads: bool
) -> None:
    """The box under the table; `asked` is the list they stand in, of `total` lines."""
    with st.container(border=True):
        st.caption(t("handovers.chosen", rows=len(chosen), premium=money(sum(line.premium for line in chosen))))
        only = chosen[0] if len(chosen) == 1 else None
        if only is not None and only.opens and only.customer is not None:
            record_link(me, "customer", only.customer_id, only.customer, ":material/person:")
        changed = row.state == HandoverState.FROZEN and _forms(me, row, chosen, asked, total, leads=leads)
    if changed:
        st.rerun()


def _forms(
    me: Actor, row: HandoverRow, chosen: Sequence[LineRow], asked: Mapping[str, Any], total: int, *, leads: bool
) -> bool:
    changed = False
    if leads:
        with reading(me) as session:
            people = successors(session, me, row.id)
        changed = _choose_form(me, row, chosen, people, (asked, total))
    if len(chosen) == 1 and (leads or row.leaver_id == me.person_id):
        changed = _note_form(me, chosen[0]) or changed
    return changed


def _choose_form(
    me: Actor,
    row: HandoverRow,
    chosen: Sequence[LineRow],
    people: Sequence[PersonChoice],
    whole: tuple[Mapping[str, Any], int],
) -> bool:
    """Somebody for the ticked lines, or for the whole list they stand in."""
    names, (asked, total) = named_choices(row, people), whole
    draft = opened(f"choose_successor.{row.id}", 0, {"successor": None}, probe="successor")
    with st.form(draft.widget("form"), border=False):
        taker = fields.choice(draft, "successor", list(names), names.__getitem__)
        every = st.checkbox(t("handovers.whole_list", rows=total), key=draft.widget("whole"))
        if row.giver_signed_at or row.signed:
            st.caption(":material/warning: " + t("handovers.voids"))
        saved = fields.save(t("handovers.give"))
    if saved and taker is None:
        st.error(t("handovers.nobody_chosen"))
    if not saved or taker is None:
        return False
    customers = [line.customer_id for line in (_all(me, row, asked) if every else chosen)]
    order: dict[str, Any] = {"handover_id": row.id, "customer_ids": customers, "person_id": taker}
    name = next(one.name for one in people if one.id == taker)
    return given(draft, choose_successor, me, t("handovers.given", name=name), **order)


def _all(me: Actor, row: HandoverRow, asked: Mapping[str, Any]) -> list[LineRow]:
    with reading(me) as session:
        return handover_lines(session, me, row.id, limit=None, **asked)


def _note_form(me: Actor, line: LineRow) -> bool:
    """What the successor should know of the customer."""
    draft = opened(f"note_line.{line.id}", line.version, {"note": line.note}, probe="note")
    if draft.version != line.version:
        forget(draft)
        draft = opened(f"note_line.{line.id}", line.version, {"note": line.note}, probe="note")
    with st.form(draft.widget("form"), border=False):
        note = st.text_area(t("handovers.note"), line.note, key=draft.widget("note"), height=96, max_chars=500)
        saved = fields.save(t("handovers.save_note"))
    order: dict[str, Any] = {"line_id": line.id, "version": draft.version, "note": note}
    return saved and given(draft, note_line, me, t("handovers.noted"), **order)
