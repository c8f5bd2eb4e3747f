"""The sign-in page: it stands at every address while nobody is signed in, and lets through to that address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import streamlit as st

from components import cookies
from components.demo import accounts_to_try, installed
from components.enrolment import enrol
from components.entrance_form import source_of
from components.leaving import this_address, to_open_session
from components.look import SIGN, entrance_look
from components.new_password import new_password_form
from components.providers import AuthProvider, providers
from components.words import LANGUAGES, label, language, native, speak, t
from db.errors import Refusal
from db.periods import now
from db.queries.actors import actor_of
from db.sign_in.credentials import Proof
from db.sign_in.entry import Step, check_code, choose_password, steps_left
from db.sign_in.languages import keep_language
from db.sign_in.sessions import leave_ticket

HALFWAY, CHOSEN = "baoke_halfway", "baoke_language_chosen"
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Halfway:
    """Somebody whose password was right, in one browser, for a few minutes, with something left to do."""

    proof: Proof
    provider: str
    browser: str | None
    until: datetime
    code_given: bool = False


def entrance() -> None:
    """Whatever comes next on the way in: the form, the code, a new password, the phone."""
    _first_language()
    entrance_look()
    with st.container(horizontal_alignment="center"), st.container(width=460, key="entrance"):
        _heading()
        try:
            if installed():
                _next_step()
        except Refusal as refusal:
            st.error(label(refusal.sentence(language())), icon=":material/error:")


def _next_step() -> None:
    halfway = _halfway()
    if halfway is None:
        _ask_who()
        return
    left = steps_left(halfway.proof, code_given=halfway.code_given)
    if not left:
        _let_in(halfway.proof, halfway.provider)
    elif left[0] is Step.CODE:
        _ask_code(halfway)
    elif left[0] is Step.NEW_PASSWORD:
        _ask_password(halfway)
    else:
        _ask_phone(halfway)


def _ask_who() -> None:
    for provider in providers():
        proof = provider.proven()
        if proof is not None:
            _go_on(proof, provider)
    accounts_to_try()


def _go_on(proof: Proof, provider: AuthProvider) -> None:
    if provider.whole:
        _let_in(proof, provider.name)
        st.stop()
    st.session_state[HALFWAY] = Halfway(proof, provider.name, cookies.cookie(cookies.BROWSER), now() + PATIENCE)
    st.rerun()


def _halfway() -> Halfway | None:
    """Who has given the right password in this very browser not long ago, and has something left to do."""
    halfway: Halfway | None = st.session_state.get(HALFWAY)
    if halfway and halfway.until > now() and halfway.browser == cookies.cookie(cookies.BROWSER):
        return halfway
    st.session_state.pop(HALFWAY, None)
    return None


def _keep(halfway: Halfway) -> None:
    st.session_state[HALFWAY] = halfway
    st.rerun()


def _let_in(proof: Proof, provider: str) -> None:
    _keep_language(proof.person_id)
    leave_ticket(proof, cookies.cookie(cookies.BROWSER), provider=provider, address=this_address())
    st.session_state.pop(HALFWAY, None)
    st.caption(t("sign_in.opening"))
    to_open_session()


def _ask_code(halfway: Halfway) -> None:
    actor = actor_of(halfway.proof.person_id)
    with st.form("code"):
        st.subheader(t("sign_in.code_title"), anchor=False)
        st.caption(t("sign_in.code_hint"))
        typed = st.text_input(t("sign_in.code"), max_chars=20, autocomplete="one-time-code")
        sent = st.form_submit_button(t("sign_in.go_on"))
    _way_back()
    if sent and actor is not None:
        check_code(actor.person_id, source_of(actor.login), typed)
        _keep(replace(halfway, code_given=True))


def _ask_password(halfway: Halfway) -> None:
    st.subheader(t("sign_in.first_title"), anchor=False)
    st.caption(t("sign_in.first_hint"))
    actor = actor_of(halfway.proof.person_id)
    try:
        wish = new_password_form(ask_old=False, submit=t("sign_in.go_on"))
        if wish is not None and actor is not None:
            choose_password(actor, wish.new)
            _keep(replace(halfway, proof=replace(halfway.proof, epoch=halfway.proof.epoch + 1)))
    finally:
        _way_back()


def _ask_phone(halfway: Halfway) -> None:
    st.subheader(t("sign_in.enrol_title"), anchor=False)
    st.caption(t("sign_in.enrol_hint"))
    actor = actor_of(halfway.proof.person_id)
    if actor is not None and enrol(actor):
        _keep(replace(halfway, code_given=True))
    _way_back()


def _way_back() -> None:
    if st.button(t("sign_in.back"), type="tertiary", icon=":material/arrow_back:"):
        st.session_state.pop(HALFWAY, None)
        st.rerun()


def _heading() -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
            st.image(SIGN, width=46)
            st.markdown(t("sign_in.heading"), width="content")
        st.segmented_control(
            t("sign_in.language"),
            LANGUAGES,
            format_func=native,
            key="entrance_language",
            default=language(),
            required=True,
            label_visibility="collapsed",
            on_change=_chosen,
        )


def _chosen() -> None:
    st.session_state[CHOSEN] = st.session_state["entrance_language"]
    speak(st.session_state[CHOSEN])


def _keep_language(person_id: int) -> None:
    """What was chosen on the way in holds inside as well, and the next time."""
    keep_language(person_id, chosen=st.session_state.pop(CHOSEN, None), shown=language())


def _first_language() -> None:
    """Before anybody has chosen: as the browser says."""
    if "entrance_language" not in st.session_state and "baoke_locale_seen" not in st.session_state:
        st.session_state["baoke_locale_seen"] = True
        speak("zh" if str(st.context.locale or "zh").lower().startswith("zh") else "en")
