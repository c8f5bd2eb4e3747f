"""The ways back from a merge and from the judgement that two customers are not the same."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.attempt import attempt
from components.forms.draft import tell
from components.merging import STAYED
from components.record_link import record_link
from components.words import t
from db.access import Actor
from db.commands.undo_apart import undo_apart
from db.commands.undo_merge import undo_merge
from db.queries.duplicates import Apart, Merge
from db.rights import may


def lead_to_merged(me: Actor) -> None:
    """After a merge, where a page leaves both behind: the way to the customer that stays, where it can be undone."""
    if stayed := st.session_state.pop(STAYED, None):
        winner_id, name = stayed
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.caption(t("merges.undo_there"), width="content")
            record_link(me, "customer", winner_id, name, ":material/arrow_forward:", part="twins")


def merge_rows(me: Actor, merges: Sequence[Merge], *, may_write: bool) -> None:
    """What was merged into the customer, each with its way back."""
    st.markdown(f"**{t('merges.history')}**")
    for merge in merges:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(merge.name, width="content")
            told = t("merges.line", number=merge.number, day=merge.on, by=merge.by, reason=merge.reason)
            st.caption(told, width="content")
            if may_write and may(me, "undo_merge"):
                with st.popover(t("merges.undo"), icon=":material/undo:", type="tertiary"):
                    st.caption(t("merges.undo_why"))
                    args = (me, merge)
                    st.button(t("merges.undo"), key=f"undo.{merge.id}", type="primary", on_click=_undo, args=args)


def _undo(me: Actor, merge: Merge) -> None:
    undone = attempt(undo_merge, me, merge_id=merge.id, refused=tell)
    if undone is None:
        return
    stay = sum(undone.stays.values())
    said = t("merges.undone_stay", name=merge.name, rows=stay) if stay else t("merges.undone", name=merge.name)
    st.toast(said, icon=":material/check:")


def apart_rows(me: Actor, noted: Sequence[Apart], *, may_write: bool) -> None:
    """Whom the customer was judged not to be, each with the way back."""
    st.markdown(f"**{t('merges.noted_apart')}**")
    for apart in noted:
        with st.container(horizontal=True, vertical_alignment="center"):
            record_link(me, "customer", apart.other_id, f"{apart.name} · {apart.number}", ":material/person:")
            st.caption(t("merges.apart_line", day=apart.on, by=apart.by), width="content")
            if may_write and may(me, "undo_apart"):
                key, args = f"rejoin.{apart.id}", (me, apart)
                st.button(
                    t("merges.undo_apart"),
                    key=key,
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=_rejoin,
                    args=args,
                )


def _rejoin(me: Actor, apart: Apart) -> None:
    if attempt(undo_apart, me, apart_id=apart.id, refused=tell) is not None:
        st.toast(t("merges.apart_undone", name=apart.name), icon=":material/check:")
