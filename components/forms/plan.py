"""Plans an activity with a customer, and hands in the plan of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import opened, send
from components.options import told_apart
from components.words import plain, t
from db.access import Actor
from db.commands.plan_activity import plan_activity
from db.commands.submit_plan import submit_plan
from db.models.people import Role
from db.models.work import ActivityKind
from db.periods import today

Colleague = tuple[int, str, str]


def plan_form(
    me: Actor,
    customer_id: int,
    sales: Mapping[int, str],
    colleagues: Sequence[Colleague] = (),
    *,
    begins: date | None = None,
) -> bool:
    """What, how and when; for which opportunity, and for a head also by whom."""
    base: dict[str, Any] = {"subject": "", "kind": ActivityKind.VISIT, "planned_on": max(begins or today(), today())}
    base |= {"person_id": me.person_id}
    draft = opened(f"plan_activity.{customer_id}", 0, base, probe="subject")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"subject": fields.text(draft, "subject")}
        with st.container(horizontal=True):
            order["kind"] = fields.choice(
                draft, "kind", list(ActivityKind), lambda code: plain(f"activity_kind.{code}")
            )
            order["planned_on"] = fields.day(draft, "planned_on")
        if sales:
            order["opportunity_id"] = st.selectbox(
                t("work.for_sale"),
                [None, *sales],
                key=draft.widget("opportunity_id"),
                format_func=told_apart([None, *sales], lambda code: sales[code] if code else plain("work.no_sale")),
                placeholder=t("form.choose"),
            )
        if me.role is not Role.SALESPERSON and colleagues:
            names = {me.person_id: me.name, **{number: name for number, _login, name in colleagues}}
            order["person_id"] = fields.choice(draft, "person_id", list(names), names.__getitem__)
        saved = fields.save(t("work.plan"))
    return (
        saved and send(draft, plan_activity, me, done=t("work.planned"), customer_id=customer_id, **order) is not None
    )


def hand_in_form(me: Actor, on: date) -> bool:
    """The plan of a day, with a word for whoever reads it."""
    draft = opened(f"submit_plan.{on}", 0, {"comment": ""}, probe="comment")
    with st.form(draft.widget("form"), border=False):
        comment = fields.text(draft, "comment", most=500)
        saved = fields.save(t("work.plan_in"))
    return saved and send(draft, submit_plan, me, done=t("work.plan_done"), day=on, comment=comment) is not None
