"""The guided form of a reorganisation: which kind, who, where to, when; and what it will come to before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import Draft, opened, send
from components.options import told_apart
from components.people.reorganise_preview import preview, sure, told
from components.words import plain, t
from db.access import Actor
from db.commands.plan_reorganisation import plan_reorganisation
from db.config_units import rules_naming
from db.models.people import UnitKind
from db.models.reorganisations import ReorganisationKind
from db.periods import today
from db.queries.goers import Goer, goers
from db.queries.units import UnitRow, unit_tree
from db.rules.directory import LONGEST_NAME, LONGEST_REGION
from db.session import reading

NEW = 0
"""Among the units to go to: one that is made."""
KINDS = (ReorganisationKind.MOVE, ReorganisationKind.MERGE, ReorganisationKind.SPLIT)


def plan_form(me: Actor) -> bool:
    """Each step shows the next one; nothing happens before the last button."""
    with reading(me) as session:
        units = unit_tree(session)
    base = {"kind": KINDS[0], "effective_on": today(), "reason": "", "code": "", "name": "", "region": ""}
    draft = opened("plan_reorganisation", 0, base, probe="kind")
    kind = ReorganisationKind(_kind(draft))
    st.caption(t(f"reorganise.hint_{kind}"))
    teams = [unit for unit in units if unit.kind is UnitKind.TEAM]
    sources = _sources(draft, kind, teams)
    if not sources:
        return False
    order: dict[str, Any] = {"kind": kind, "unit_ids": sources} | _place(draft, kind, units, sources)
    going = [unit for unit in sources if unit != order.get("into_id")]
    with reading(me) as session:
        people = goers(session, me, unit_ids=going)
    goes = _some(draft, people) if kind is ReorganisationKind.SPLIT else people
    order["people_ids"] = [one.id for one in goes]
    order["effective_on"], order["reason"] = fields.beside(
        lambda: fields.day(draft, "effective_on"), lambda: fields.text(draft, "reason")
    )
    if not goes:
        st.info(t("reorganise.nobody"), icon=":material/group:")
        return False
    when = order["effective_on"] or today()
    if when < today():
        st.info(t("reorganise.past"), icon=":material/event_busy:")
        return False
    into = _into(order, units)
    if not into:
        st.info(t("reorganise.where_to"), icon=":material/alt_route:")
        return False
    ending = [unit.code for unit in teams if unit.id in going] if kind is not ReorganisationKind.SPLIT else []
    preview(draft, goes, into, when, rules_naming(ending))
    return sure(draft, into, goes, when) and send(draft, plan_reorganisation, me, done=told(when), **order) is not None


def _kind(draft: Draft) -> str:
    return str(
        st.segmented_control(
            t("reorganise.kind"),
            list(KINDS),
            key=draft.widget("kind"),
            default=KINDS[0],
            format_func=lambda kind: plain(f"reorganise_kind.{kind}"),
            required=True,
        )
    )


def _sources(draft: Draft, kind: ReorganisationKind, teams: Sequence[UnitRow]) -> list[int]:
    names = {unit.id: plain("reorganise.team", name=unit.name, people=unit.people) for unit in teams}
    if kind is not ReorganisationKind.MERGE:
        chosen = fields.choice(draft, "unit_ids", list(names), names.__getitem__)
        return [chosen] if chosen is not None else []
    return list(
        st.multiselect(
            t("reorganise.teams"),
            list(names),
            key=draft.widget("sources"),
            format_func=told_apart(list(names), names.__getitem__),
            placeholder=t("form.choose"),
            select_all=False,  # Streamlit says it in English alone
        )
    )


def _place(draft: Draft, kind: ReorganisationKind, units: Sequence[UnitRow], sources: Sequence[int]) -> dict[str, Any]:
    """Where to: for a merge one of the teams or a new one; else a new one under a department."""
    if kind is ReorganisationKind.MERGE:
        names = {unit.id: unit.name for unit in units if unit.id in sources} | {NEW: plain("reorganise.new_unit")}
        into = fields.choice(draft, "into_id", list(names), names.__getitem__)
        if into != NEW:
            return {"into_id": into}
    old = next(unit for unit in units if unit.id == sources[0])
    above = {unit.id: unit.name for unit in units if unit.kind is UnitKind.DEPARTMENT}
    if kind is ReorganisationKind.MOVE:
        above.pop(old.parent_id or 0, None)
    order: dict[str, Any] = {"parent_id": fields.choice(draft, "parent_id", list(above), above.__getitem__)}
    order["name"], order["code"], order["region"] = fields.beside(
        lambda: fields.text(
            draft, "name", most=LONGEST_NAME, hint=old.name if kind is ReorganisationKind.MOVE else None
        ),
        lambda: fields.text(draft, "code", most=24, hint=plain("reorganise.code_hint")),
        lambda: fields.text(draft, "region", most=LONGEST_REGION, hint=old.region or None),
    )
    if kind is ReorganisationKind.MOVE:
        order["name"], order["region"] = order["name"] or old.name, order["region"] or old.region
    return order


def _some(draft: Draft, people: Sequence[Goer]) -> list[Goer]:
    names = {one.id: plain("reorganise.goer", name=one.name, role=plain(f"role.{one.role}")) for one in people}
    chosen = st.multiselect(
        t("reorganise.who_goes"),
        list(names),
        key=draft.widget("people"),
        format_func=told_apart(list(names), names.__getitem__),
        placeholder=t("form.choose"),
        select_all=False,
    )
    return [one for one in people if one.id in chosen]


def _into(order: dict[str, Any], units: Sequence[UnitRow]) -> str:
    """Where they go, by the department too: a team that moves may keep its name. Empty as long as nobody said where."""
    into = next((unit for unit in units if unit.id == order.get("into_id")), None)
    if into is None and not order.get("parent_id"):
        return ""
    name = into.name if into else order.get("name") or plain("reorganise.new_unit")
    above = into.parent_id if into else order.get("parent_id")
    return " / ".join([*(unit.name for unit in units if unit.id == above), name])
