"""Opportunities edited in their list: what was typed in a row is saved with the version that was shown, row by row."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components.attempt import attempt
from components.columns import customer_column
from components.forms.draft import refused_points
from components.listing import Column, frame_of, yuan
from components.stages import stage_name
from components.words import day, label, language, money, plain, t
from db.access import Actor
from db.commands.change_opportunity import change_opportunity
from db.errors import Refusal, Stale
from db.queries import opportunities as sales
from db.queries.opportunities import OpportunityRow
from db.session import reading

SHEET = "sale_sheet"
ROW, MOST = 35, 16
EDITED = ("expected_premium", "expected_close", "next_step", "next_step_on")
KEPT = ("title", "business_type", "product_id")


@dataclass
class Sheet:
    """The rows as they were shown, by id, what was typed into them and is not saved yet, and why it was not taken."""

    question: Hashable
    rows: dict[int, OpportunityRow]
    round: str = field(default_factory=lambda: secrets.token_hex(4))
    typed: dict[int, dict[str, Any]] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)
    newest: dict[int, OpportunityRow] = field(default_factory=dict)

    def widget(self) -> str:
        """The key of the table; another round is another table, which begins with what was typed before."""
        return f"{SHEET}.{self.round}"

    def pending(self) -> dict[int, dict[str, Any]]:
        """All that was typed and is not saved, by id."""
        ids, found = list(self.rows), {number: dict(fields) for number, fields in self.typed.items()}
        for at, cells in st.session_state.get(self.widget(), {}).get("edited_rows", {}).items():
            known = {name: _taken(name, cells[name]) for name in EDITED if name in cells}
            found[ids[int(at)]] = found.get(ids[int(at)], {}) | known
        return found


def sale_sheet(me: Actor, question: Hashable, rows: Sequence[OpportunityRow]) -> None:
    """The table of these rows, or still the one before while something in it is not saved."""
    kept: Sheet | None = st.session_state.get(SHEET)
    here = kept is not None and (kept.widget() in st.session_state or bool(kept.typed))
    if kept is None or not here or (kept.question != question and not kept.pending()):
        kept = st.session_state[SHEET] = Sheet(question, {row.id: row for row in rows})
    if kept.question != question:
        st.info(t("sheet.save_first"), icon=":material/edit_note:")
    _table(kept)
    pending = kept.pending()
    with st.container(horizontal=True):
        name = t("sheet.save", rows=len(pending)) if pending else t("form.save")
        save = st.button(name, key=f"{SHEET}.save", type="primary", icon=":material/check:", disabled=not pending)
        if pending and st.button(t("sheet.discard"), key=f"{SHEET}.discard", icon=":material/undo:"):
            del st.session_state[SHEET]
            st.rerun()
    if save:
        _save(me, kept, pending)
        st.rerun()
    for number in list(kept.refused):
        _refused(kept, number)


def _table(sheet: Sheet) -> None:
    shown = [replace(row, **_fitting(sheet.typed.get(number, {}))) for number, row in sheet.rows.items()]
    columns = [
        Column("title", lambda row: row.title),
        Column("expected_premium", lambda row: yuan(row.expected_premium)),
        Column("expected_close", lambda row: row.expected_close),
        Column("next_step", lambda row: row.next_step),
        Column("next_step_on", lambda row: row.next_step_on),
        Column("stage", lambda row: stage_name(row.kind, row.stage)),
        Column("customer", customer_column().cell),
    ]
    kinds, days = st.column_config, "YYYY-MM-DD" if language() == "zh" else "D MMM YYYY"
    st.data_editor(
        frame_of(shown, columns).to_pandas(),
        key=sheet.widget(),
        hide_index=True,
        num_rows="fixed",
        height=(min(len(shown), MOST) + 1) * ROW + 3,
        disabled=["title", "customer", "stage"],
        column_config={
            "title": kinds.TextColumn(plain("sales.title"), pinned=True, width=130),
            "customer": kinds.TextColumn(plain("customers.name"), width=110),
            "stage": kinds.TextColumn(plain("sales.stage"), width=90),
            "expected_premium": kinds.NumberColumn(plain("sales.expected_premium"), format="%,.2f", min_value=0),
            "expected_close": kinds.DateColumn(plain("sales.expected_close"), format=days),
            "next_step": kinds.TextColumn(plain("sales.next_step"), max_chars=200, width=220),
            "next_step_on": kinds.DateColumn(plain("sales.next_step_on"), format=days),
        },
    )


def _taken(name: str, cell: Any) -> Any:
    """What was typed into a cell, as the command takes it: fen, a day, a text."""
    if name == "expected_premium":
        return None if cell is None else round(float(cell) * 100)
    if name == "next_step":
        return cell or ""
    try:
        return date.fromisoformat(str(cell)[:10]) if cell else None
    except ValueError:
        return None


def _fitting(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if value is not None or name == "next_step_on"}


def _save(me: Actor, sheet: Sheet, pending: dict[int, dict[str, Any]]) -> None:
    """Save each row by itself; what is not taken stays as it was typed, with the reason."""
    sheet.typed, sheet.refused, sheet.newest = pending, {}, {}
    for number, typed in list(pending.items()):
        row = sheet.rows[number]
        version = attempt(
            change_opportunity,
            me,
            key=f"{sheet.widget()}:{number}:{row.version}",
            done=t("sales.changed"),
            refused=partial(sheet.refused.__setitem__, number),
            **_order(row, typed),
        )
        if version is not None:
            sheet.rows[number] = replace(row, version=version, **typed)
            del sheet.typed[number]
    for number, refusal in sheet.refused.items():
        if isinstance(refusal, Stale):
            _look(me, sheet, number)
    if sheet.typed:
        sheet.round = secrets.token_hex(4)
    else:
        st.session_state.pop(SHEET, None)


def _order(row: OpportunityRow, typed: dict[str, Any]) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in (*KEPT, *EDITED)}
    rest = {"competitor": row.competitor or "", "flagged": bool(row.key)}
    return {"opportunity_id": row.id, "version": row.version, **same, **rest, **typed}


def _look(me: Actor, sheet: Sheet, number: int) -> None:
    """What stands in the record now that somebody else has changed it; nothing if it is out of sight by now."""
    try:
        with reading(me) as session:
            sheet.newest[number] = sales.opportunity(session, me, number)
    except Refusal as gone:
        sheet.refused[number] = gone


def _refused(sheet: Sheet, number: int) -> None:
    """One row that was not saved: why, and if somebody else was quicker both versions and the choice."""
    row, newest = sheet.rows[number], sheet.newest.get(number)
    with st.container(border=True):
        st.markdown(f"**{label(row.title)}**")
        st.error(refused_points(sheet.refused[number]), icon=":material/block:")
        if newest is None:
            return
        typed = sheet.typed.get(number, {})
        for name, value in typed.items():
            if value != getattr(newest, name):
                mine, there = _written(value), _written(getattr(newest, name))
                st.text(plain("sheet.both", field=plain(f"field.{name}"), mine=mine, newest=there))
        with st.container(horizontal=True):
            st.button(t("draft.keep_mine"), key=f"{SHEET}.keep.{number}", on_click=_settle, args=(sheet, number, True))
            st.button(
                t("draft.take_newest"), key=f"{SHEET}.take.{number}", on_click=_settle, args=(sheet, number, False)
            )


def _settle(sheet: Sheet, number: int, mine: bool) -> None:  # noqa: FBT001 - Streamlit passes arguments by place
    """Go on from the newest version, with what was typed or without it."""
    sheet.typed = sheet.pending()
    sheet.rows[number] = sheet.newest.pop(number)
    del sheet.refused[number]
    if not mine:
        sheet.typed.pop(number, None)
    sheet.round = secrets.token_hex(4)


def _written(value: Any) -> str:
    if isinstance(value, int):
        return money(value)
    return day(value) if isinstance(value, date) else value or "–"
