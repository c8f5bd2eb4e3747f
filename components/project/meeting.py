"""The weekly meeting goes through what is open, line by line; under it stand the minutes of those before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.declared import lane_name, milestone_name
from components.forms import fields
from components.forms.draft import Draft, opened, send
from components.forms.panel import Action, panel
from components.listing import nothing
from components.project.milestones import last_word
from components.project.minutes import SIGNS, past_minutes
from components.words import label, plain, t
from db.access import Actor
from db.commands.hold_meeting import Said, hold_meeting
from db.models.projects import Word
from db.queries.project_rows import LineRow, MilestoneRow, Project


def meetings(me: Actor, found: Project, last: Sequence[LineRow]) -> None:
    """The meeting of today for who leads the project, then the minutes."""
    if found.leads and found.running and found.open_ones:
        name = t("project.meet", day=found.today)
        meet = Action("hold_meeting", name, ":material/groups:", lambda: _today(me, found, last))
        panel(me, f"project.{found.sale.id}.meeting", [meet])
    if found.meetings:
        past_minutes(me, found, last)
    else:
        nothing(t("project.no_meetings"), ":material/groups:")


def _today(me: Actor, found: Project, last: Sequence[LineRow]) -> bool:
    """Go through what is open; answers whether the minutes were kept.

    Nothing is judged before somebody judges it today: what was said last time only stands beside it.
    """
    before = {line.milestone_id: line for line in last}
    draft = opened(f"hold_meeting.{found.sale.id}", 0, {"note": ""}, probe="note")
    with st.form(draft.widget("form"), border=False):
        lines = [line for one in found.open_ones if (line := _line(found, draft, one, before.get(one.id)))]
        note = fields.text(draft, "note", long=True, most=1000, hint=plain("project.note_hint"))
        saved = fields.save(t("project.keep_minutes"))
    order: dict[str, Any] = {"opportunity_id": found.sale.id, "lines": lines, "note": note}
    return saved and send(draft, hold_meeting, me, done=t("project.met"), **order) is not None


def _line(found: Project, draft: Draft, row: MilestoneRow, before: LineRow | None) -> Said | None:
    """What is said of a milestone; None where it was not spoken of."""
    name = milestone_name(row)
    what, word, note = st.columns([3, 3, 4], vertical_alignment="center")
    with what, st.container(gap=None):
        st.markdown(label(name))
        late = (found.today - row.due_on).days
        due = plain("project.late_by", days=late) if late > 0 else plain("project.due_by", day=row.due_on)
        st.caption(f"{label(lane_name(row.lane))} · {label(row.person)} · {label(due)}")
        if before is not None:
            st.caption(t("project.said_before", said=last_word(before)))
    chosen = word.segmented_control(
        name,
        list(Word),
        key=draft.widget(f"word.{row.id}"),
        format_func=lambda code: f"{SIGNS[code]} {t(f'word.{code}')}",
        label_visibility="collapsed",
    )
    said = note.text_input(
        plain("project.short_note"),
        key=draft.widget(f"said.{row.id}"),
        max_chars=200,
        placeholder=plain("project.short_note"),
        label_visibility="collapsed",
        autocomplete="off",
    )
    return Said(row.id, Word(chosen), said) if chosen else None
