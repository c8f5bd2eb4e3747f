"""Who sees a customer besides its owner, and why; those whose membership has ended stand folded."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.forms.serving import member_row
from components.words import t
from db.access import Actor
from db.queries.customer_record import Member


def members_part(me: Actor, members: Sequence[Member], *, may_write: bool) -> None:
    """The members of today, then those of before."""
    ended = [member for member in members if member.until is not None]
    for member in members:
        if member.until is None:
            member_row(me, member, may_write=may_write)
    if len(ended) == len(members):
        st.caption(t("customers.no_members"))
    if ended:
        with st.expander(t("customers.members_ended", rows=len(ended)), icon=":material/history:"):
            for member in ended:
                member_row(me, member, may_write=False)
