"""What may go wrong, the gravest first: who watches it, how likely and how grave it is, and whether it is over."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send
from components.forms.panel import Action, panel
from components.listing import Column, nothing, picking
from components.project.milestone_forms import people
from components.words import label, plain, t
from db.access import Actor
from db.commands.add_risk import LEVELS, add_risk
from db.commands.change_risk import change_risk
from db.models.projects import RiskState
from db.queries.project_rows import Project, RiskRow


def risks(me: Actor, found: Project) -> None:
    """The list, the form of the picked one, and the form for one more."""
    if not found.risks:
        nothing(t("project.no_risks"), ":material/shield:")
    picked = picking(f"risks.{found.sale.id}", found.risks, _columns(), most=8)
    row = next((one for one in found.risks if one.id == picked), None)
    may_change = found.writes and found.running
    if row is not None and may_change:
        with st.container(border=True):
            st.markdown(f"**{label(row.text)}**")
            if _change_form(me, found, row):
                st.rerun()
    elif found.risks and may_change:
        st.caption(t("project.pick_risk"))
    if may_change:
        add = Action("add_risk", t("project.add_risk"), ":material/add_alert:", lambda: _add_form(me, found))
        panel(me, f"project.{found.sale.id}.risking", [add])


def _columns() -> list[Column]:
    return [
        Column(plain("project.risk"), lambda row: row.text, width=220, pinned=True),
        Column(plain("project.risk_state"), lambda row: plain(f"risk_state.{row.state}"), width=80),
        Column(plain("field.likelihood"), lambda row: _level(row.likelihood), width=80),
        Column(plain("field.impact"), lambda row: _level(row.impact), width=80),
        Column(plain("project.person"), lambda row: row.person, width=80),
        Column(plain("project.noted_on"), lambda row: row.noted_on, "day"),
    ]


def _level(level: int) -> str:
    return plain(f"level.{level}")


def _judged(draft: Draft, names: dict[int, str]) -> dict[str, Any]:
    likelihood, impact, person = fields.beside(
        lambda: fields.choice(draft, "likelihood", LEVELS, _level),
        lambda: fields.choice(draft, "impact", LEVELS, _level),
        lambda: fields.choice(draft, "person_id", list(names), lambda number: names.get(number, "")),
    )
    return {"likelihood": likelihood, "impact": impact, "person_id": person}


def _add_form(me: Actor, found: Project) -> bool:
    base = {"text": "", "likelihood": 2, "impact": 2, "person_id": found.owner_id}
    draft = opened(f"add_risk.{found.sale.id}", 0, base, probe="text")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"text": fields.text(draft, "text"), **_judged(draft, people(me, found))}
        saved = fields.save(t("project.add_risk"))
    order["opportunity_id"] = found.sale.id
    return saved and send(draft, add_risk, me, done=t("project.risk_added"), **order) is not None


def _change_form(me: Actor, found: Project, row: RiskRow) -> bool:
    base = {"likelihood": row.likelihood, "impact": row.impact, "person_id": row.person_id, "state": row.state}
    draft = opened(f"change_risk.{row.id}", row.version, base, probe="likelihood")
    both_versions(draft, row.version, {"likelihood": row.likelihood, "impact": row.impact})
    with st.form(draft.widget("form"), border=False):
        order = _judged(draft, people(me, found) | {row.person_id: row.person})
        order["state"] = fields.choice(draft, "state", list(RiskState), lambda code: plain(f"risk_state.{code}"))
        saved = fields.save()
    order |= {"risk_id": row.id, "version": draft.version}
    return saved and send(draft, change_risk, me, done=t("project.risk_changed"), **order) is not None
