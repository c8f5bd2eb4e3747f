"""The audit: searched, narrowed, page by page; the row that is picked shows what it changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.address import choose
from components.audit_names import command_name, named_so, nobody, numbered, table_name
from components.changes import in_a_line, said
from components.listing import Column, nothing, picking, table
from components.pager import page_of, search_box
from components.people.card import moment
from components.words import plain, t
from db.access import Actor
from db.models.system import Audit
from db.names import Names
from db.periods import today
from db.queries.audits import LOOKED_THROUGH, MOST_COUNTED, PAGE, Change, Sought, audited, audits, count_audits
from db.session import reading

Said = dict[int | None, str]
"""By audit row."""
OUTCOMES = ("done", "denied", "broken")


def audit_list(me: Actor) -> None:
    """The whole list."""
    with reading(me) as session:
        commands, tables = audited(session, me)
    sought = _sought(commands, tables)
    if sought.search:
        st.caption(t("audit.looked_through", rows=LOOKED_THROUGH))
    with reading(me) as session:
        total = count_audits(session, me, sought)
    if not total:
        nothing(t("audit.none"), ":material/search_off:")
        return
    st.caption(t("audit.many", rows=MOST_COUNTED) if total > MOST_COUNTED else t("audit.count", rows=total))
    shown = st.container()
    offset = page_of("audit", min(total, MOST_COUNTED), PAGE, sought)
    with reading(me) as session:
        rows = audits(session, me, sought, offset=offset)
        names = Names.of(session)
        names.know_people(row.actor_id for row in rows if row.actor_id)
        names.know_people(row.record_id for row in rows if row.record_table == "person" and row.record_id)
        changes = {row.id: said(names, row) for row in rows}
        records = {row.id: _record(names, row) for row in rows}
        people = {row.id: f"{names.person(row.actor_id)} ({row.actor_login})" for row in rows if row.actor_id}
    with shown:
        picked = picking("audit", rows, _columns(changes, people, records), most=PAGE)
    row = next((row for row in rows if row.id == picked), None)
    if row is None:
        st.caption(t("audit.pick"))
    else:
        _details(row, changes[row.id], people, records[row.id])


def _sought(commands: list[str], tables: list[str]) -> Sought:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        with st.container(width=180):
            search = search_box("audit", t("audit.search"))
        command = _choice("command", commands, plain("audit.any_command"), command_name)
        kept = _choice("table", tables, plain("audit.any_table"), table_name)
        outcome = _choice("outcome", list(OUTCOMES), plain("audit.any_outcome"), _ending)
        with st.container(width=250):
            days: Any = st.date_input(
                t("audit.days"),
                value=[],
                max_value=today(),
                format="YYYY-MM-DD",
                key="audit.days",
                label_visibility="collapsed",
            )
    since, until = (*days, None, None)[:2]
    named = named_so(search, commands)
    return Sought(search, named, numbered(search), command, outcome, kept, None, since, until or since)


def _choice(name: str, codes: list[str], everything: str, named: Callable[[str], str]) -> str:
    with st.container(width=132):
        return choose(name, t("form.choose"), ["", *codes], lambda code: named(code) if code else everything)


def _ending(code: str) -> str:
    return plain(f"audit_outcome.{code}")


def _columns(changes: dict[int | None, list[Change]], people: Said, records: Said) -> list[Column]:
    return [
        Column(plain("audit.at"), lambda row: moment(row.at), width=140),
        Column(plain("audit.who"), lambda row: people.get(row.id) or nobody(row), width=150),
        Column(plain("audit.command"), lambda row: command_name(row.command), width=150),
        Column(plain("audit.record"), lambda row: records[row.id], width=130),
        Column(plain("audit.outcome"), lambda row: _ending(row.outcome), width=70),
        Column(plain("audit.change"), lambda row: in_a_line(changes[row.id])[:200]),
    ]


def _record(names: Names, row: Audit) -> str:
    """The record that was changed: people by their names, others by their numbers."""
    name = table_name(row.record_table)
    if row.record_table == "person" and row.record_id:
        return f"{name} {names.person(row.record_id)}"
    return name if row.record_id is None else f"{name} {row.record_id}"


def _details(row: Audit, changes: list[Change], people: Said, record: str) -> None:
    with st.container(border=True):
        who = people.get(row.id) or nobody(row)
        st.text(f"{moment(row.at)} · {who} · {command_name(row.command)} · {record}")
        if row.came_from:
            st.caption(t("audit.origin", place=row.came_from))
        if changes:
            table(f"audit.lines.{row.id}", changes, _change_columns(), most=20)
        else:
            st.caption(t("audit.no_change"))


def _change_columns() -> list[Column]:
    return [
        Column(plain("audit.field"), lambda change: change.field, width=220),
        Column(plain("audit.before"), lambda change: change.before, width=220),
        Column(plain("audit.after"), lambda change: change.after, width=220),
    ]
