"""The certificate on the screen: every check with before and after, who did which step, the hash, and the paper."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.handover.checks import checks_table
from components.handover.handing_papers import paper_buttons
from components.listing import Column, nothing, table
from components.papers.certificate import certificate_paper, steps_taken
from components.words import plain, t
from db.access import Actor
from db.queries.certificates import Certificate, certificate
from db.queries.handover_annex import annex_intact, handover_annex
from db.queries.handovers import HandoverRow
from db.session import reading


def certificate_part(me: Actor, row: HandoverRow, found: Certificate) -> None:
    """Checks and steps; once it is done the hash and the paper."""
    if found.checks:
        checks_table(found.checks)
    else:
        nothing(t("handovers.checks_later"), ":material/fact_check:")
    columns = [
        Column(plain("handovers.what"), lambda step: step[0], width=130),
        Column(plain("handovers.who"), lambda step: step[1], width=260),
        Column(plain("handovers.when"), lambda step: step[2], width=140),
    ]
    st.markdown(f"**{t('handovers.taken')}**")
    table("handover.taken", steps_taken(found), columns)
    if not found.digest:
        return
    st.caption(t("handovers.digest"))
    st.code(found.digest, language=None, wrap_lines=True)
    with reading(me) as session:
        listed = annex_intact(session, me, row.id)
    if found.intact and listed:
        nothing(t("handovers.intact"), ":material/verified:")
    else:
        st.error(t("handovers.not_intact"), icon=":material/error:")
    title = plain("handovers.paper_title")
    paper_buttons(me, "handover.certificate", t("handovers.take_paper"), title, partial(_file, me, row))


def _file(me: Actor, row: HandoverRow, spoken: str, stamp: str) -> tuple[bytes, int]:
    with reading(me) as session:
        found = certificate(session, me, row.id)
        annex = handover_annex(session, me, row.id)
    return certificate_paper(found, annex, spoken, stamp), len(annex.rows)
