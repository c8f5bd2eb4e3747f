"""Opens a closed opportunity again, for a reason."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import both_versions, opened, send
from components.stages import stage_name
from components.words import t
from db.access import Actor
from db.commands.reopen_opportunity import reopen_opportunity
from db.queries.opportunities import OpportunityRow


def reopen_form(me: Actor, sale: OpportunityRow) -> bool:
    """Why it goes on; answers whether it was opened again."""
    newest = {"stage": stage_name(sale.kind, sale.stage)}
    draft = opened(f"reopen_opportunity.{sale.id}", sale.version, {"reason": "", **newest}, probe="reason")
    both_versions(draft, sale.version, newest)
    with st.form(draft.widget("form"), border=False):
        st.caption(t("sales.reopen_why"))
        reason = fields.text(draft, "reason", most=120)
        saved = fields.save(t("sales.reopen"))
    order: dict[str, Any] = {"opportunity_id": sale.id, "version": draft.version, "reason": reason}
    return saved and send(draft, reopen_opportunity, me, done=t("sales.reopened"), **order) is not None
