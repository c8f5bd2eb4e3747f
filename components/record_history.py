"""On a record's page: who changed what of it and when, looked up when asked for, for those who may change it."""

from __future__ import annotations

import streamlit as st

from components.audit_names import command_name, nobody, table_name
from components.changes import in_a_line, said
from components.listing import Column, nothing, table
from components.people.card import moment
from components.words import plain, t
from db.access import Actor
from db.models.search import RecordKind
from db.models.system import Audit
from db.names import Names
from db.queries.record_changes import PAGE, record_changes, told_changes
from db.rights import may
from db.session import reading

LONGEST = 300


def record_history(me: Actor, kind: RecordKind, record_id: int) -> None:
    """Closed until somebody wants to know: the audit may be long."""
    if not may(me, "change_customer"):
        return
    key = f"changes.{kind}.{record_id}"
    with st.expander(t("record_changes.title"), icon=":material/manage_history:", key=key, on_change="rerun") as box:
        if box.open:
            _drawn(me, kind, record_id, key)


def _drawn(me: Actor, kind: RecordKind, record_id: int, key: str) -> None:
    page = int(st.session_state.get(f"{key}.page") or 1)
    with reading(me) as session:
        found = record_changes(session, me, kind, record_id, offset=(page - 1) * PAGE)
        rows = found.rows if found else []
        names = Names.of(session)
        names.know_people(row.actor_id for row in rows if row.actor_id)
        told = {row.id: in_a_line(said(names, row, told_changes(me, row))) for row in rows}
        people = {row.id: names.person(row.actor_id) if row.actor_id else nobody(row) for row in rows}
    if found is None or not found.total:
        nothing(t("record_changes.not_yours") if found is None else t("record_changes.none"), ":material/history:")
        return
    table(key, rows, _columns(told, people), most=PAGE)
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key=f"{key}.page")
    st.caption(t("record_changes.masked"))


def _columns(told: dict[int | None, str], people: dict[int | None, str]) -> list[Column]:
    def of(row: Audit) -> str:
        return table_name(row.record_table)

    return [
        Column(plain("audit.at"), lambda row: moment(row.at), width=140),
        Column(plain("audit.who"), lambda row: people[row.id], width=80),
        Column(plain("audit.change"), lambda row: told[row.id][:LONGEST], width=460),
        Column(plain("audit.command"), lambda row: command_name(row.command), width=120),
        Column(plain("audit.record"), of, width=100),
    ]
