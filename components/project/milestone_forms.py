"""The forms of milestones: begin with those declared, add one, done, waived, another day or another holder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

from components.declared import lane_name, milestone_name
from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send
from components.stages import stage_name
from components.words import plain, t
from db.access import Actor
from db.commands.add_milestone import add_milestone
from db.commands.change_milestone import change_milestone
from db.commands.close_milestone import close_milestone
from db.commands.start_project import start_project
from db.commands.waive_milestone import waive_milestone
from db.config import config
from db.queries.project_rows import MilestoneRow, Project


def people(me: Actor, found: Project) -> dict[int, str]:
    """Who can hold a part of the project: the owner, today's members who may write, and who leads it."""
    names = {found.owner_id: found.sale.owner}
    names |= {member.person_id: member.name for member in found.members if member.can_write and not member.until}
    return names | ({me.person_id: me.name} if found.leads else {})


def _whose(draft: Draft, names: dict[int, str], field: str = "person_id") -> Any:
    return fields.choice(draft, field, list(names), lambda number: names.get(number, ""))


def start_form(me: Actor, found: Project) -> bool:
    """From when on, and who holds what each department has to do."""
    lanes, names = [lane.code for lane in config().projects.lanes], people(me, found)
    base = {"start_on": found.today, **{f"lane.{code}": found.owner_id for code in lanes}}
    draft = opened(f"start_project.{found.sale.id}", 0, base, probe="start_on")
    st.caption(t("project.start_hint"))
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"start_on": fields.day(draft, "start_on")}
        order["holders"] = {code: _holder(draft, code, names) for code in lanes}
        saved = fields.save(t("project.start"))
    order["opportunity_id"] = found.sale.id
    return saved and send(draft, start_project, me, done=t("project.begun"), **order) is not None


def _holder(draft: Draft, lane: str, names: dict[int, str]) -> int | None:
    numbers = list(names)
    return st.selectbox(
        lane_name(lane),
        numbers,
        index=numbers.index(draft.base[f"lane.{lane}"]),
        key=draft.widget(f"lane.{lane}"),
        placeholder=t("form.choose"),
        format_func=names.__getitem__,
    )


def _waiting_for(draft: Draft, rows: Sequence[MilestoneRow]) -> list[int]:
    """The milestones that have to be settled first."""
    names = {row.id: milestone_name(row) for row in rows}
    return st.multiselect(
        fields.name_of("blocked_by"),
        list(names),
        [number for number in draft.base["blocked_by"] if number in names],
        key=draft.widget("blocked_by"),
        format_func=lambda number: names.get(number, ""),
        placeholder=t("form.choose"),
    )


def add_form(me: Actor, found: Project) -> bool:
    """One more milestone."""
    stages = [one.code for one in config().stages.of(found.sale.kind) if one.outcome is None]
    lanes = [lane.code for lane in config().projects.lanes]
    base: dict[str, Any] = {
        "name": "",
        "stage": found.sale.stage,
        "lane": lanes[0] if lanes else None,
        "person_id": found.owner_id,
    }
    base |= {"start_on": found.today, "due_on": found.today + timedelta(7), "blocked_by": []}
    draft = opened(f"add_milestone.{found.sale.id}", 0, base, probe="name")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"name": fields.text(draft, "name", most=80)}
        order["stage"], order["lane"], order["person_id"] = fields.beside(
            lambda: fields.choice(draft, "stage", stages, lambda code: stage_name(found.sale.kind, code)),
            lambda: fields.choice(draft, "lane", lanes, lane_name),
            lambda: _whose(draft, people(me, found)),
        )
        order |= _days(draft)
        order["blocked_by"] = _waiting_for(draft, found.milestones)
        saved = fields.save(t("project.add"))
    order["opportunity_id"] = found.sale.id
    return saved and send(draft, add_milestone, me, done=t("project.added"), **order) is not None


def _days(draft: Draft) -> dict[str, Any]:
    start, due = fields.beside(lambda: fields.day(draft, "start_on"), lambda: fields.day(draft, "due_on"))
    return {"start_on": start, "due_on": due}


def close_form(me: Actor, row: MilestoneRow) -> bool:
    """What shows that it is done."""
    draft = _opened("close_milestone", row, "evidence")
    with st.form(draft.widget("form"), border=False):
        evidence = fields.text(draft, "evidence", long=True, most=500, hint=plain("project.evidence_hint"))
        saved = fields.save(t("project.close"))
    order: dict[str, Any] = {"milestone_id": row.id, "version": draft.version, "evidence": evidence}
    return saved and send(draft, close_milestone, me, done=t("project.closed"), **order) is not None


def waive_form(me: Actor, row: MilestoneRow) -> bool:
    """Why it need not be done."""
    draft = _opened("waive_milestone", row, "reason")
    with st.form(draft.widget("form"), border=False):
        reason = fields.text(draft, "reason", most=200)
        saved = fields.save(t("project.waive"))
    order: dict[str, Any] = {"milestone_id": row.id, "version": draft.version, "reason": reason}
    return saved and send(draft, waive_milestone, me, done=t("project.waived"), **order) is not None


def _opened(form: str, row: MilestoneRow, field: str) -> Draft:
    draft = opened(f"{form}.{row.id}", row.version, {field: "", "due_on": row.due_on}, probe=field)
    both_versions(draft, row.version, {"due_on": row.due_on})
    return draft


def change_form(me: Actor, found: Project, row: MilestoneRow) -> bool:
    """Who holds it, from when to when, and what it waits for; one that was settled is open again after that."""
    names = people(me, found) | {row.person_id: row.person}
    base = {"start_on": row.start_on, "due_on": row.due_on, "person_id": row.person_id, "blocked_by": list(row.after)}
    draft = opened(f"change_milestone.{row.id}", row.version, base, probe="start_on")
    both_versions(draft, row.version, {"start_on": row.start_on, "due_on": row.due_on})
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"person_id": _whose(draft, names), **_days(draft)}
        order["blocked_by"] = _waiting_for(draft, [one for one in found.milestones if one.id != row.id])
        saved = fields.save()
    order |= {"milestone_id": row.id, "version": draft.version}
    return saved and send(draft, change_milestone, me, done=t("project.changed"), **order) is not None
