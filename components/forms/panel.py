"""The actions on a page: one row of names; the chosen one opens its form under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from components.words import Label, t
from db.access import Actor
from db.rights import may


@dataclass(frozen=True)
class Action:
    """A command, what it is called here, its sign, and its form, which answers whether it was done."""

    verb: str
    name: Label
    icon: str
    form: Callable[[], bool]


def panel(me: Actor, key: str, actions: Sequence[Action], *, asked: str = "") -> None:
    """The actions that the actor has the right to; once one is done the row is closed again.

    `asked` is the one that is open from the start.
    """
    mine = {action.verb: action for action in actions if may(me, action.verb)}
    if not mine:
        return
    round_key = f"{key}.round"
    row = f"{key}.{st.session_state.setdefault(round_key, 0)}"
    if asked in mine:
        st.session_state[row] = asked
    chosen = st.pills(
        t("form.action"),
        list(mine),
        key=row,
        format_func=lambda verb: f"{mine[verb].icon} {mine[verb].name}",
        label_visibility="collapsed",
    )
    if chosen is None:
        return
    with st.container(border=True):
        finished = mine[str(chosen)].form()
    if finished:
        st.session_state[round_key] += 1
        st.rerun()


def row_of(key: str) -> str:
    """What a panel's row of names is known by now: under it stands the verb that is open, or None."""
    return f"{key}.{st.session_state.get(f'{key}.round', 0)}"
