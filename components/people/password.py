"""One-time passwords: made once for each opened form, shown once, then gone."""

from __future__ import annotations

import streamlit as st

from components.words import t
from db.sign_in.passwords import new_password

_SHOWN = "people.one_time"
_MADE = "people.made."


def password_for(form_key: str) -> str:
    """The password of one opened form: a second click on its button must not show another one than was saved."""
    return str(st.session_state.setdefault(f"{_MADE}{form_key}", new_password()))


def show_once(login: str, password: str) -> None:
    """Show a password in the next run, until it is put away."""
    st.session_state[_SHOWN] = (login, password)


def shown_password() -> None:
    """The password that was just given out, to be passed on."""
    if _SHOWN not in st.session_state:
        return
    login, password = st.session_state[_SHOWN]
    with st.container(border=True, key="one_time"):
        st.markdown(t("people.one_time", login=login))
        st.code(password, language=None)
        st.caption(t("people.one_time_hint"))
        st.button(t("people.put_away"), icon=":material/check:", on_click=_put_away, key="one_time_away")


def _put_away() -> None:
    for name in [name for name in st.session_state if name == _SHOWN or str(name).startswith(_MADE)]:
        del st.session_state[name]
