"""A few facts beside each other, each a small name over its value."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

Fact = tuple[str, str]


def facts(key: str, shown: Sequence[Fact]) -> None:
    """The facts in as many columns as there is room for; values are text, whoever typed them."""
    grid = st.grid(min_column_width=140, gap="small", key=key)
    for name, value in shown:
        with grid.cell(), st.container(gap=None):
            st.caption(name)
            st.text(value)
