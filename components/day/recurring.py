"""The visits that come again, each with the button that ends it."""

from __future__ import annotations

import streamlit as st

from components.attempt import attempt
from components.record_link import record_link
from components.words import label, plain, t
from db.access import Actor
from db.commands.end_recurring_visit import end_recurring_visit
from db.memory import remembered
from db.queries.recurring_visits import RecurringRow, recurring_visits
from db.rights import may
from db.session import reading


def recurring_list(me: Actor) -> None:
    """All that run, folded."""
    with reading(me) as session:
        rows = remembered(session, "recurring_visits", lambda: recurring_visits(session, me))
    if not rows:
        return
    with st.expander(
        t("day.repeats", rows=len(rows)), icon=":material/event_repeat:", key="plan.repeats", on_change="rerun"
    ) as box:
        for row in rows if box.open else ():
            _line(me, row)


def _line(me: Actor, row: RecurringRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
        turn = plain(f"day.every_{row.unit}", every=row.every)
        st.caption(label(f"{turn} · {row.subject}"), width="content")
        if may(me, "end_recurring_visit"):
            st.button(
                t("day.repeat_end"), key=f"end_recurring_visit.{row.id}", type="tertiary", icon=":material/event_busy:",
                on_click=_end, args=(me, row),
            )  # fmt: skip


def _end(me: Actor, row: RecurringRow) -> None:
    attempt(end_recurring_visit, me, done=t("day.repeat_ended"), visit_id=row.id, version=row.version)
