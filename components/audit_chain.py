"""Whether the audit is as it was written: a line on its page, and an alarm on every page of who keeps it."""

from __future__ import annotations

import streamlit as st

from components.people.card import moment
from components.words import t
from db.access import Actor
from db.models.system import Audit
from db.queries.audits import ChainState, chain_state
from db.rights import reach
from db.session import reading


def chain_alarm(me: Actor) -> None:
    """Only where the last check found the chain broken, and only for who may read the audit."""
    if reach(me, Audit) is None:
        return
    state = _state(me)
    if state is not None and state.broken:
        st.error(t("audit_chain.broken", row=state.last_row, when=moment(state.at)), icon=":material/gpp_bad:")


def chain_line(me: Actor) -> None:
    """Up to which row the audit was followed, and when."""
    state = _state(me)
    if state is None:
        st.caption(t("audit_chain.never"))
    elif not state.broken:
        st.caption(":material/verified_user: " + t("audit_chain.whole", row=state.last_row, when=moment(state.at)))


def _state(me: Actor) -> ChainState | None:
    with reading(me) as session:
        return chain_state(session, me)
