"""A project before the weekly meeting: who is holding the deal, by how many days and for how much; then its parts."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.forms.panel import Action, panel
from components.listing import nothing
from components.project.chart import chart
from components.project.head import head, who_holds
from components.project.meeting import meetings
from components.project.members import members
from components.project.milestone_forms import start_form
from components.project.milestones import milestones
from components.project.risks import risks
from components.record_link import record_link
from components.refused import not_found
from components.words import plain, t
from db.access import Actor
from db.errors import Denied
from db.models.projects import RiskState
from db.queries import projects
from db.queries.project_rows import LineRow, Project
from db.session import reading

Part = tuple[str, Callable[[], None]]


def project_page(me: Actor, opportunity_id: int) -> None:
    """The whole page."""
    say_done()
    try:
        with reading(me) as session:
            found = projects.project(session, me, opportunity_id)
            last = projects.minutes(session, me, found.meetings[0].id) if found.meetings else []
    except Denied:
        not_found(me, "project", opportunity_id)
        return
    record_link(me, "opportunity", opportunity_id, t("project.back"), ":material/arrow_back:")
    head(me, found)
    if found.milestones:
        who_holds(found)
        chart(found)
    else:
        _not_begun(me, found)
    parts = _parts(me, found, last)
    names = {name: title for name, (title, _draw) in parts.items()}
    chosen = choose("part", t("form.choose"), [*parts], names.__getitem__, default="milestones", segments=True)
    parts[chosen][1]()


def _parts(me: Actor, found: Project, last: list[LineRow]) -> dict[str, Part]:
    """The parts of the page, each with how many there are, and which they are where it lists others as well."""
    threatening = sum(one.state == RiskState.OPEN for one in found.risks)
    present = sum(one.until is None for one in found.members)
    to_do, watched, there = plain("milestone_status.open"), plain("risk_state.open"), plain("project.present")
    return {
        "milestones": (_titled("milestones", len(found.open_ones), to_do), lambda: milestones(me, found, last)),
        "meeting": (_titled("meeting", len(found.meetings)), lambda: meetings(me, found, last)),
        "risks": (_titled("risks", threatening, watched), lambda: risks(me, found)),
        "members": (_titled("members", present, there), lambda: members(me, found)),
    }


def _titled(name: str, number: int, state: str = "") -> str:
    title = plain(f"project.{name}")
    if not number:
        return title
    return plain("project.part_of", part=title, state=state, number=number) if state else f"{title} {number}"


def _not_begun(me: Actor, found: Project) -> None:
    """Nothing is planned yet: who leads it begins it here, anybody else reads that it has not begun."""
    with st.container(border=True):
        nothing(t("project.not_begun"), ":material/flag:")
        if found.leads and found.running:
            begin = Action(
                "start_project", t("project.start"), ":material/rocket_launch:", lambda: start_form(me, found)
            )
            panel(me, f"project.{found.sale.id}.start", [begin])
