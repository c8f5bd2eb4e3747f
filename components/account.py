"""The cards of one's own account."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from components import cookies
from components.enrolment import OFFERED, enrol
from components.entrance_form import source_of
from components.leaving import to_close_session
from components.new_password import new_password_form
from components.sign_in import session_here
from components.words import LANGUAGES, label, language, native, plain, speak, t
from db.access import Actor
from db.commands.set_language import set_language
from db.commands.sign_out_everywhere import sign_out_everywhere
from db.errors import Refusal
from db.models.sign_in import SignInSession
from db.periods import zone
from db.queries.own_sessions import has_second_factor, own_sessions
from db.queries.reorganisations import full_names
from db.run import run
from db.session import reading
from db.sign_in.entry import choose_password, do_without_code
from db.sign_in.sessions import cookie_hash

_SETTING_UP = "account_setting_up"
_LANGUAGE = "account_language"


def who_i_am(me: Actor) -> None:
    """Name, role, and the unit of today."""
    with reading(me) as session:
        units = full_names(session)
    told = [plain("account.who", name=me.name, role=plain(f"role.{me.role}"))]
    told += [units[me.unit_id]] if me.unit_id in units else []
    st.caption(label(" · ".join(told)))


def language_card(me: Actor) -> None:
    """The language of every screen and export."""
    with st.container(border=True):
        st.markdown(f"**{t('account.language')}**")
        st.segmented_control(
            t("account.language"),
            LANGUAGES,
            format_func=native,
            key=_LANGUAGE,
            default=language(),
            required=True,
            label_visibility="collapsed",
            on_change=_choose_language,
            args=(me,),
        )


def password_card(me: Actor) -> None:
    """A new password ends every session, this one too."""
    with st.container(border=True):
        st.markdown(f"**{t('account.password')}**")
        try:
            wish = new_password_form(ask_old=True, submit=t("account.change"))
            if wish is not None:
                choose_password(me, wish.new, old=wish.old, source=source_of(me.login))
                st.success(t("account.changed"), icon=":material/check:")
                to_close_session()
                st.stop()
        except Refusal as refusal:
            _refused(refusal)


def second_factor_card(me: Actor) -> None:
    """The code from the phone: set up, replaced, or done without."""
    with st.container(border=True):
        st.markdown(f"**{t('account.factor')}**")
        has = has_second_factor(me)
        st.markdown(t("account.factor_on") if has else t("account.factor_off"))
        if st.session_state.get(_SETTING_UP):
            if enrol(me):
                st.session_state[_SETTING_UP] = False
                st.rerun()
            return
        with st.container(horizontal=True):
            if st.button(t("account.factor_start"), icon=":material/qr_code:"):
                st.session_state.pop(OFFERED, None)
                st.session_state[_SETTING_UP] = True
                st.rerun()
            if has:
                with st.popover(t("account.factor_drop"), type="tertiary"):
                    _drop(me)


def sessions_card(me: Actor) -> None:
    """Every browser this person is signed in with, and the way out of all of them."""
    with st.container(border=True):
        st.markdown(f"**{t('account.sessions')}**")
        cookie = cookies.cookie(cookies.SESSION)
        mine = cookie_hash(cookie) if cookie else ""
        st.dataframe([_row(found, mine) for found in own_sessions(me)], hide_index=True, width="stretch")
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(t("account.everywhere"), icon=":material/logout:"):
                run(sign_out_everywhere, me)
                session_here()
                to_close_session()
                st.stop()
            st.caption(t("account.everywhere_hint"), width="content")


def _row(found: SignInSession, mine: str) -> dict[str, str]:
    return {
        plain("account.device"): device_name(found.device),
        plain("account.ip"): found.ip,
        plain("account.opened"): _moment(found.opened_at),
        plain("account.seen"): _moment(found.last_seen_at),
        plain("account.this"): "●" if found.cookie_hash == mine else "",
    }


def device_name(agent: str) -> str:
    """The browser and system a user agent names, as far as people know them by name."""
    browsers = ("Edg", "MicroMessenger", "OPR", "Firefox", "Chrome", "Safari")
    systems = ("iPhone", "iPad", "Android", "Windows", "Mac OS X", "Linux")
    names = {"Edg": "Edge", "MicroMessenger": "WeChat", "OPR": "Opera", "Mac OS X": "macOS"}
    found = [next((name for name in group if name in agent), "") for group in (browsers, systems)]
    return " · ".join(names.get(name, name) for name in found if name) or agent[:40]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(zone()):%Y-%m-%d %H:%M}"


def _choose_language(me: Actor) -> None:
    speak(str(st.session_state[_LANGUAGE]))
    run(set_language, me, language=str(st.session_state[_LANGUAGE]))


def _drop(me: Actor) -> None:
    """Who sits at somebody's open screen must not take the second factor away: the password is asked for."""
    with st.form("drop_totp", border=False):
        typed = st.text_input(t("account.old"), type="password", autocomplete="current-password")
        sent = st.form_submit_button(t("account.factor_drop"))
    if not sent:
        return
    try:
        do_without_code(me, typed, source_of(me.login))
        st.rerun()
    except Refusal as refusal:
        _refused(refusal)


def _refused(refusal: Refusal) -> None:
    st.error(label(refusal.sentence(language())), icon=":material/error:")
