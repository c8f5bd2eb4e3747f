"""Tells, before a customer is saved, that its phone or ID number is known already; saving anyway takes a tick."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.forms.draft import Draft, tell
from components.record_link import record_link
from components.words import plain, t
from db.access import Actor
from db.duplicates import AlreadyKnown, Match
from db.errors import Refusal

NUMBERS = ("phone", "id_number")


@dataclass(frozen=True)
class Known:
    """What was told, and of which numbers as they were typed then."""

    matches: tuple[Match, ...]
    typed: tuple[object, ...]


def known_of(draft: Draft) -> Known | None:
    """What this form was told; None before, and once other numbers stand in it."""
    told: Known | None = st.session_state.get(_slot(draft))
    return told if told is not None and told.typed == _typed(draft) else None


def remember(draft: Draft, refusal: Refusal) -> None:
    """Keep what a refusal tells for the next run, which shows it above the form; another is told as ever."""
    if not isinstance(refusal, AlreadyKnown):
        tell(refusal)
        return
    st.session_state[_slot(draft)] = Known(refusal.matches, _typed(draft))
    st.rerun()


def show_known(me: Actor, known: Known) -> None:
    """Each customer with the number: a link to one in sight, else whose it is and a masked name."""
    with st.container(border=True):
        st.markdown(t("known.told"))
        for match in known.matches:
            by = plain(f"field.{match.by}")
            if match.customer_id is None:
                st.text(plain("known.elsewhere", name=match.name, by=by, owner=match.owner))
            else:
                record_link(me, "customer", match.customer_id, match.name, ":material/person:")
                st.caption(t("known.here", by=by, owner=match.owner))


def confirm(draft: Draft) -> bool:
    """The tick that saves anyway."""
    return st.checkbox(t("known.anyway"), key=draft.widget("confirmed"))


def _slot(draft: Draft) -> str:
    return f"{draft.widget('known')}.told"


def _typed(draft: Draft) -> tuple[object, ...]:
    return tuple(draft.typed(name) or "" for name in NUMBERS)
