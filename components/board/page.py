"""The board as a view of the list of opportunities: what it shows, and what becomes of a card that is moved."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.attempt import attempt, show_refusal
from components.board.cards import piles_drawn
from components.board.drawing import draw_board
from components.forms.move import move_form
from components.record_link import record_link
from components.stages import stage_name
from components.words import label, language, t
from db.access import Actor
from db.commands.advance_opportunity import advance_opportunity
from db.config import config
from db.errors import Refusal
from db.queries import opportunities as sales
from db.queries.chances import chances
from db.queries.evidence import kinds_done
from db.queries.opportunities import Asked, OpportunityRow, Pile
from db.rights import may
from db.rules.stages import NotReady
from db.session import reading

AIM, TOLD, ROUND = "board.aim", "board.told", "board.round"


def board_page(me: Actor, asked: Asked) -> None:
    """The piles of one kind of sale; a move is asked of the command, and what it lacks is asked for above them."""
    with reading(me) as session:
        piles = sales.board(session, me, asked)
        past = chances(session, me, asked.kind)
    above = st.container()
    drawn = piles_drawn(me, asked.kind, piles, past)
    moved = draw_board({**drawn, "round": st.session_state.get(ROUND, 0)}, f"board.{asked.kind}")
    if moved:
        _take(me, piles, moved)
    with above:
        _tell()
        _aimed(me)


def _take(me: Actor, piles: list[Pile], moved: dict[str, Any]) -> None:
    """Move the card if nothing more is to be said about it; else ask above the board."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(AIM, None)
    row = next((row for pile in piles for row in pile.rows if row.id == moved.get("id")), None)
    target = config().stages.stage(row.kind, str(moved.get("to"))) if row else None
    if row is not None and target is not None and may(me, "advance_opportunity"):
        if target.outcome:
            st.session_state[AIM] = row.id, target.code
        else:
            _advance(me, row, target.code, moved.get("version"))
    st.rerun()


def _advance(me: Actor, row: OpportunityRow, to_stage: str, version: Any) -> None:
    def told(refusal: Refusal) -> None:
        if isinstance(refusal, NotReady):
            st.session_state[AIM] = row.id, to_stage
        st.session_state[TOLD] = label(f"{row.title}: {refusal.sentence(language())}")

    seen = version if isinstance(version, int) else row.version
    hopes = {"expected_premium": row.expected_premium, "expected_close": row.expected_close}
    steps = {"next_step": row.next_step, "next_step_on": row.next_step_on}
    end = {"competitor": row.competitor or "", "lost_reason": row.lost_reason or "", "lost_note": row.lost_note or ""}
    order: dict[str, Any] = {"opportunity_id": row.id, "version": seen, "to_stage": to_stage, **hopes, **steps, **end}
    # The same card dropped twice on the same pile is one move.
    key = f"board:{me.person_id}:{row.id}:{seen}:{to_stage}"
    done = t("sales.moved", stage=stage_name(row.kind, to_stage))
    attempt(advance_opportunity, me, key=key, done=done, refused=told, **order)


def _tell() -> None:
    if sentence := st.session_state.pop(TOLD, None):
        st.warning(sentence, icon=":material/block:")


def _aimed(me: Actor) -> None:
    """The form of the card that could not just be moved, on the stage it was put on."""
    if AIM not in st.session_state:
        return
    opportunity_id, target = st.session_state[AIM]
    try:
        with reading(me) as session:
            row = sales.opportunity(session, me, opportunity_id)
            done = kinds_done(session, me, row)
    except Refusal as refusal:
        del st.session_state[AIM]
        show_refusal(refusal)
        return
    with st.container(border=True, key="board.form"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            record_link(me, "opportunity", row.id, row.title, ":material/trending_up:")
            st.button(t("sales.leave_it"), key="board.leave", icon=":material/close:", type="tertiary", on_click=_leave)
        if move_form(me, row, done, "board", aimed=target):
            _leave()
            st.rerun()


def _leave() -> None:
    st.session_state.pop(AIM, None)
