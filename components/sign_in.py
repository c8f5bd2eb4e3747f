"""Who is at this page: asked first by every page and every fragment, answered from the database each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import cookies
from components.leaving import to_sign_in_again
from components.navigation import opens_here
from components.refused import BOUND, note_refused
from components.words import forget_language, label, speak, t
from db.access import OPENS, OWN_PAGES, Actor
from db.models.people import Role
from db.rights import may
from db.sign_in.sessions import SignedIn, cookie_hash, find_session
from db.sign_in.visits import note_use
from db.terms import end_what_is_over

OVER = "seeing.over"
"""Under which name a tab knows that what it saw as somebody else has just ended."""
_VIEWING = ":"
_known: ContextVar[Actor | None] = ContextVar("known", default=None)


def signed_in(page_or_verb: str) -> Actor:
    """The actor, if they may open that page or give that command; else the script ends here."""
    me = _known.get()
    if me is None:
        found = session_here()
        if found is None:
            _leave()
        me = found.actor
    if not allowed(me, page_or_verb):
        no_permission(me, page_or_verb)
        st.stop()
    return me


def session_here() -> SignedIn | None:
    """The live session of the browser whose socket runs this script, whatever was drawn in it before."""
    cookie = cookies.cookie(cookies.SESSION)
    found = find_session(cookie)
    _bind(_bound_to(cookie, found) if cookie and found else None)
    if found is not None:
        end_what_is_over()
        speak(found.actor.language)
        note_use(found.session_id, found.last_seen_at)
    return found


@contextmanager
def known(me: Actor) -> Iterator[None]:
    """Spare the page a second look-up in the run whose frame has just made one."""
    token = _known.set(me)
    try:
        yield
    finally:
        _known.reset(token)


def allowed(me: Actor, page_or_verb: str) -> bool:
    """Whether rights, and config.toml, which may only take pages away, open this to the actor."""
    if page_or_verb not in OPENS:
        return may(me, page_or_verb)
    return opens_here(me, page_or_verb)


def no_permission(me: Actor, page: str) -> None:
    """What stands on a page that is not the actor's to open; that it was tried is noted."""
    note_refused(me, page)
    st.subheader(t("sign_in.no_permission_title"), anchor=False)
    if me.seen_by is not None and page in OWN_PAGES:
        st.info(t("seeing.closed", name=label(me.name)), icon=":material/lock:")
    elif me.unit_id is None and me.role is not Role.ADMIN:
        st.info(t("sign_in.no_unit"), icon=":material/account_tree:")
    else:
        st.info(t("sign_in.no_permission", role=t(f"role.{me.role}")), icon=":material/lock:")


def ended() -> None:
    """What is left on the screen of a session that is over, while the browser goes back to the form."""
    st.subheader(t("sign_in.ended_title"), anchor=False)
    st.info(t("sign_in.ended"), icon=":material/logout:")
    to_sign_in_again()


def _leave() -> NoReturn:
    context = get_script_run_ctx()
    if context is not None and context.fragment_ids_this_run:
        # The page around a fragment must go from the screen too, which only a run of the whole does.
        st.rerun(scope="app")
    ended()
    st.stop()


def _bound_to(cookie: str, found: SignedIn) -> str:
    """The session, and for as long as it sees as somebody that viewing: another one begins with an empty tab."""
    own = cookie_hash(cookie)
    return own if found.viewing is None else f"{own}{_VIEWING}{found.viewing.id}"


def _bind(session: str | None) -> None:
    """Nothing kept for one session is ever seen by another that takes over the same socket or tab."""
    bound = st.session_state.get(BOUND)
    if bound is not None and bound != session:
        for name in list(st.session_state):
            del st.session_state[name]
        forget_language()
    if session is not None:
        st.session_state[BOUND] = session
    if session is not None and bound is not None and bound != session:
        _begin_anew(over=_VIEWING in bound and _VIEWING not in session)


def _begin_anew(*, over: bool) -> None:
    """What stands on the screen is somebody else's: all of it is drawn again, and what is `over` is said."""
    if over:
        st.session_state[OVER] = True
    context = get_script_run_ctx()
    if context is not None and context.fragment_ids_this_run:
        st.rerun(scope="app")
