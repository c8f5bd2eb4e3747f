"""The forms of a day: an item is closed by three taps, moved with a reason, or noted though nobody had planned it."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components.day.said import near_days
from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send
from components.words import language, t
from db.access import Actor
from db.commands.close_activity import close_activity
from db.commands.move_activity import move_activity
from db.config import config
from db.config_day import Ending, Reason
from db.noted import Noted
from db.periods import today
from db.queries.day_plan import PlanItem
from db.rights import may
from db.rules.calendar import next_working_day


def done_form(me: Actor, item: PlanItem) -> bool:
    """What came of an item and when it goes on; saved by the tap on the next day."""
    base = {"outcome": item.outcome, "next_step": item.next_step}
    draft = opened(f"done.{item.id}", item.version, base, probe="outcome")
    both_versions(draft, item.version, base)
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"result": chips(draft, "result", config().rules.day.outcomes) or ""}
        order["outcome"] = fields.text(draft, "outcome", most=500)
        order |= learned(me, draft, for_sale=item.opportunity_id is not None)
        saved, order["next_on"] = next_day(draft)
    if not saved:
        return False
    order |= {"activity_id": item.id, "version": draft.version}
    if order["next_on"] is None:
        order["next_step"] = ""
    return send(draft, close_activity, me, done=t("day.item_closed"), **order) is not None


def chips(
    draft: Draft,
    field: str,
    codes: tuple[Ending, ...] | tuple[Reason, ...],
    *,
    first: bool = False,
) -> Any:
    """One tap among what config.toml declares; with `first` the first one is tapped already."""
    names = {one.code: one.name[language()] for one in codes}
    begins = next(iter(names), None) if first else None
    return st.pills(
        fields.name_of(field),
        list(names),
        default=begins,
        key=draft.widget(field),
        format_func=lambda code: names.get(code, code),
    )


def learned(me: Actor, draft: Draft, *, for_sale: bool, steps: bool = True) -> dict[str, Any]:
    """The new facts and, with `steps`, the next step in words; folded, since most items need neither."""
    if not may(me, "change_customer"):
        return {"next_step": fields.text(draft, "next_step")} if steps else {}
    with st.expander(t("day.learned"), icon=":material/lightbulb:"):
        st.caption(t("day.learned_why"))
        step = fields.text(draft, "next_step") if steps else ""
        needs = fields.text(draft, "needs", most=500)
        contact = fields.text(draft, "contact", most=80)
        competitor, premium = "", 0
        if for_sale:
            competitor = fields.text(draft, "competitor", most=60)
            premium = fields.money(draft, "expected_premium")
    return {"noted": Noted(needs, competitor, premium or None, contact), "next_step": step}


def next_day(draft: Draft) -> tuple[bool, date | None]:
    """The buttons that save: each says when it goes on, the last one that it does not."""
    st.caption(t("day.next"))
    chosen, saved = None, False
    with st.container(horizontal=True, gap="xsmall"):
        for at, (day, name) in enumerate(near_days()):
            if st.form_submit_button(name, key=draft.widget(f"next.{at}"), type="primary" if at == 0 else "secondary"):
                chosen, saved = day, True
        if st.form_submit_button(t("day.next_none"), key=draft.widget("next.none")):
            saved = True
    return saved, chosen


def move_form(me: Actor, item: PlanItem, *, aimed: date | None = None) -> bool:
    """Why an item moves, and to which day, unless it was put on one already."""
    base = {"to_day": aimed or next_working_day(max(today(), item.planned_on)), "reason": ""}
    draft = opened(f"move.{item.id}.{aimed or ''}", item.version, base, probe="reason")
    both_versions(draft, item.version, {})
    with st.form(draft.widget("form"), border=False):
        reason = chips(draft, "reason", config().rules.day.reasons, first=True) or ""
        saved, to_day = _aimed_at(draft, aimed) if aimed else _near_or_chosen(draft)
    if not saved:
        return False
    order: dict[str, Any] = {"activity_id": item.id, "version": draft.version, "to_day": to_day, "reason": reason}
    return send(draft, move_activity, me, done=t("day.item_moved", day=to_day), **order) is not None


def _aimed_at(draft: Draft, aimed: date) -> tuple[bool, date]:
    """The one button of an item that was put on a day."""
    return st.form_submit_button(t("day.to_that", day=aimed), key=draft.widget("to.aimed"), type="primary"), aimed


def _near_or_chosen(draft: Draft) -> tuple[bool, date | None]:
    """The day to type, and a button for each of the two days that are near."""
    saved, to_day = False, fields.day(draft, "to_day")
    with st.container(horizontal=True, gap="xsmall"):
        for at, (day, name) in enumerate(near_days()):
            if st.form_submit_button(name, key=draft.widget(f"to.{at}"), type="primary" if at == 0 else "secondary"):
                saved, to_day = True, day
        saved = st.form_submit_button(t("day.that_day"), key=draft.widget("to.chosen")) or saved
    return saved, to_day
