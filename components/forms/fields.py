"""The fields that several forms share: money in yuan, days, choices among codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from components.forms.draft import Draft
from components.options import told_apart
from components.words import Label, t
from db.rules.entries import MOST_FEN


def name_of(field: str) -> Label:
    """What a field is called, on every form that has it."""
    return t(f"field.{field}")


def text(
    draft: Draft,
    field: str,
    *,
    long: bool = False,
    most: int = 200,
    hint: str | None = None,
    title: Label | None = None,
) -> str:
    """A line, or several, of text. How much it takes is said: a browser drops a longer paste without a word.

    `title` is for a field that is called otherwise of this kind of record: people have another kind of name in Chinese.
    """
    key, begins, room = draft.widget(field), str(draft.base.get(field) or ""), t("form.most", most=most)
    if long:
        return st.text_area(
            title or name_of(field), begins, key=key, height=96, placeholder=hint or room, max_chars=most, help=room
        )
    return st.text_input(
        title or name_of(field), begins, key=key, placeholder=hint or room, max_chars=most, autocomplete="off"
    )


def money(draft: Draft, field: str) -> int:
    """An amount typed in yuan; answers fen."""
    typed = st.number_input(
        name_of(field),
        key=draft.widget(field),
        value=float(draft.base.get(field) or 0),
        min_value=0.0,
        max_value=MOST_FEN / 100,
        step=1000.0,
        format="%.2f",
    )
    return round(typed * 100)


def day(draft: Draft, field: str, *, begins: date | None = None) -> Any:
    """A day, or none where the form begins with none.

    Any day can be typed: the command says which cannot be taken. A widget with bounds would show the day in red and
    send the one from before.
    """
    return st.date_input(
        name_of(field),
        key=draft.widget(field),
        value=draft.base.get(field, begins),
        min_value=date.min,
        max_value=date.max,
        format="YYYY-MM-DD",
    )


def choice(draft: Draft, field: str, codes: Sequence[Any], shown: Callable[[Any], str]) -> Any:
    """One of a few codes."""
    begins = draft.base.get(field)
    at = list(codes).index(begins) if begins in codes else None
    return st.selectbox(
        name_of(field),
        codes,
        index=at,
        key=draft.widget(field),
        format_func=told_apart(codes, shown),
        placeholder=t("form.choose"),
    )


def several(draft: Draft, field: str, codes: Sequence[str], shown: Callable[[str], str]) -> list[str]:
    """Any number of a few codes."""
    return list(
        st.pills(name_of(field), codes, key=draft.widget(field), format_func=shown, selection_mode="multi") or ()
    )


def beside(*drawn: Callable[[], Any]) -> list[Any]:
    """Fields beside each other, under each other on a phone; answers what each holds."""
    values = []
    for place, draw in zip(st.columns(len(drawn)), drawn, strict=True):
        with place:
            values.append(draw())
    return values


def save(name: Label | None = None) -> bool:
    """The button that gives the order."""
    return bool(st.form_submit_button(name or t("form.save"), type="primary", icon=":material/check:"))
