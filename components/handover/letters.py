"""The letters to customers after a handover, as config.toml words them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.columns import product
from components.handover.handing_papers import paper_buttons
from components.handover.pack import urgent
from components.papers.letters import Addressed, letters
from components.words import day, language, plain, t
from db.access import Actor
from db.config import config
from db.config_follow_up import Letter
from db.models.handovers import HandoverState
from db.periods import today
from db.queries.handover_lines import LineRow
from db.queries.handovers import HandoverRow
from db.queries.people import person_row
from db.queries.policies import policies_of
from db.rights import may
from db.session import reading


def letters_box(me: Actor, row: HandoverRow) -> None:
    """A button for each letter that is declared."""
    declared = config().follow_up.letters
    if row.state != HandoverState.DONE or not declared or not may(me, "note_line"):
        return
    with st.container(border=True):
        st.markdown(f"**{t('handovers.letters')}**")
        st.caption(t("handovers.letters_told", most=config().follow_up.most_pages))
        for letter in declared:
            name = letter.name[language()]
            make = partial(_file, me, row, letter)
            paper_buttons(me, f"handover.{letter.code}", t("handovers.take_letters", name=name), name, make)


def _file(me: Actor, row: HandoverRow, letter: Letter, spoken: str, _stamp: str) -> tuple[bytes, int]:
    # Whom the reader may not see they do not write to.
    lines = [line for line in urgent(me, row, None, limit=config().follow_up.most_pages) if line.customer]
    with reading(me) as session:
        mails = {line.successor_id: person_row(session, line.successor_id).email for line in lines if line.successor_id}
    to = [_addressed(me, row, line, mails.get(line.successor_id or 0)) for line in lines]
    return letters(letter, to, today(), spoken), len(to)


def _addressed(me: Actor, row: HandoverRow, line: LineRow, mail: str | None) -> Addressed:
    with reading(me) as session:
        held = policies_of(session, me, [line.customer_id])
    running = [one for one in held if one.state(today()) == "in_force"]
    policies = [f"{one.number} · {product(one)} · {plain('policy.cover_end')} {day(one.cover_end)}" for one in running]
    return Addressed(line.customer or "", row.leaver, line.successor or "–", mail, policies)
