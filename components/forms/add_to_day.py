"""What is added to a day: something done already, something planned, a visit that comes again; for any customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from components.day.finder import find_customer
from components.forms import fields
from components.forms.day import chips, learned, next_day
from components.forms.draft import Draft, opened, send
from components.forms.plan import plan_form
from components.options import told_apart
from components.record_link import record_link
from components.words import plain, t
from db.access import Actor
from db.commands.add_recurring_visit import MOST_EVERY, add_recurring_visit
from db.commands.log_activity import log_activity
from db.config import config
from db.models.work import ActivityKind, ActivityStatus, Every
from db.periods import today
from db.queries.activities import Asked as Planned
from db.queries.activities import activities
from db.queries.opportunities import Asked, opportunities
from db.session import reading

MOST_TOLD = 3


def log_form(me: Actor) -> bool:
    """A contact that took place unplanned, with what came of it."""
    customer = find_customer(me, "log")
    return customer is not None and log_with(me, customer)


def log_with(me: Actor, customer: int) -> bool:
    """The same, with a customer that is known already."""
    _planned_already(me, customer)
    sales = _sales(me, customer)
    base = {"subject": "", "kind": ActivityKind.CALL}
    draft = opened(f"log_activity.{customer}", 0, base, probe="subject")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"kind": _kind(draft), "subject": fields.text(draft, "subject")}
        order["result"] = chips(draft, "result", _took_place(), first=True) or ""
        order["outcome"] = fields.text(draft, "outcome", most=500)
        order["opportunity_id"] = _for_sale(draft, sales)
        order |= learned(me, draft, for_sale=bool(sales))
        saved, order["next_on"] = next_day(draft)
    if order["next_on"] is None:
        order["next_step"] = ""
    return saved and send(draft, log_activity, me, done=t("day.logged"), customer_id=customer, **order) is not None


def _planned_already(me: Actor, customer: int) -> None:
    """The way to what the actor has planned with the customer for today: closing it is better than noting it twice."""
    asked = Planned(status=ActivityStatus.PLANNED, person=me.login, since=today(), until=today(), customer_id=customer)
    with reading(me) as session:
        rows = activities(session, me, asked, limit=MOST_TOLD)
    if not rows:
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown(t("day.planned_already"))
        for row in rows:
            name = f"{plain(f'activity_kind.{row.kind}')} · {row.subject}"
            record_link(me, "activity", row.id, name, ":material/task_alt:")


def add_form(me: Actor, day: date) -> bool:
    """Something planned with any customer, for the day that is shown."""
    customer = find_customer(me, "add")
    return customer is not None and plan_form(me, customer, _sales(me, customer), begins=day)


def repeat_form(me: Actor) -> bool:
    """A visit that comes again every so many weeks or months."""
    customer = find_customer(me, "repeat")
    if customer is None:
        return False
    base = {"subject": plain("day.repeat"), "kind": ActivityKind.VISIT, "unit": Every.MONTH, "first_on": today()}
    draft = opened(f"add_recurring_visit.{customer}", 0, base, probe="subject")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"kind": _kind(draft), "subject": fields.text(draft, "subject")}
        with st.container(horizontal=True):
            order["every"] = st.number_input(
                fields.name_of("every"), key=draft.widget("every"), value=1, min_value=1, max_value=MOST_EVERY
            )
            order["unit"] = fields.choice(draft, "unit", list(Every), lambda code: plain(f"every.{code}"))
            order["first_on"] = fields.day(draft, "first_on")
        saved = fields.save(t("day.repeat"))
    if not saved:
        return False
    return send(draft, add_recurring_visit, me, done=t("day.repeated"), customer_id=customer, **order) is not None


def _kind(draft: Draft) -> Any:
    return fields.choice(draft, "kind", list(ActivityKind), lambda code: plain(f"activity_kind.{code}"))


def _took_place() -> tuple[Any, ...]:
    return tuple(one for one in config().rules.day.outcomes if one.status == "done")


def _sales(me: Actor, customer: int) -> dict[int, str]:
    with reading(me) as session:
        return {row.id: row.title for row in opportunities(session, me, Asked(customer_id=customer), limit=20)}


def _for_sale(draft: Draft, sales: Mapping[int, str]) -> int | None:
    if not sales:
        return None
    return st.selectbox(
        t("work.for_sale"),
        [None, *sales],
        key=draft.widget("opportunity_id"),
        format_func=told_apart([None, *sales], lambda code: sales[code] if code else plain("work.no_sale")),
        placeholder=t("form.choose"),
    )
