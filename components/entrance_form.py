"""streamlit-authenticator as the form, with users, throttling and sessions in our database instead of its own."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel
from streamlit_authenticator.utilities import LoginError

from components import cookies
from components.words import language, plain
from db.errors import Refusal
from db.keys import keyed_hash
from db.sign_in.credentials import Proof
from db.sign_in.entry import check_password
from db.sign_in.throttle import Source, browser_hash

PROVEN = "baoke_proven"


def source_of(login: str) -> Source:
    """Where the guess that is being made in this script comes from."""
    return Source(login.strip(), browser_hash(cookies.cookie(cookies.BROWSER)), cookies.client_address())


class _Cookies:
    """In place of the library's cookie, which scripts can read and which outlives a sign-out: none."""

    def get_cookie(self) -> None:
        """The gate's cookie is looked at elsewhere."""

    def set_cookie(self) -> None:
        """The gate sets its own."""


class _Model(AuthenticationModel):  # type: ignore[misc]
    """The library's check of credentials, made by us."""

    def login(self, username: str | None = None, password: str | None = None, *_rest: Any, **_named: Any) -> bool:
        try:
            st.session_state[PROVEN] = check_password(source_of(username or ""), password or "")
        except Refusal as refusal:
            raise LoginError(refusal.sentence(language())) from refusal
        return True


class _Controller(AuthenticationController):  # type: ignore[misc]
    """The library's controller without its trimming of what was typed as a password."""

    def login(self, username: str | None = None, password: str | None = None, *_rest: Any, **_named: Any) -> bool:
        return bool(self.authentication_model.login(username, password))


class Form(Authenticate):  # type: ignore[misc]
    """The library's sign-in form; built without its constructor, which would start its cookie component."""

    def __init__(self) -> None:
        self.path, self.api_key, self.attrs = None, None, {"login_sleep_time": 0}
        self.secret_key = keyed_hash("form", "streamlit-authenticator")
        self.cookie_controller = _Cookies()
        self.authentication_controller = _Controller({"usernames": {}}, auto_hash=False, secret_key=self.secret_key)
        self.authentication_controller.authentication_model = _Model(
            {"usernames": {}}, auto_hash=False, secret_key=self.secret_key
        )

    def draw(self) -> Proof | None:
        """Draw the form; who has just given the right password, else None."""
        fields = {
            "Form name": plain("sign_in.title"),
            "Username": plain("sign_in.login"),
            "Password": plain("sign_in.password"),
            "Login": plain("sign_in.submit"),
        }
        try:
            self.login(fields=fields, key="entrance_form")
        except LoginError as refused:
            st.error(str(refused), icon=":material/error:")
        proof: Proof | None = st.session_state.pop(PROVEN, None)
        return proof
