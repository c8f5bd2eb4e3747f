"""Draws the imports there were, the latest first: of each file what came in when it was booked, and by whom."""

from __future__ import annotations

import json

import streamlit as st

from components.declared import profile_name
from components.listing import Column, table
from components.words import plain, t
from db.access import SYSTEM, Actor
from db.models.imports import ImportRun, ImportState
from db.names import Names
from db.periods import zone
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
    # who brought a file again that changed nothing did not bring in what is counted
    by = {run.id: reports[run.id].get("by", run.started_by) for run in runs}
    with reading(me) as session:
        names = Names.of(session)
        names.know_people(person for person in by.values() if person)
        who = {number: names.person(person) if person else SYSTEM.login for number, person in by.items()}
    called = {code: profile_name(code) for code in {run.profile for run in runs}}
    columns = [
        Column(plain("import.when"), lambda run: (run.published_at or run.started_at).astimezone(zone()).date(), "day"),
        Column(plain("import.file_name"), lambda run: run.file_name),
        Column(plain("import.profile"), lambda run: called[run.profile]),
        Column(plain("import.as_of"), lambda run: run.as_of, "day"),
        Column(plain("import.state"), lambda run: plain(f"import_state.{_state(run)}")),
        Column(plain("import.rows"), lambda run: reports[run.id].get("read", run.read), "count"),
        *(_count(name, reports) for name in ("new", "changed", "rejected")),
        Column(plain("import.who"), lambda run: who[run.id]),
    ]
    table("import.earlier", runs, columns)


def _state(run: ImportRun) -> ImportState:
    """A file that is in the book stays so while it is tried or read once more."""
    return ImportState.PUBLISHED if run.published_at is not None else run.state


def _count(name: str, reports: dict[int | None, dict[str, int]]) -> Column:
    return Column(plain(f"import_count.{name}"), lambda run: reports[run.id].get(name), "count")
