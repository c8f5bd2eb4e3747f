"""A successor for the ticked lines or, once it is confirmed how many they are, for the whole list they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import Draft, opened
from components.handover.forms import given, named_choices
from components.words import t
from db.access import Actor
from db.commands.choose_successor import choose_successor
from db.queries.handover_lines import LineRow, handover_lines
from db.queries.handovers import HandoverRow, PersonChoice
from db.session import reading

Whole = tuple[Mapping[str, Any], int]
"""The list that lines stand in, as it is asked for, and of how many lines it is."""


def choose_form(
    me: Actor, row: HandoverRow, chosen: Sequence[LineRow], people: Sequence[PersonChoice], whole: Whole
) -> bool:
    """Somebody for them; whether it was done."""
    names = named_choices(row, people)
    draft = opened(f"choose_successor.{row.id}", 0, {"successor": None}, probe="successor")
    with st.form(draft.widget("form"), border=False):
        taker = fields.choice(draft, "successor", list(names), names.__getitem__)
        every = st.checkbox(t("handovers.whole_list", rows=whole[1]), key=draft.widget("whole"))
        if row.giver_signed_at or row.signed:
            st.caption(":material/warning: " + t("handovers.voids"))
        saved = fields.save(t("handovers.give"))
    if saved and taker is None:
        st.error(t("handovers.nobody_chosen"))
    if taker is None:
        return False
    name = next(one.name for one in people if one.id == taker)
    if every:
        return _sure(draft, name, whole, pressed=saved) and _give(me, row, draft, _all(me, row, whole), (taker, name))
    return saved and _give(me, row, draft, chosen, (taker, name))


def _sure(draft: Draft, name: str, whole: Whole, *, pressed: bool) -> bool:
    """Asks once more, with how many and for whom; whether that was answered with yes."""
    slot = draft.widget("asked")
    if pressed:
        st.session_state[slot] = (name, *whole)
    if st.session_state.get(slot) != (name, *whole):
        return False
    st.warning(t("handovers.whole_ask", rows=whole[1], name=name), icon=":material/group:")
    with st.container(horizontal=True):
        sure = st.button(t("handovers.whole_give", rows=whole[1], name=name), key=draft.widget("sure"), type="primary")
        st.button(
            t("handovers.whole_not"), key=draft.widget("cancel"), on_click=st.session_state.pop, args=(slot, None)
        )
    return sure


def _give(me: Actor, row: HandoverRow, draft: Draft, lines: Sequence[LineRow], taker: tuple[int, str]) -> bool:
    number, name = taker
    changed = sum(line.successor_id != number for line in lines)
    done = t("handovers.given", name=name, rows=len(lines), changed=changed)
    order: dict[str, Any] = {
        "handover_id": row.id,
        "customer_ids": [line.customer_id for line in lines],
        "person_id": number,
    }
    return given(draft, choose_successor, me, done, **order)


def _all(me: Actor, row: HandoverRow, whole: Whole) -> list[LineRow]:
    with reading(me) as session:
        return handover_lines(session, me, row.id, limit=None, **whole[0])
