"""The milestones along time, department by department, the longest chain standing out."""

from __future__ import annotations

import streamlit as st

from components.charts.gantt import Gantt, Piece, gantt
from components.charts.look import CONFIG
from components.declared import lane_name, milestone_name
from components.stages import stage_name
from components.words import day, plain, t
from db.config import config
from db.queries.project_rows import MilestoneRow, Project

KINDS = ("critical", "open", "settled", "late")


def chart(found: Project) -> None:
    """The figure, and what its line and colours mean."""
    rows = _by_lane(found)
    places = {row.id: place for place, row in enumerate(rows)}
    legend = {kind: plain(f"project.bar_{kind}") for kind in KINDS}
    chain = [places[number] for number in found.critical]
    drawn = gantt(Gantt([_piece(found, row) for row in rows], legend, chain, found.today))
    st.plotly_chart(drawn, key=f"gantt.{found.sale.id}", config=CONFIG)
    if found.critical:
        days = sum(row.days for row in rows if row.id in found.critical)
        st.caption(t("project.critical", milestones=len(found.critical), days=days))


def _by_lane(found: Project) -> list[MilestoneRow]:
    """Lane by lane as declared, each in the order in which its work begins."""
    order = [lane.code for lane in config().projects.lanes]
    place = {code: at for at, code in enumerate(dict.fromkeys([*order, *(one.lane for one in found.milestones)]))}
    return sorted(found.milestones, key=lambda one: (place[one.lane], one.start_on, one.due_on, one.id))


def _piece(found: Project, row: MilestoneRow) -> Piece:
    kind = "settled" if not row.open else "critical" if row.id in found.critical else "open"
    late = found.today if row.open and row.due_on < found.today else None
    until = max(row.start_on, row.settled_on) if row.settled_on else row.due_on
    return Piece(lane_name(row.lane), row.start_on, until, kind, milestone_name(row), _told(found, row), late)


def _told(found: Project, row: MilestoneRow) -> str:
    standing = plain(f"milestone_status.{row.status}")
    lines = [
        f"{milestone_name(row)} · {standing}",
        f"{stage_name(found.sale.kind, row.stage)} · {lane_name(row.lane)} · {row.person}",
        f"{day(row.start_on)} – {day(row.due_on)}",
    ]
    return "\n".join(line.replace("\n", " ") for line in lines)
