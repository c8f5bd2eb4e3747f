"""The ways to prove who one is, behind one small interface; each ends in a session of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import streamlit as st

from components.entrance_form import Form
from components.leaving import to_close_session
from components.words import label, language, t
from db.errors import Refusal
from db.sign_in.credentials import Proof
from db.sign_in.outside import invited_person, outside_sign_in


class AuthProvider(Protocol):
    """A way in."""

    name: str
    whole: bool
    """Whether its proof is enough, without a code or a new password of ours."""

    def proven(self) -> Proof | None:
        """Draw the way in, and answer with who has just proven to be somebody."""

    def forget(self) -> None:
        """After a sign-out: make sure that the proof is not simply given again."""


class LocalAuth:
    """A password of ours, typed into streamlit-authenticator's form."""

    name, whole = "local", False

    def proven(self) -> Proof | None:
        """The person whose password was typed."""
        return Form().draw()

    def forget(self) -> None:
        """The browser lets its cookie go."""
        to_close_session()


class OutsideAuth:
    """An identity provider, through st.login; only people invited beforehand come in."""

    name, whole = "outside", True

    def proven(self) -> Proof | None:
        """The person whom the provider vouches for."""
        claims = outside_claims()
        if claims.get("is_logged_in"):
            try:
                return invited_person(claims)
            except Refusal as refusal:
                st.error(label(refusal.sentence(language())), icon=":material/error:")
        st.button(t("sign_in.outside"), on_click=st.login, icon=":material/badge:", width="stretch")
        return None

    def forget(self) -> None:
        """Streamlit's cookie of the provider goes; the provider is told where it listens."""
        st.logout()


def outside_claims() -> Mapping[str, object]:
    """What the identity provider says of who is there."""
    return dict(st.user) if outside_sign_in() else {}


def providers() -> list[AuthProvider]:
    """The ways in that are switched on."""
    return [LocalAuth(), OutsideAuth()] if outside_sign_in() else [LocalAuth()]


def provider_named(name: str) -> AuthProvider:
    """The provider a session was opened by."""
    return OutsideAuth() if name == OutsideAuth.name else LocalAuth()
