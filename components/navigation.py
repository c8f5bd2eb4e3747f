"""The pages in the order and the sections of the menu; who sees which is a matter of rights, then of config.toml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from components.words import plain
from db.access import OPENS, Actor, opens
from db.config import config

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
    Entry("customers", "customers", ":material/groups:"),
    Entry("opportunities", "customers", ":material/trending_up:"),
    Entry("activities", "customers", ":material/event_note:"),
    Entry("claims", "customers", ":material/car_crash:"),
    Entry("explore", "figures", ":material/monitoring:"),
    Entry("imports", "keeping", ":material/upload_file:"),
    Entry("people", "keeping", ":material/account_tree:"),
    Entry("audit", "keeping", ":material/fact_check:"),
    Entry("account", part_of="home"),
    Entry("rows", part_of="home"),
    Entry("customer", part_of="customers"),
    Entry("policy", part_of="customers"),
    Entry("opportunity", part_of="opportunities"),
)
"""Every page of OPENS; a test compares."""

PART_OF = {entry.name: entry.part_of or entry.name for entry in ENTRIES}


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


def menu(me: Actor | None, closed: Callable[[], None]) -> dict[str, list[StreamlitPage]]:
    """Every page under its own address; `closed` is drawn in place of those that are not the visitor's to open."""
    sections: dict[str, list[StreamlitPage]] = {}
    for entry in ENTRIES:
        if entry.name in OPENS and (page := _page(entry, me, closed)):
            heading = plain(f"section.{entry.section}") if entry.section else ""
            sections.setdefault(heading, []).append(page)
    return sections


def _page(entry: Entry, me: Actor | None, closed: Callable[[], None]) -> StreamlitPage | None:
    file = file_of(entry.name)
    if file is None:
        return None
    mine = me is not None and opens_here(me, entry.name)
    return st.Page(
        file if mine else closed,
        title=plain(f"page.{entry.name}"),
        url_path=entry.name,
        icon=entry.icon or None,
        default=entry.name == "home",
        visibility="visible" if mine and entry.part_of is None else "hidden",
    )
