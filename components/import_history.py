"""Draws the imports there were, the latest first: of each file what came in when it was booked, and by whom."""

from __future__ import annotations

import json

import streamlit as st

from components.declared import profile_name
from components.listing import Column, table
from components.words import plain, t
from db.access import Actor
from db.names import Names
from db.queries.import_runs import import_runs
from db.session import reading


def import_history(me: Actor) -> None:
    """The table of earlier imports."""
    st.markdown(f"**{t('import.earlier')}**")
    runs = import_runs(me)
    if not runs:
        st.caption(t("import.none_yet"))
        return
    reports = {run.id: json.loads(run.report) for run in runs}
    with reading(me) as session:
        names = Names.of(session)
        names.know_people(run.started_by for run in runs if run.started_by)
        who = {run.id: names.person(run.started_by) if run.started_by else run.started_login for run in runs}
    called = {code: profile_name(code) for code in {run.profile for run in runs}}
    columns = [
        Column(plain("import.when"), lambda run: run.started_at.date(), "day"),
        Column(plain("import.file_name"), lambda run: run.file_name),
        Column(plain("import.profile"), lambda run: called[run.profile]),
        Column(plain("import.as_of"), lambda run: run.as_of, "day"),
        Column(plain("import.state"), lambda run: plain(f"import_state.{run.state}")),
        Column(plain("import.rows"), lambda run: run.read, "count"),
        *(_count(name, reports) for name in ("new", "changed", "rejected")),
        Column(plain("import.who"), lambda run: who[run.id]),
    ]
    table("import.earlier", runs, columns)


def _count(name: str, reports: dict[int | None, dict[str, int]]) -> Column:
    return Column(plain(f"import_count.{name}"), lambda run: reports[run.id].get(name), "count")
