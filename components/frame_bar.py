"""What stands around every page: the house's sign, who is here, the language, the way out, the mark of a demo."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components import cookies
from components.look import SIGN, WORDMARK, house_look
from components.navigation import menu, opens_here
from components.page_help import page_help
from components.providers import provider_named
from components.search_field import search_field
from components.sign_in import ended, session_here
from components.words import LANGUAGES, Label, language, native, speak, t
from db.access import Actor
from db.commands.set_language import set_language
from db.commands.sign_out import sign_out
from db.first_start import is_demo
from db.models.people import Role
from db.rights import may
from db.run import run

EDITORS = (Role.ANALYST, Role.ADMIN)
_CHOICE = "frame_language"
MOST_TOLD = 999


def frame_bar(me: Actor, pages: Mapping[str, StreamlitPage], page: str, unread: int = 0) -> None:
    """Draw the bell, and the sidebar: the search, the menu, what the page is for, then who is here."""
    _bell(pages, unread)
    st.logo(WORDMARK, icon_image=SIGN, size="large")
    with st.sidebar:
        if is_demo():
            st.badge(t("sign_in.demo"), icon=":material/science:", color="orange", help=t("sign_in.demo_hint"))
        if me.seen_by is None:
            search_field(pages)
        _quick_add(me, pages)
        with st.container(gap="xxsmall"):
            menu(me, pages)
            page_help(page)
        with st.container(border=True, gap="small"):
            st.text(me.name)
            st.caption(t(f"role.{me.role}"))
            language_choice(me)
            if "account" in pages:
                st.page_link(pages["account"], icon=":material/manage_accounts:")
            if st.button(t("sign_in.sign_out"), key="sign_out", icon=":material/logout:", width="stretch"):
                leave(me)
        house_look()


def _quick_add(me: Actor, pages: Mapping[str, StreamlitPage]) -> None:
    """The way to note, from any page, what was just done with a customer."""
    if "activities" in pages and may(me, "log_activity") and opens_here(me, "activities"):
        note = {"add": "log_activity"}
        st.page_link(pages["activities"], label=t("day.log"), icon=":material/edit_note:", query_params=note)


def _bell(pages: Mapping[str, StreamlitPage], unread: int) -> None:
    """The way to the notices, in the bar above the page so that a phone shows it too, with how many are unread."""
    if "notices" in pages:
        icon = ":material/notifications_unread:" if unread else ":material/notifications:"
        number = t("frame.unread", number=min(unread, MOST_TOLD)) if unread else Label("")
        with st.container(key="bell", width="content"):
            st.page_link(pages["notices"], label=number, icon=icon, help=t("page.notices"))


def tell_mistake(me: Actor, mistake: str) -> None:
    """What is wrong with config.toml as it was saved last, for whoever edits it; everybody else works on as before."""
    if mistake and me.role in EDITORS:
        st.error(t("frame.mistake"), icon=":material/edit_off:")
        st.text(mistake)


def language_choice(me: Actor) -> None:
    """Chinese or English, from now on and wherever this person signs in."""
    st.session_state[_CHOICE] = language()
    st.segmented_control(
        t("sign_in.language"),
        LANGUAGES,
        format_func=native,
        key=_CHOICE,
        required=True,
        label_visibility="collapsed",
        on_change=_choose_language,
        args=(me,),
        width="stretch",
    )


def leave(me: Actor) -> None:
    """Sign out of this session: in this tab and in every other that shares it."""
    found = session_here()
    if found is None:
        ended()
    else:
        run(sign_out, me.seen_by or me, session_id=found.session_id)
        provider_named(found.provider).forget()
    st.stop()


def _choose_language(me: Actor) -> None:
    chosen = str(st.session_state[_CHOICE])
    speak(chosen)
    if cookies.cookie(cookies.SESSION):
        run(set_language, me.seen_by or me, language=chosen)
