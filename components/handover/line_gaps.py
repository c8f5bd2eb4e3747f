"""What is missing of a line's customer, in the words of the customer's own page, as its record stands now."""

from __future__ import annotations

import streamlit as st

from components.address import choose
from components.completeness_part import gap_line
from components.words import plain, t
from db.access import Actor
from db.config import config
from db.models.handovers import HandoverState
from db.queries.completeness import scores_completeness
from db.queries.handover_gaps import lines_lacking
from db.queries.handover_lines import LineRow
from db.queries.handovers import HandoverRow
from db.rules.completeness import Score
from db.session import reading

BEFORE = (HandoverState.FROZEN, HandoverState.AGREED)


def tells_gaps(me: Actor, row: HandoverRow, *, leads: bool) -> bool:
    """Whether gaps are told: while there is time to fill them, to who has the records in sight."""
    return row.state in BEFORE and scores_completeness(me) and (leads or row.leaver_id == me.person_id)


def lacking(me: Actor, row: HandoverRow) -> tuple[str, tuple[int, ...] | None]:
    """The part that is asked for and the customers that lack something of it; None for all customers."""
    parts = [part for part, most in config().handover.completeness.points.items() if most]
    names = {"": plain("handovers.any_gap")} | {part: plain(f"completeness_part.{part}") for part in parts}
    with st.container(width=200):
        part = choose("gap", t("handovers.missing"), [*names], names.__getitem__)
    if not part:
        return part, None
    with reading(me) as session:
        return part, tuple(lines_lacking(session, me, row.id, part))


def gaps_of(line: LineRow, score: Score | None) -> None:
    """The score of now beside that of the list, and each gap with what it would bring."""
    if score is None:
        return
    if not score.gaps:
        st.caption(f":green[:material/check_circle:] {t('completeness.full')}")
        return
    then = "" if line.score in (None, score.points) else f" · {t('handovers.score_then', points=line.score)}"
    st.caption(t("completeness.score", points=score.points) + then)
    with st.container(gap="xxsmall", key="line_gaps"):
        for part in score.gaps:
            st.markdown(gap_line(part))
