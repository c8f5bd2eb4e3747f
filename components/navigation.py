"""The pages in the order and the sections of the menu; who sees which is a matter of rights, then of config.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components.words import plain, t
from db.access import OPENS, Actor
from db.config import config
from db.rights import opens

PAGES = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: its section of the menu, its sign there, and the page it is a part of if it stands in no menu."""

    name: str
    section: str = ""
    icon: str = ""
    part_of: str | None = None


ENTRIES = (
    Entry("home", "", ":material/home:"),
    Entry("plan", "", ":material/today:"),
    Entry("team", "", ":material/diversity_3:"),
    Entry("review", "", ":material/rate_review:"),
    Entry("pipeline", "", ":material/filter_list:"),
    Entry("customers", "customers", ":material/groups:"),
    Entry("leads", "customers", ":material/contact_phone:"),
    Entry("opportunities", "customers", ":material/trending_up:"),
    Entry("activities", "customers", ":material/event_note:"),
    Entry("claims", "customers", ":material/car_crash:"),
    Entry("handovers", "customers", ":material/move_up:"),
    Entry("explore", "figures", ":material/monitoring:"),
    Entry("imports", "keeping", ":material/upload_file:"),
    Entry("people", "keeping", ":material/account_tree:"),
    Entry("audit", "keeping", ":material/fact_check:"),
    Entry("account", part_of="home"),
    Entry("notices", part_of="home"),
    Entry("exports", part_of="home"),
    Entry("rows", part_of="home"),
    Entry("search", part_of="home"),
    Entry("customer", part_of="customers"),
    Entry("duplicates", part_of="customers"),
    Entry("policy", part_of="customers"),
    Entry("opportunity", part_of="opportunities"),
    Entry("project", part_of="opportunities"),
    Entry("lead", part_of="leads"),
    Entry("handover", part_of="handovers"),
    Entry("activity", part_of="activities"),
    Entry("day", part_of="activities"),
)
"""Every page of OPENS; a test compares."""

_made: ContextVar[Mapping[str, StreamlitPage]] = ContextVar("made", default={})  # noqa: B039 - never changed

PART_OF = {entry.name: entry.part_of or entry.name for entry in ENTRIES}


def is_list(page: str) -> bool:
    """Whether a page is one that records are opened from, and that is gone back to."""
    return PART_OF.get(page) == page


def opens_here(me: Actor, page: str) -> bool:
    """Whether the actor's rights open a page and config.toml has not taken it, or what it is a part of, away."""
    view = config().views.get(me.role)
    listed = None if view is None else view.pages
    whole = PART_OF.get(page, page)
    return opens(me, page) and (listed is None or whole == "home" or whole in listed)


@cache
def file_of(page: str) -> Path | None:
    """Where a page's script lies: in one of the folders by who works there."""
    return next(PAGES.glob(f"*/{page}.py"), None)


def page_at(page: str) -> StreamlitPage | Path | None:
    """What a link to a page is given: the page as this run made it, since Streamlit looks for a file on the disk."""
    return _made.get().get(page) or file_of(page)


def pages_for(me: Actor | None, closed: Callable[[], None]) -> dict[str, StreamlitPage]:
    """Every page under its own address; `closed` is drawn in place of those that are not the visitor's to open."""
    found = {}
    for entry in ENTRIES:
        mine = me is not None and opens_here(me, entry.name)
        script = file_of(entry.name) if mine else closed
        if entry.name in OPENS and script is not None:
            title = plain(f"page.{entry.name}")
            found[entry.name] = st.Page(script, title=title, url_path=entry.name, default=entry.name == "home")
    _made.set(found)
    return found


def doors(me: Actor) -> None:
    """The actor's pages as a list, for a role whose first screen has no figures."""
    with st.container(border=True, width=420):
        for entry in ENTRIES:
            if entry.part_of is None and entry.name != "home" and opens_here(me, entry.name):
                script = f"pages/{_folder(entry.name)}/{entry.name}.py"
                st.page_link(script, label=t(f"page.{entry.name}"), icon=entry.icon)
        st.page_link("pages/account/account.py", label=t("page.account"), icon=":material/manage_accounts:")


def _folder(page: str) -> str:
    script = file_of(page)
    return script.parent.name if script else ""


def menu(me: Actor, pages: Mapping[str, StreamlitPage]) -> None:
    """The links to the actor's pages, by section.

    Drawn here since Streamlit's own menu fetches the sign of the page from another site for the browser's tab.
    """
    section = ""
    for entry in ENTRIES:
        if entry.part_of is None and entry.name in pages and opens_here(me, entry.name):
            if entry.section != section:
                section = entry.section
                st.space("xsmall")
                st.caption(t(f"section.{section}"))
            st.page_link(pages[entry.name], icon=entry.icon, width="stretch")
