"""What the addresses of the pages said when they were left, for whoever comes back to one by a link or by the browser.

A record that is opened by a tap, or a search from the frame, leaves a step in the browser's history at which the page
before bears the address of the next. Whoever goes back to it finds the page as it was.
"""

from __future__ import annotations

import streamlit as st

RECORD, QUESTION, SEARCH = "id", "q", "search"
"""What the address of a record and that of the page of search hold, and those of other pages never do."""
_PAGES, _INSTEAD = "address.pages", "address.instead"
_LAST, _STEP = "address.last", "address.step"
Address = dict[str, list[str]]


def typed_address() -> Address:
    """What the browser's address says."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def standing_in() -> Address | None:
    """What counts instead of the browser's address; None where that is the page's own."""
    return st.session_state.get(_INSTEAD)


def trust_again() -> None:
    """The browser's address counts from here on."""
    st.session_state[_INSTEAD] = None


def keep_address(page: str, *, is_list: bool) -> None:
    """At the start of a run: remember what the address of the page says, for the way back to it."""
    pages: dict[str, Address] = st.session_state.setdefault(_PAGES, {})
    foreign = () if page == SEARCH else (RECORD, QUESTION) if is_list else (QUESTION,)
    st.session_state[_INSTEAD] = None
    if any(name in st.query_params for name in foreign) or (not is_list and _is_step(page, pages)):
        st.session_state[_INSTEAD] = pages.get(page, {})
    else:
        pages.pop(page, None)
        pages[page] = typed_address()
    st.session_state[_LAST] = (page, typed_address())


def _is_step(page: str, pages: dict[str, Address]) -> bool:
    """Whether a record's page bears the address of the record that was left for it, and not one of its own."""
    here = (page, typed_address())
    last_page, last_said = st.session_state.get(_LAST) or ("", {})
    left = last_page not in ("", page) and last_said == here[1] and RECORD in here[1] and page in pages
    if left or (st.session_state.get(_STEP) == here and page == last_page):
        st.session_state[_STEP] = here
        return True
    st.session_state.pop(_STEP, None)
    return False


def address_of(page: str) -> Address:
    """What the address of a page said when it was left."""
    pages: dict[str, Address] = st.session_state.get(_PAGES, {})
    return pages.get(page, {})


def latest_of(*names: str) -> str:
    """The page among these that was looked at last; the first where none was."""
    pages: dict[str, Address] = st.session_state.get(_PAGES, {})
    return next((page for page in reversed(pages) if page in names), names[0])


def unlike_here(said: dict[str, str]) -> dict[str, str]:
    """Where a link leads, told apart from the address of the page it stands on: two records may share a number."""
    same = {name: [value] for name, value in said.items()} == typed_address()
    return said | {"of": "1"} if same else said
