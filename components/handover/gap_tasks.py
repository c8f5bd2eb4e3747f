"""The button by which the gaps of the leaver's records become the leaver's tasks, up to the last day."""

from __future__ import annotations

import streamlit as st

from components.attempt import attempt
from components.words import t
from db.access import Actor
from db.commands.plan_gaps import plan_gaps
from db.models.handovers import HandoverState
from db.periods import today
from db.queries.handovers import HandoverRow
from db.rights import may


def gap_tasks(me: Actor, row: HandoverRow) -> None:
    """Drawn while there is still somebody to fill them."""
    if row.state != HandoverState.FROZEN or not row.customers or not may(me, "plan_gaps"):
        return
    st.button(
        t("handovers.plan_gaps"), key=f"plan_gaps.{row.id}", icon=":material/checklist:", type="tertiary",
        help=t("handovers.plan_gaps_why"), on_click=_plan, args=(me, row),
    )  # fmt: skip


def _plan(me: Actor, row: HandoverRow) -> None:
    planned = attempt(plan_gaps, me, person_id=row.leaver_id, until=max(row.last_day, today()))
    if planned is not None:
        st.toast(t("handovers.gaps_planned", made=planned.made, there=planned.there), icon=":material/check:")
