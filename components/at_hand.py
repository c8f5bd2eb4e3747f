"""A record that is open: pinned or let go by its button, and remembered as opened."""

from __future__ import annotations

import streamlit as st

from components.attempt import attempt
from components.record_link import back_link
from components.words import t
from db.access import Actor
from db.commands.note_opened import note_opened
from db.commands.note_viewed import note_viewed
from db.commands.pin_record import pin_record
from db.models.search import RecordKind
from db.queries.kept_records import is_pinned
from db.run import run
from db.session import reading

_LAST = "at_hand.last"


def record_bar(me: Actor, whole: str, title: str, kind: RecordKind, record_id: int | None) -> bool:
    """The way back to the list, and the button that keeps the record at hand; whether it is in sight at all."""
    pinned = None
    if record_id is not None:
        with reading(me) as session:
            pinned = is_pinned(session, me, kind, record_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        back_link(me, whole, title)
        if record_id is None or pinned is None:
            return False
        st.button(
            t("search.unpin") if pinned else t("search.pin"),
            key=f"pin.{kind}.{record_id}",
            type="tertiary",
            icon=":material/keep_off:" if pinned else ":material/keep:",
            on_click=_pin,
            args=(me, kind, record_id),
            kwargs={"pinned": not pinned},
        )
    return True


def _pin(me: Actor, kind: RecordKind, record_id: int, *, pinned: bool) -> None:
    attempt(pin_record, me, kind=kind, record_id=record_id, pinned=pinned)


def remember_opened(me: Actor, kind: RecordKind, record_id: int) -> None:
    """Note once that the record was opened; at the end of its page, so that nobody waits for it."""
    opened = (me.person_id, kind, record_id)
    if st.session_state.get(_LAST) != opened:
        if me.seen_by is None:
            run(note_opened, me, kind=kind, record_id=record_id)
        else:
            run(note_viewed, me.seen_by, seen_id=me.person_id, kind=kind, record_id=record_id)
        st.session_state[_LAST] = opened
