"""A week of somebody's own plan: seven days beside each other, under each other on a phone; items move by dragging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from components.attempt import attempt
from components.board.drawing import draw_board
from components.day.said import brief, free_day, lunar
from components.forms.day import move_form
from components.record_link import record_link
from components.words import label, language, plain, short_money, t
from db.access import Actor
from db.commands.move_activity import move_activity
from db.config import config
from db.errors import Invalid, Refusal
from db.periods import today
from db.queries.day_plan import PlanItem, week_plan
from db.rights import may
from db.rules.calendar import calendar_day
from db.session import reading

AIM, TOLD, ROUND = "week.aim", "week.told", "week.round"


def week(me: Actor, day: date) -> None:
    """The week of a day, from Monday on; a tap on a day opens it, an item put on another day asks for the reason."""
    first = day - timedelta(day.weekday())
    with reading(me) as session:
        items = week_plan(session, me, first)
    above = st.container()
    drawn = {**week_drawn(me, items, first), "round": st.session_state.get(ROUND, 0)}
    if moved := draw_board(drawn, f"week.{first}"):
        _take(me, items, moved)
    with above:
        if sentence := st.session_state.pop(TOLD, None):
            st.warning(sentence, icon=":material/block:")
        _aimed(me, items)


def week_drawn(me: Actor, items: Sequence[PlanItem], first: date) -> dict[str, Any]:
    """What stands on the week, as the board places it: a pile a day, a card an item."""
    days = [first + timedelta(at) for at in range(7)]
    ahead = [day.isoformat() for day in days if day >= today()]
    words = {name: plain(f"week.{name}") for name in ("keys", "moving", "empty")} | {"drop": ""}
    piles = [_pile(day, [item for item in items if item.planned_on == day], ahead) for day in days]
    return {"look": "week", "piles": piles, "words": words, "may": may(me, "move_activity")}


def _pile(day: date, items: Sequence[PlanItem], ahead: list[str]) -> dict[str, Any]:
    return {
        "id": day.isoformat(),
        "title": brief(day),
        "href": "plan" if day == today() else f"plan?day={day}",
        "now": day == today(),
        "count": str(len(items)) if items else "",
        "sum": free_day(calendar_day(day)) or "",
        "chance": lunar(day),
        "next": ahead,
        "cards": [_card(item) for item in items],
        "more": "",
        "list": "",
        "end": False,
    }


def _card(item: PlanItem) -> dict[str, Any]:
    ended = "" if item.open else plain(f"activity_status.{item.status}")
    return {
        "id": item.id,
        "version": item.version,
        "title": item.customer,
        "who": item.subject,
        "premium": short_money(item.stake) if item.stake else "",
        "days": plain(f"activity_kind.{item.kind}"),
        "step": "",
        "late": item.open and item.planned_on < today(),
        "flags": [ended] if ended else [],
        "fixed": not item.open,
        "href": f"activity?id={item.id}",
    }


def _take(me: Actor, items: Sequence[PlanItem], moved: dict[str, Any]) -> None:
    """Ask why the item moves, or say at once that it cannot move there."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(AIM, None)
    item = next((item for item in items if item.id == moved.get("id") and item.open), None)
    to_day = _day_of(moved.get("to"))
    if item is not None and to_day is not None and may(me, "move_activity"):
        if to_day < today():
            _refused(me, item, to_day)
        else:
            st.session_state[AIM] = item.id, to_day
    st.rerun()


def _day_of(code: object) -> date | None:
    try:
        return date.fromisoformat(str(code))
    except ValueError:
        return None


def _refused(me: Actor, item: PlanItem, to_day: date) -> None:
    """What the command has to say about a day that is over, whatever the reason."""

    def told(refusal: Refusal) -> None:
        keys = [*refusal.fields.values()] if isinstance(refusal, Invalid) else [refusal.key]
        st.session_state[TOLD] = label(f"{item.customer}: {Refusal(keys[0]).sentence(language())}")

    reason = next((one.code for one in config().rules.day.reasons), "")
    order: dict[str, Any] = {"activity_id": item.id, "version": item.version, "to_day": to_day, "reason": reason}
    attempt(move_activity, me, refused=told, **order)


def _aimed(me: Actor, items: Sequence[PlanItem]) -> None:
    """The reason of the item that was put on another day, asked for above the week."""
    number, to_day = st.session_state.get(AIM, (0, None))
    item = next((item for item in items if item.id == number and item.open), None)
    if item is None or to_day is None:
        return
    with st.container(border=True, key="week.form"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            record_link(me, "activity", item.id, f"{item.customer} · {item.subject}", ":material/event:")
            st.button(t("week.leave_it"), key="week.leave", icon=":material/close:", type="tertiary", on_click=_leave)
        if move_form(me, item, aimed=to_day):
            _leave()
            st.rerun()


def _leave() -> None:
    st.session_state.pop(AIM, None)
