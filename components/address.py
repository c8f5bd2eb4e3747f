"""The state of a page in its address: codes only, so that a link can be shared, opened again and gone back to.

The address is the truth: what a widget is set to is written there, and every run reads it from there. Streamlit's own
binding would write the labels of the options into it, which are names, and in one language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from components.kept_address import standing_in, trust_again, typed_address
from components.options import told_apart
from components.words import Label
from db.metrics import DIMENSIONS, METRICS

PERIOD, METRIC = "period", "metric"
PICK, TILE, ON = "pick", "tile", "on"
PAGE = "page"
LONGEST_CODE = 64
MOST_PICKED = 6


@dataclass(frozen=True)
class Pick:
    """A clicked point: the tile it is in, its metric, and its codes by dimension, with those clicked before it."""

    tile: int
    metric: str
    codes: Mapping[str, str]


def said(name: str) -> str:
    """What the address says under a name; empty if nothing."""
    return str((_all().get(name) or [""])[-1])[:LONGEST_CODE]


def say(**changes: str) -> None:
    """Write into the address; an empty value takes the name out."""
    kept = _all() | {name: [value] for name, value in changes.items()}
    st.query_params.from_dict({name: values for name, values in kept.items() if any(values)})


def leave_all() -> None:
    """Take everything out of the address."""
    trust_again()
    st.query_params.clear()


def _all() -> dict[str, list[str]]:
    instead = standing_in()
    return typed_address() if instead is None else dict(instead)


def codes() -> dict[str, list[str]]:
    """All that the address says but which page of a list it is, in the order of its names."""
    return {name: values for name, values in sorted(_all().items()) if any(values) and name != PAGE}


def filtered(names: Iterable[str]) -> dict[str, str]:
    """The dimensions the address narrows to, among those named."""
    return {name: code for name in names if (code := said(name))}


def picked() -> Pick | None:
    """The point that was clicked, as the address has it."""
    pairs = [pair.partition(":") for pair in _all().get(PICK, [])[:MOST_PICKED]]
    codes = {name: code[:LONGEST_CODE] for name, _colon, code in pairs if name in DIMENSIONS}
    tile = said(TILE)
    return Pick(int(tile) if tile.isdecimal() else 0, said(ON), codes) if said(ON) in METRICS else None


def pick(tile: int, metric: str, codes: Mapping[str, str]) -> None:
    """Remember a clicked point in the address, beside what was clicked before; the same one again lets all go."""
    known = picked()
    codes = {**(known.codes if known else {}), **codes}
    if known == Pick(tile, metric, codes):
        let_go()
        return
    kept = _all()
    pairs = [f"{name}:{code}" for name, code in codes.items()]
    st.query_params.from_dict({**kept, TILE: str(tile), ON: metric, PICK: pairs})


def let_go() -> None:
    """Forget the clicked point."""
    say(**{PICK: "", TILE: "", ON: ""})


def choose(
    name: str,
    title: Label,
    options: Sequence[str],
    shown: Callable[[str], str],
    *,
    default: str = "",
    segments: bool = False,
) -> str:
    """A choice among codes that lives in the address under `name`; what is not among the options counts as default."""
    key = f"address.{name}"
    named = told_apart(options, shown)
    now = said(name) or default
    st.session_state[key] = now if now in options else default if default in options else options[0]

    def taken() -> None:
        chosen = st.session_state[key] or default
        say(**{name: "" if chosen == default else chosen, PAGE: ""})

    if segments:
        st.segmented_control(
            title,
            options,
            key=key,
            format_func=named,
            on_change=taken,
            label_visibility="collapsed",
            required=True,
        )
    else:
        st.selectbox(
            title,
            options,
            key=key,
            format_func=named,
            on_change=taken,
            placeholder=title,
            label_visibility="collapsed",
        )
    return str(st.session_state[key])
