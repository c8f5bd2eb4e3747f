"""What somebody opened and is not theirs to see is noted: once for each session, in however many tabs and runs."""

from __future__ import annotations

import streamlit as st

from components.attempt import attempt
from components.words import t
from db.access import OPENS, Actor
from db.commands.refuse_page import refuse_page

BOUND = "baoke_session"
"""Under which name a Streamlit session keeps whose it is."""
_REFUSED = "baoke_refused"


def note_refused(me: Actor, page: str, record_id: int | None = None) -> None:
    """A page that is not the role's, or a record that is not in sight or not there."""
    noted: set[tuple[str, int | None]] = st.session_state.setdefault(_REFUSED, set())
    if page not in OPENS or (page, record_id) in noted:
        return
    whose = str(st.session_state.get(BOUND))[:24]
    key = f"page:{page}:{whose}" if record_id is None else f"page:{page}:{record_id}:{whose}"
    attempt(refuse_page, me, key=key, refused=lambda _busy: None, page=page, record_id=record_id)
    noted.add((page, record_id))


def not_found(me: Actor, page: str, record_id: int) -> None:
    """What stands at an address that names no record in sight."""
    note_refused(me, page, record_id)
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(":material/search_off:", width="content")
        st.markdown(t("customers.not_found"), width="content")
        st.caption(t("customers.not_found_why"), width="content")
