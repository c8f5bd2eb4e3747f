"""Hands out a task: with which of the person's customers, what, how and by when."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import opened, send
from components.pager import search_box
from components.words import plain, t
from db.access import Actor
from db.commands.assign_task import assign_task
from db.models.work import ActivityKind
from db.periods import today
from db.queries.customers import Asked, customers
from db.session import reading

OFFERED = 50


def task_form(me: Actor, person_id: int, login: str, begins: date) -> bool:
    """The form for a task of one person; whose customers are many narrows them by a part of the name first."""
    part = search_box(f"task.{person_id}", t("team.which_customer"))
    with reading(me) as session:
        offered = customers(session, me, Asked(search=part, owner=login), limit=OFFERED)
    names = {row.id: f"{row.name} · {row.number}" for row in offered}
    base = {"subject": "", "kind": ActivityKind.VISIT, "planned_on": max(begins, today()), "customer_id": None}
    draft = opened(f"assign_task.{person_id}", 0, base, probe="subject")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"customer_id": fields.choice(draft, "customer_id", list(names), names.__getitem__)}
        order["subject"] = fields.text(draft, "subject")
        order["kind"], order["planned_on"] = fields.beside(
            lambda: fields.choice(draft, "kind", list(ActivityKind), lambda code: plain(f"activity_kind.{code}")),
            lambda: fields.day(draft, "planned_on"),
        )
        saved = fields.save(t("team.hand_out"))
    if saved and order["customer_id"] is None:
        st.error(t("team.choose_customer"))
        return False
    return saved and send(draft, assign_task, me, done=t("team.handed_out"), person_id=person_id, **order) is not None
