"""The pool of leads is given out by the declared rules: how many and how is confirmed, who got how many is told."""

from __future__ import annotations

import streamlit as st

from components.attempt import attempt
from components.declared import way_name
from components.words import plain, t
from db.access import Actor
from db.commands.assign_pool import MOST, assign_pool
from db.config import config
from db.queries.leads import Asked, count_leads
from db.session import reading

SHARED = "leads.shared"


def share_out_form(me: Actor) -> bool:
    """Says how many leads the pool holds and by which rules they are given out, and does it once that is confirmed."""
    with reading(me) as session:
        waiting = min(count_leads(session, me, Asked(part="pool")), MOST)
    rules = " → ".join(way_name(rule) for rule in config().leads.assign)
    st.text(plain("leads.share_out_why", leads=waiting, rules=rules, most=config().leads.most_open))
    if not st.button(t("leads.share_out_now"), key="assign_pool", type="primary", icon=":material/check:"):
        return False
    shares = attempt(assign_pool, me)
    if shares is None:
        return False
    st.session_state[SHARED] = shares
    return True


def say_shared() -> None:
    """Tell who was given how many of the pool, once."""
    shares: list[tuple[str, int]] | None = st.session_state.pop(SHARED, None)
    if shares:
        who = plain("leads.between").join(plain("leads.share", name=name, leads=number) for name, number in shares)
        told = t("leads.shared_out", leads=sum(number for _name, number in shares), who=who)
        st.success(told, icon=":material/check:")
    elif shares is not None:
        st.warning(t("leads.shared_none"), icon=":material/group_off:")
