"""Books an endorsement of a policy."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from components.forms import fields
from components.forms.draft import both_versions, opened, send
from components.words import t
from db.access import Actor
from db.commands.endorse_policy import endorse_policy
from db.periods import today
from db.queries.policies import PolicyRecord
from db.rules.entries import MOST_FEN


def endorse_form(me: Actor, policy: PolicyRecord) -> bool:
    """Number, day, what the premium changes by, and why."""
    row = policy.row
    last = row.cover_end - timedelta(1)
    effective = min(max(today(), row.inception), last)
    base = {"number": "", "effective": effective, "reason": ""}
    draft = opened(f"endorse_policy.{row.id}", policy.version, base, probe="number")
    both_versions(draft, policy.version, {})
    with st.form(draft.widget("form"), border=False):
        number = fields.text(draft, "number", most=60)
        on = fields.day(draft, "effective")
        delta = st.number_input(
            fields.name_of("premium_delta"),
            key=draft.widget("delta"),
            value=0.0,
            min_value=-MOST_FEN / 100,
            max_value=MOST_FEN / 100,
            step=100.0,
            format="%.2f",
            help=t("policy.delta_why"),
        )
        reason = fields.text(draft, "reason")
        saved = fields.save(t("policy.endorse"))
    if not saved:
        return False
    order = {"policy_id": row.id, "version": draft.version, "number": number, "effective": on, "reason": reason}
    order["premium_delta"] = round(delta * 100)
    return send(draft, endorse_policy, me, done=t("policy.endorsed"), **order) is not None
