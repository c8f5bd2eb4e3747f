"""An activity for an opportunity: planned, or logged as done, with the kind that is asked for already chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.day import learned
from components.forms.draft import opened, send
from components.words import plain, t
from db.access import Actor
from db.commands.log_activity import log_activity
from db.commands.plan_activity import plan_activity
from db.models.work import ActivityKind
from db.periods import today
from db.queries.opportunities import OpportunityRow


def log_form(me: Actor, sale: OpportunityRow, place: str, kind: ActivityKind = ActivityKind.VISIT) -> bool:
    """What was done, when, and what came of it; answers whether it was logged."""
    base = {"subject": plain(f"activity_kind.{kind}"), "kind": kind, "outcome": "", "done_on": today()}
    draft = opened(f"log_activity.{place}.{sale.id}.{kind}", 0, base, probe="subject")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {}
        order["kind"], order["done_on"] = fields.beside(
            lambda: fields.choice(draft, "kind", list(ActivityKind), lambda code: plain(f"activity_kind.{code}")),
            lambda: fields.day(draft, "done_on"),
        )
        order["subject"] = fields.text(draft, "subject")
        order["outcome"] = fields.text(draft, "outcome", long=True, most=500, hint=plain("work.outcome_hint"))
        order |= learned(me, draft, for_sale=True, steps=False)
        saved = fields.save(t("sales.log"))
    order |= {"customer_id": sale.customer_id, "opportunity_id": sale.id}
    return saved and send(draft, log_activity, me, done=t("sales.logged"), **order) is not None


def plan_form(me: Actor, sale: OpportunityRow, place: str, kind: ActivityKind = ActivityKind.VISIT) -> bool:
    """What is to be done and when; answers whether it was planned."""
    base = {"subject": plain(f"activity_kind.{kind}"), "kind": kind, "planned_on": today()}
    draft = opened(f"plan_for_sale.{place}.{sale.id}.{kind}", 0, base, probe="subject")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {}
        order["kind"], order["planned_on"] = fields.beside(
            lambda: fields.choice(draft, "kind", list(ActivityKind), lambda code: plain(f"activity_kind.{code}")),
            lambda: fields.day(draft, "planned_on"),
        )
        order["subject"] = fields.text(draft, "subject")
        saved = fields.save(t("work.plan"))
    order |= {"customer_id": sale.customer_id, "opportunity_id": sale.id}
    return saved and send(draft, plan_activity, me, done=t("work.planned"), **order) is not None
