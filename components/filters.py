"""The period and the filters above a view, and the line that says what was clicked; all of it lives in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components import period as periods
from components.address import PERIOD, choose, let_go, say
from components.asked import Asked
from components.words import label, language, plain, t
from db.metrics import DIMENSIONS
from db.queries.choices import Choice

SPAN_KEY = "address.span"


def period_picker(asked: Asked, default_span: str) -> None:
    """Month, quarter, year or all, and which; two arrows step from one to the next."""
    span = periods.span_of(asked.code)
    default = periods.code_of(default_span, asked.last)
    st.session_state[SPAN_KEY] = span

    def turn() -> None:
        day = min(periods.until(asked.period, asked.last).last, asked.last)
        code = periods.code_of(st.session_state[SPAN_KEY] or span, max(day, asked.first))
        say(**{PERIOD: "" if code == default else code})

    st.segmented_control(
        t("period.span"),
        periods.SPANS,
        key=SPAN_KEY,
        format_func={name: plain(f"period.{name}") for name in periods.SPANS}.__getitem__,
        on_change=turn,
        required=True,
        label_visibility="collapsed",
    )
    if span != "all":
        _which(asked, span, default)


def _which(asked: Asked, span: str, default: str) -> None:
    codes = periods.codes(span, asked.first, asked.last)
    if asked.code not in codes:
        codes = sorted({*codes, asked.code}, reverse=True)
    at = codes.index(asked.code)
    _step("earlier", ":material/chevron_left:", codes[at + 1] if at + 1 < len(codes) else "", default)
    with st.container(width=150):
        choose(PERIOD, t("period.which"), codes, periods.title, default=default)
    _step("later", ":material/chevron_right:", codes[at - 1] if at else "", default)


def _step(way: str, icon: str, code: str, default: str) -> None:
    st.button(
        icon,
        key=f"period.{way}",
        help=t("period.earlier") if way == "earlier" else t("period.later"),
        type="tertiary",
        disabled=not code,
        on_click=say,
        kwargs={PERIOD: "" if code == default else code},
    )


def filter_bar(offered: Mapping[str, list[Choice]]) -> None:
    """A choice for each dimension that has more than one value to offer."""
    for name, values in offered.items():
        if len(values) > 1:
            with st.container(width=168):
                _filter(name, values)


def _filter(name: str, values: list[Choice]) -> None:
    spoken = language()
    names = {value.code: value.zh if spoken == "zh" else value.en for value in values}
    dimension = DIMENSIONS[name]
    everything = plain("view.all_of", what=dimension.zh if spoken == "zh" else dimension.en.lower())
    choose(
        name,
        label(dimension.zh if spoken == "zh" else dimension.en),
        ["", *names],
        lambda code: names.get(code, everything),
    )


def picked_line(names: Sequence[str]) -> None:
    """What was clicked, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":material/filter_alt:", width="content")
        st.text(" · ".join(names), width="content")
        st.button(t("view.let_go"), key="let_go", icon=":material/close:", type="tertiary", on_click=let_go)
