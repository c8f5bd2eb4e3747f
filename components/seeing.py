"""While somebody sees the application as somebody else: the bar over every page, the words across it, the way back."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components.attempt import attempt
from components.look import seeing_look
from components.people.card import moment
from components.sign_in import OVER
from components.words import label, t
from db.access import Actor
from db.commands.end_viewing import end_viewing
from db.sign_in.sessions import SignedIn

MARKS = 16
_TOLD = "seeing.told"


def seeing_bar(here: SignedIn | None) -> None:
    """Who is seen, that nothing can be changed, until when, and the end of it; nothing for who sees as themselves."""
    if here is None or here.viewing is None:
        return
    seeing_look()
    me, looker = here.actor, here.person
    with st.container(key="seeing", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        until = moment(here.viewing.until)[-5:]
        said = t("seeing.bar", name=label(me.name), role=t(f"role.{me.role}"), until=until)
        st.markdown(said, width="content")
        st.button(
            t("seeing.end"), key="seeing.end", icon=":material/logout:", on_click=_end, args=(looker, here.session_id)
        )
    with st.container(key="seeing-mark"):
        for _ in range(MARKS):
            st.text(f"{looker.name} ({looker.login}) → {me.name} ({me.login}) · {moment(here.viewing.began_at)}")


def tell_over(pages: Mapping[str, StreamlitPage]) -> None:
    """Once what was seen as somebody else is over, back to one's own first page, and say so there."""
    if st.session_state.pop(OVER, False):
        st.session_state[_TOLD] = True
        st.switch_page(pages["home"])
    if st.session_state.pop(_TOLD, False):
        st.toast(t("seeing.over"), icon=":material/visibility_off:")


def _end(looker: Actor, session_id: int) -> None:
    attempt(end_viewing, looker, session_id=session_id)
