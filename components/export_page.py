"""Requests for exports: those that wait for one's decision, and one's own with what came of each."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.attempt import say_done
from components.export_card import request_card, request_head
from components.forms import fields
from components.forms.draft import Draft, opened, send
from components.listing import nothing
from components.navigation import page_at
from components.pager import page_of
from components.words import Label, t
from db.access import Actor
from db.commands.approve_export import approve_export
from db.commands.refuse_export import refuse_export
from db.config import config
from db.export_requests import allowance
from db.queries.exports import (
    PAGE,
    RequestRow,
    count_own,
    decided_requests,
    own_requests,
    requests_to_decide,
)
from db.rights import may
from db.session import reading


def export_page(me: Actor) -> None:
    """The whole page."""
    say_done()
    decides = may(me, "approve_export")
    with reading(me) as session:
        waiting = requests_to_decide(session, me) if decides else []
        past = decided_requests(session, me) if decides else []
        left, total = allowance(session, me), count_own(session, me)
    if decides:
        st.markdown(f"**{t('exports.to_decide')}**")
        for row in waiting:
            _to_decide(me, row)
        if not waiting:
            nothing(t("exports.none_waiting"), ":material/done_all:")
    st.markdown(f"**{t('exports.mine')}**")
    st.caption(t("exports.rule", free=left.free, left=left.left, days=config().exports.lasts_days))
    _own(me, total)
    if past:
        with st.expander(t("exports.past"), icon=":material/history:"):
            for row in past:
                request_card(me, row, whose=True)


def _own(me: Actor, total: int) -> None:
    if not total:
        nothing(t("exports.none"), ":material/outbox:")
        return
    offset = page_of("exports", total, PAGE)
    with reading(me) as session:
        rows = own_requests(session, me, offset=offset)
    for row in rows:
        request_card(me, row)


def _to_decide(me: Actor, row: RequestRow) -> None:
    """A request with the sentence to who asked, and the two ends."""
    draft = opened(f"decide_export.{row.id}", 0, {"sentence": ""}, probe="sentence")
    with st.container(border=True, gap="xsmall", key=f"export_request.{row.id}"):
        request_head(
            row,
            lambda: st.badge(t("exports.state_waiting"), icon=":material/hourglass_top:", color="orange"),
            whose=True,
        )
        with st.form(draft.widget("form"), border=False):
            sentence = fields.text(draft, "sentence", hint=t("exports.sentence_hint"))
            with st.container(horizontal=True, gap="small"):
                yes = st.form_submit_button(
                    t("exports.approve"), key=draft.widget("approve"), type="primary", icon=":material/check:"
                )
                no = st.form_submit_button(t("exports.refuse"), key=draft.widget("refuse"), icon=":material/block:")
        if (yes or no) and _send(draft, me, row, sentence, approved=yes):
            st.rerun()


def _send(draft: Draft, me: Actor, row: RequestRow, sentence: str, *, approved: bool) -> bool:
    order: dict[str, Any] = {"request_id": row.id, "sentence": sentence}
    if approved:
        done: Label = t("exports.did_approve", name=row.person)
        return send(draft, approve_export, me, done=done, **order) is not None
    return send(draft, refuse_export, me, done=t("exports.did_refuse", name=row.person), **order) is not None


def exports_told(waiting: tuple[int, int, int]) -> None:
    """The way to them from the notices, where there are any."""
    decide, ready, refused = waiting
    page = page_at("exports")
    if page is None:
        return
    told = [t("exports.waits_for_you", number=decide)] if decide else []
    told += [t("exports.ready_for_you", number=ready)] if ready else []
    told += [t("exports.refused_of_yours", number=refused)] if refused else []
    title = Label(" · ".join(told)) if told else t("page.exports")
    icon = ":material/approval_delegation:" if told else ":material/outbox:"
    st.page_link(page, label=title, icon=icon)
