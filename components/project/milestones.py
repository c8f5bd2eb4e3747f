"""The milestones as a list: the picked one with all that is known of it, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.address import choose
from components.declared import lane_name, milestone_name
from components.facts import facts
from components.forms.panel import Action, panel
from components.listing import Column, picking
from components.project.milestone_forms import add_form, change_form, close_form, waive_form
from components.stages import stage_name
from components.words import day, label, plain, t
from db.access import Actor
from db.config import config
from db.queries.project_rows import LineRow, MilestoneRow, Project


def milestones(me: Actor, found: Project, last: Sequence[LineRow]) -> None:
    """The list, what is still to be done first; and the form for one more."""
    words = {line.milestone_id: line for line in last}
    rows = _shown(found)
    picked = picking(f"milestones.{found.sale.id}", rows, _columns(found, words), most=10)
    row = next((one for one in rows if one.id == picked), None)
    if row is not None:
        with st.container(border=True):
            _card(me, found, row, words.get(row.id))
    elif rows:
        st.caption(t("project.pick"))
    if any(one.open for one in rows):
        st.caption(t("project.how_ends"))
    begun = bool(found.milestones) or not config().projects.milestones
    if found.leads and found.running and begun:
        add = Action("add_milestone", t("project.add"), ":material/add:", lambda: add_form(me, found))
        panel(me, f"project.{found.sale.id}.adding", [add])


def _shown(found: Project) -> list[MilestoneRow]:
    """Those asked for in the address: what is still to be done, what is not, or all; each with how many there are."""
    settled = sorted((one for one in found.milestones if not one.open), key=_settled, reverse=True)
    parts = {"open": found.open_ones, "settled": settled, "all": [*found.open_ones, *settled]}
    if not settled or not found.open_ones:
        return parts["all"]
    names = {
        "open": plain("project.open_ones", number=len(found.open_ones)),
        "settled": plain("project.settled_ones", number=len(settled)),
        "all": plain("project.every_one", number=len(found.milestones)),
    }
    return parts[choose("shown", t("project.state"), [*parts], names.__getitem__, default="open", segments=True)]


def _settled(row: MilestoneRow) -> Any:
    return row.settled_on, row.id


def _columns(found: Project, words: dict[int, LineRow]) -> list[Column]:
    return [
        Column(plain("project.milestone"), milestone_name, width=140, pinned=True),
        Column(plain("project.state"), lambda row: _state(found, row), width=110),
        Column(plain("project.due"), lambda row: row.due_on, "day"),
        Column(plain("project.ends_on"), lambda row: found.ends[row.id], "day"),
        Column(plain("project.lane"), lambda row: lane_name(row.lane), width=80),
        Column(plain("project.person"), lambda row: row.person, width=80),
        Column(plain("sales.stage"), lambda row: stage_name(found.sale.kind, row.stage), width=90),
        Column(plain("project.waits_for"), lambda row: _waits_for(found, row), width=150),
        Column(plain("project.last_word"), lambda row: last_word(words.get(row.id)), width=150),
    ]


def _state(found: Project, row: MilestoneRow) -> str:
    if not row.open:
        return plain(f"milestone_status.{row.status}")
    if row.due_on < found.today:
        return plain("project.late_by", days=(found.today - row.due_on).days)
    return plain("project.waiting") if row.id in found.blocked else plain("milestone_status.open")


def _waits_for(found: Project, row: MilestoneRow) -> str:
    """What is still open of all that a milestone waits for."""
    return " · ".join(milestone_name(one) for one in found.open_ones if one.id in row.after) if row.open else ""


def last_word(line: LineRow | None) -> str:
    """What the last meeting said of a milestone."""
    return " · ".join(part for part in (plain(f"word.{line.word}"), line.note) if part) if line else ""


def _card(me: Actor, found: Project, row: MilestoneRow, said: LineRow | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{label(milestone_name(row))}**", width="content")
        st.badge(label(_state(found, row)), color="orange" if row.open and row.due_on < found.today else "blue")
    slip = (row.due_on - row.first_due_on).days
    known = [
        (plain("project.lane"), lane_name(row.lane)),
        (plain("project.person"), row.person),
        (plain("field.start_on"), day(row.start_on)),
        (plain("project.due"), day(row.due_on)),
        (plain("project.ends_on"), day(found.ends[row.id]) if row.open else ""),
        (plain("project.slipped"), f"{slip:+d}" if slip else ""),
        (plain("project.waits_for"), _waits_for(found, row)),
        (plain("project.settled_on"), day(row.settled_on) if row.settled_on else ""),
        (plain("project.settled_by"), row.settled_by or ""),
        (plain("field.evidence"), row.evidence),
        (plain("field.waived_reason"), row.waived_reason),
        (plain("project.last_word"), last_word(said)),
    ]
    facts(f"milestone.{row.id}", [(name, value) for name, value in known if value])
    panel(me, f"milestone.{row.id}.actions", _actions(me, found, row))


def _actions(me: Actor, found: Project, row: MilestoneRow) -> list[Action]:
    """What this person may do with this milestone: a member closes their own, who leads does the rest."""
    if not found.running:
        return []
    done = Action("close_milestone", t("project.close"), ":material/task_alt:", lambda: close_form(me, row))
    waive = Action("waive_milestone", t("project.waive"), ":material/do_not_disturb_on:", lambda: waive_form(me, row))
    name = t("project.change") if row.open else t("project.open_again")
    icon = ":material/edit_calendar:" if row.open else ":material/undo:"
    change = Action("change_milestone", name, icon, lambda: change_form(me, found, row))
    if not row.open:
        return [change] if found.leads else []
    if found.leads:
        return [done, waive, change]
    return [done] if found.writes and row.person_id == me.person_id else []
