"""Draws everything that ever happened to a customer, newest first, by kind and page by page."""

from __future__ import annotations

import streamlit as st

from components.address import choose
from components.declared import reason_name, source_name
from components.listing import Column, nothing, picking, yuan
from components.pager import page_of
from components.record_link import record_link
from components.stages import stage_name
from components.words import NOTHING, plain, t
from db.access import Actor
from db.queries.timeline import KINDS, PAGE, Event, count_events, timeline
from db.session import reading

PAGES = {"sale": "opportunity", "activity": "opportunity", "policy": "policy", "money": "policy", "claim": "policy"}


def history(me: Actor, customer_id: int) -> None:
    """The filter by kind, which stands in the address, and a page of what happened."""
    with reading(me) as session:
        counts = count_events(session, me, customer_id)
    names = {"all": _named("all", sum(counts.values()))}
    names |= {kind: _named(kind, counts[kind]) for kind in KINDS if counts.get(kind)}
    chosen = choose("kind", t("timeline.choose"), [*names], names.__getitem__, default="all", segments=True)
    kind = "" if chosen == "all" else chosen
    above = st.container()
    total = counts[kind] if kind else sum(counts.values())
    offset = page_of("timeline", total, PAGE, customer_id, kind)
    with reading(me) as session:
        events = timeline(session, me, customer_id, kind=kind, offset=offset)
    if not events:
        nothing(t("timeline.none"), ":material/history:")
        return
    picked = picking(f"timeline.{customer_id}", events, _columns(), most=18)
    event = next((each for each in events if each.id == picked), None)
    if event is not None and event.record_id is not None:
        with above:
            record_link(me, PAGES[event.kind], event.record_id, told(event), ":material/arrow_forward:")


def _named(kind: str, number: int) -> str:
    return f"{plain(f'timeline_kind.{kind}')} {number}"


def _columns() -> list[Column]:
    return [
        Column(plain("timeline.on"), lambda event: event.on, "day"),
        Column(plain("timeline.happened"), told, width=440),
        Column(plain("timeline.amount"), lambda event: yuan(event.amount), "yuan"),
        Column(plain("timeline.person"), lambda event: event.person, width=90),
    ]


def told(event: Event) -> str:
    """What happened, in a sentence; what somebody wrote about it stands behind."""
    text = _SENTENCES[event.kind](event)
    note = "" if event.kind == "sale" else _NOTES.get(event.kind, str)(event.note or "")
    return f"{text} · {note}" if note else text


def _serving(event: Event) -> str:
    return plain(f"happened.{event.what}", person=event.person or NOTHING)


def _policy(event: Event) -> str:
    if event.what != "signed":
        return plain(f"happened.{event.what}", title=event.title)
    return plain("happened.signed", title=event.title, type=plain(f"business_type.{event.code}"))


def _money(event: Event) -> str:
    return plain("happened.money", what=plain(f"entry.{event.what}"), title=event.title)


def _claim(event: Event) -> str:
    booked = event.what in ("estimate", "payment")
    what = plain(f"entry.{event.what}") if booked else plain(f"claim_status.{event.what}")
    return plain("happened.claim", what=what, title=event.title)


def _sale(event: Event) -> str:
    stages = {"to": stage_name(event.code or "", event.what), "title": event.title}
    if event.note is None:
        return plain("happened.opened", **stages)
    return plain("happened.moved", from_stage=stage_name(event.code or "", event.note), **stages)


def _activity(event: Event) -> str:
    kind, status = plain(f"activity_kind.{event.code}"), plain(f"activity_status.{event.what}")
    return plain("happened.activity", type=kind, what=status, title=event.title)


def _lead(event: Event) -> str:
    return plain("happened.lead", title=event.title, what=plain(f"lead_status.{event.what}"))


_NOTES = {"lead": source_name, "serving": reason_name, "policy": reason_name, "money": reason_name}
_SENTENCES = {
    "serving": _serving,
    "policy": _policy,
    "money": _money,
    "claim": _claim,
    "sale": _sale,
    "activity": _activity,
    "lead": _lead,
}
