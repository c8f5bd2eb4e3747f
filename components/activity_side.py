"""What stands beside an activity: who goes along, who handed it out, what was said about it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.attempt import attempt
from components.talk import talk
from components.words import label, t
from db.access import Actor
from db.commands.join_activity import join_activity
from db.commands.leave_activity import leave_activity
from db.models.talk import About, Part
from db.models.work import ActivityStatus
from db.queries.activities import ActivityRow
from db.queries.comments import Beside, beside, comments
from db.rights import may
from db.session import reading


def activity_side(me: Actor, row: ActivityRow) -> None:
    """Companions and giver, the button to come along, and the words said."""
    with reading(me) as session:
        others = beside(session, me, row.id)
        said = comments(session, me, About.ACTIVITY, row.id, [row.customer_id])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for one in others:
            companion = one.part == Part.COMPANION
            st.badge(
                t("team.with", name=one.name) if companion else t("team.given_by", name=one.name),
                icon=":material/group:" if companion else ":material/assignment_ind:",
                color="violet" if companion else "orange",
            )
        _coming_along(me, row, others)
    talk(me, About.ACTIVITY, row.id, said)


def _coming_along(me: Actor, row: ActivityRow, others: Sequence[Beside]) -> None:
    if not may(me, "join_activity") or row.status != ActivityStatus.PLANNED or row.person_id == me.person_id:
        return
    if any(one.person_id == me.person_id and one.part == Part.COMPANION for one in others):
        st.button(
            t("team.leave"),
            key=f"leave_activity.{row.id}",
            type="tertiary",
            icon=":material/group_remove:",
            on_click=_leave,
            args=(me, row),
        )
    else:
        st.button(
            t("team.join"), key=f"join_activity.{row.id}", icon=":material/group_add:", on_click=_join, args=(me, row)
        )


def _join(me: Actor, row: ActivityRow) -> None:
    attempt(join_activity, me, done=t("team.joined", name=label(row.person)), activity_id=row.id)


def _leave(me: Actor, row: ActivityRow) -> None:
    attempt(leave_activity, me, done=t("team.left"), activity_id=row.id)
