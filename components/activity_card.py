"""One activity: with whom, for when, what came of it, who goes along, what was said, and the form that closes it."""

from __future__ import annotations

import streamlit as st

from components.activity_side import activity_side
from components.attempt import say_done
from components.facts import facts
from components.forms.close import close_form
from components.record_link import record_link
from components.refused import not_found
from components.words import day, label, plain, t
from db.access import Actor
from db.errors import Denied
from db.models.work import ActivityStatus
from db.queries.activities import ActivityRow, activity
from db.session import reading


def activity_record(me: Actor, activity_id: int) -> None:
    """The whole record page."""
    say_done()
    try:
        with reading(me) as session:
            row = activity(session, me, activity_id)
    except Denied:
        not_found(me, "activity", activity_id)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(label(row.subject), anchor=False, width="content")
        status = t("work.late") if row.late else t(f"activity_status.{row.status}")
        st.badge(status, color="red" if row.late else "green" if row.status == ActivityStatus.DONE else "blue")
    record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
    facts("facts", _facts(row))
    activity_side(me, row)
    # Also of a closed one: what somebody was typing while another closed it stays to be seen.
    with st.container(border=row.status == ActivityStatus.PLANNED):
        if close_form(me, row, "record"):
            st.rerun()


def _facts(row: ActivityRow) -> list[tuple[str, str]]:
    known = [
        (plain("work.kind"), plain(f"activity_kind.{row.kind}")),
        (plain("work.person"), row.person),
        (plain("work.planned_on"), day(row.planned_on)),
        (plain("field.done_on"), day(row.done_on) if row.done_on else ""),
        (plain("work.outcome"), row.outcome),
        (plain("field.next_step"), row.next_step),
    ]
    return [(name, value) for name, value in known if value]
