"""The search and the choices above a list, in its address, and what a file of the list says about them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components.address import choose
from components.pager import search_box
from components.words import Label, plain, t
from db.rules.questions import personal

MASK = "***"


class Narrowing:
    """What a list is narrowed to. `told` is every choice that was made, by its title and its name."""

    def __init__(self, *, width: int = 140) -> None:
        self.told: list[tuple[str, str]] = []
        self._width = width

    def search(self, key: str, title: Label, *, width: int = 240) -> str:
        """A search by text; a number of a person is looked for, and stands in no file."""
        with st.container(width=width):
            text = search_box(key, title)
        if text:
            self.told.append((plain("narrowed.search"), MASK if personal(text) else text))
        return text

    def choice(
        self, name: str, names: Mapping[str, str], everything: str = "", *, default: str = "", least: int = 2
    ) -> str:
        """A choice among codes by their names; none where there are fewer than `least` to choose from."""
        if len(names) < least:
            return ""
        codes = [*names] if default else ["", *names]
        with st.container(width=self._width):
            code = choose(name, t("form.choose"), codes, lambda code: names.get(code, everything), default=default)
        self.tell(name, names.get(code, ""))
        return code

    def tell(self, name: str, chosen: str) -> None:
        """Note a choice that was made in another way."""
        if chosen:
            self.told.append((plain(f"narrowed.{name}"), chosen))
