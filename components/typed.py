"""What was typed into a search, kept beside its sign-in: the address holds a handle, since it may be a name.

A link in the same sign-in finds it again, after a reload and in another tab too; for anybody else it is no search.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import streamlit as st

from components.address import LONGEST_CODE, said, say
from components.words import Label
from db.keys import keyed_hash
from db.rules.questions import as_typed, personal

MOST, LONGEST = 20_000, 80
MARK = "~"

_kept: OrderedDict[tuple[str, str], str] = OrderedDict()
_lock = Lock()


def handle_of(text: str) -> str:
    """What stands in the address for a text; the same for the same text of the same sign-in."""
    typed = as_typed(text)[:LONGEST]
    if not typed:
        return ""
    handle = MARK + keyed_hash("typed", f"{_whose()} {typed}")[:12]
    with _lock:
        _kept[_whose(), handle] = typed
        _kept.move_to_end((_whose(), handle))
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return handle


def typed_text(name: str) -> str:
    """The text that the address means under a name; one written out is taken too, unless it may be personal."""
    code = said(name)
    if code.startswith(MARK):
        with _lock:
            return _kept.get((_whose(), code), "")
    return "" if personal(code) else as_typed(code)[:LONGEST_CODE]


def typing(key: str, name: str, title: Label, *, clears: str = "") -> str:
    """A field for a search whose text the address means under `name`; another text begins without `clears`."""
    st.session_state[key] = typed_text(name)

    def taken() -> None:
        say(**{name: handle_of(str(st.session_state[key] or "")), **({clears: ""} if clears else {})})

    st.text_input(
        title,
        key=key,
        placeholder=title,
        label_visibility="collapsed",
        icon=":material/search:",
        max_chars=LONGEST,
        autocomplete="off",
        on_change=taken,
    )
    return str(st.session_state[key] or "").strip()


def _whose() -> str:
    return str(st.session_state.get("baoke_session", ""))
