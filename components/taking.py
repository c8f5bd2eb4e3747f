"""What leaves as a file: offered at once while it is few rows, else asked for, and then taken once it is approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import streamlit as st

from components.address import codes
from components.forms import fields
from components.forms.draft import opened, send
from components.navigation import page_at
from components.people.card import moment
from components.words import Label, label, plain, t
from db.access import Actor
from db.commands.ask_export import ask_export
from db.config import config
from db.export_requests import Allowance, allowance, question_of
from db.models.exports import Verdict
from db.queries.exports import RequestRow, latest_request
from db.session import reading

LONGEST_ADDRESS = 400
Colour = Literal["orange", "red", "gray", "green"]


@dataclass(frozen=True)
class Wanted:
    """One export: where it stands, all that narrows its rows, what it is in words, how many rows it has.

    `rows` is None where what is seen is a few lines that nobody counted; at the click they are.
    """

    place: str
    asked: object
    what: str
    told: str
    rows: int | None = None

    @property
    def question(self) -> str:
        """By what the request and the file are known to be of the same rows."""
        return question_of(self.place, self.asked if self.asked is not None else codes())


def offered(me: Actor, wanted: Wanted, *, menu: bool) -> bool:
    """Whether it can be taken now; if not, what it takes is drawn instead: with `menu` in a menu of its own."""
    if wanted.rows is None:
        return True
    question = wanted.question
    with reading(me) as session:
        may = allowance(session, me)
        last = None if may.takes(wanted.rows) else latest_request(session, me, question)
    if may.takes(wanted.rows):
        return True
    if last is not None and last.ready and config().exports.covers(last.rows, wanted.rows):
        st.caption(t("exports.approved_by", name=last.decided_by, until=moment(last.expires_at)))
        if last.sentence:
            st.text(last.sentence)
        return True
    with st.popover(t("exports.ask_short"), icon=":material/lock:", type="tertiary") if menu else st.container():
        _instead(me, wanted, question, may, last)
    return False


def _instead(me: Actor, wanted: Wanted, question: str, may: Allowance, last: RequestRow | None) -> None:
    """Why it cannot be taken, what came of the last request, and the form that asks."""
    rows = wanted.rows or 0
    over = rows > may.free
    key = "exports.over_file" if over else "exports.over_day"
    st.caption(t(key, rows=rows, free=may.free, left=may.left))
    if last is not None and last.verdict is None:
        st.info(t("exports.waiting", at=moment(last.asked_at)), icon=":material/hourglass_top:")
    else:
        if last is not None and last.verdict == Verdict.REFUSED:
            st.warning(t("exports.refused_by", name=last.decided_by, sentence=last.sentence), icon=":material/block:")
        _ask(me, wanted, question)
    page = page_at("exports")
    if page is not None:
        st.page_link(page, label=t("exports.mine_link"), icon=":material/outbox:")


def _ask(me: Actor, wanted: Wanted, question: str) -> None:
    draft = opened(f"ask_export.{wanted.place}", 0, {"reason": ""}, probe="reason")
    with st.form(draft.widget("form"), border=False):
        reason = fields.text(draft, "reason", hint=t("exports.reason_hint"))
        asked = st.form_submit_button(t("exports.ask"), type="primary", icon=":material/send:")
    if not asked:
        return
    of = {"place": wanted.place, "question": question, "what": wanted.what, "told": wanted.told}
    address = urlencode(codes(), doseq=True)
    # An address that is cut off would lead elsewhere.
    kept = address if len(address) <= LONGEST_ADDRESS else ""
    order: dict[str, Any] = {**of, "asked": kept, "rows": wanted.rows, "reason": reason}
    if send(draft, ask_export, me, done=t("exports.asked"), **order) is not None:
        st.rerun()


def state_of(row: RequestRow) -> tuple[Label, str, Colour]:
    """A request's state: its word, its sign, its colour."""
    if row.verdict is None:
        return t("exports.state_waiting"), ":material/hourglass_top:", "orange"
    if row.verdict == Verdict.REFUSED:
        return t("exports.state_refused"), ":material/block:", "red"
    if row.used_at is not None:
        return t("exports.state_taken"), ":material/download_done:", "gray"
    if row.ready:
        return t("exports.state_ready"), ":material/task_alt:", "green"
    return t("exports.state_expired"), ":material/timer_off:", "gray"


def told_of(row: RequestRow) -> Label:
    """What a request is for, in one line."""
    return label(" · ".join((row.what, row.told or plain("exports.no_filters"))))
