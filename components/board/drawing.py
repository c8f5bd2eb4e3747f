"""Draws the board in the browser, from files of our own address: nothing else may run there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

NAME, ASSETS = "baoke.board", "assets"


def draw_board(drawn: dict[str, Any], key: str) -> dict[str, Any] | None:
    """Draw piles of cards; answers the card that was just moved: its id, its version and the stage it was put on."""
    _announce()
    told = _renderer()(key=key, data=drawn, on_moved_change=_nothing_more)
    moved = told.get("moved")
    return moved if isinstance(moved, dict) else None


@cache
def _renderer() -> Any:
    return st.components.v2.component(NAME, js="board.js", css="board.css")


def _nothing_more() -> None:
    """What was moved is answered by `draw_board`; Streamlit asks for a callback to know the name."""


def _announce() -> None:
    """Tell the server where the files lie; code handed over as text would come from an address that the gate forbids.

    Streamlit looks for such files in installed packages only, so they are named to its list directly.
    """
    known = get_bidi_component_manager()
    if known.get_component_path(NAME) is None:
        owner, _dot, name = NAME.partition(".")
        files = ComponentManifest(name=owner, version="1", components=[ComponentConfig(name, ASSETS)])
        known.register_from_manifest(files, Path(__file__).parent)
