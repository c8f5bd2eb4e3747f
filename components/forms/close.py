"""Closes an activity in under a minute: how it went, what came of it, what comes next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.day import learned
from components.forms.draft import both_versions, opened, send
from components.words import plain, t
from db.access import Actor
from db.commands.close_activity import close_activity
from db.models.work import ActivityKind, ActivityStatus
from db.periods import today
from db.queries.activities import ActivityRow
from db.rights import may

ENDS = (ActivityStatus.DONE, ActivityStatus.MISSED, ActivityStatus.CANCELLED)


def base_of(activity: ActivityRow) -> dict[str, Any]:
    """What the form's fields stand at when an activity is to be closed."""
    return {
        "outcome": activity.outcome,
        "status": plain(f"activity_status.{activity.status}"),
        "next_step": activity.next_step,
    }


def close_form(me: Actor, activity: ActivityRow, place: str) -> bool:
    """The form under `place`; answers whether the activity was closed."""
    if not may(me, "close_activity"):
        return False
    draft = opened(f"close.{place}.{activity.id}", activity.version, base_of(activity), probe="outcome")
    if activity.status != ActivityStatus.PLANNED and draft.changed_by is None and draft.version == activity.version:
        return False
    both_versions(draft, activity.version, base_of(activity))
    with st.form(draft.widget("form"), border=False):
        status = st.segmented_control(
            fields.name_of("status"),
            ENDS,
            default=ActivityStatus.DONE,
            required=True,
            key=draft.widget("status"),
            format_func=lambda code: plain(f"activity_status.{code}"),
        )
        outcome = fields.text(draft, "outcome", long=True, most=500, hint=plain("work.outcome_hint"))
        done_on = fields.day(draft, "done_on", begins=today())
        following = _next(draft, activity, learned(me, draft, for_sale=activity.opportunity_id is not None))
        saved = fields.save(t("work.close"))
    if not saved:
        return False
    order: dict[str, Any] = {"activity_id": activity.id, "version": draft.version, "status": status, "outcome": outcome}
    order |= {"done_on": done_on, **following}
    return send(draft, close_activity, me, done=t("work.closed"), **order) is not None


def _next(draft: Any, activity: ActivityRow, noted: dict[str, Any]) -> dict[str, Any]:
    """The next step, with how and when, beside what was learned."""
    with st.container(horizontal=True):
        kind = st.selectbox(
            fields.name_of("next_kind"),
            list(ActivityKind),
            index=list(ActivityKind).index(activity.kind),
            key=draft.widget("next_kind"),
            placeholder=t("form.choose"),
            format_func=lambda code: plain(f"activity_kind.{code}"),
        )
        on = fields.day(draft, "next_on")
    return {**noted, "next_kind": kind, "next_on": on}
