"""Who sees what and why: on a customer's page for who leads, and of a person in numbers for who keeps the accounts."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.facts import facts
from components.listing import Column, nothing, table
from components.words import count, plain, t
from db.access import REVIEWS, Actor
from db.queries.customer_record import CustomerRecord
from db.queries.seers import Seer, who_sees
from db.queries.sight import sight_of
from db.session import reading


def seers_part(me: Actor, record: CustomerRecord) -> None:
    """For who leads, once it is opened: everybody who sees the customer, who serves it first."""
    if me.role not in REVIEWS["customer"]:
        return
    key = f"seers.{record.who.id}.open"
    with st.expander(t("customers.seers"), icon=":material/visibility:", key=key, on_change="rerun") as box:
        if box.open:
            _seers(me, record)


def _seers(me: Actor, record: CustomerRecord) -> None:
    with reading(me) as session:
        found = who_sees(session, me, record.who.id)
    st.caption(t("sight.hint", people=len(found)))
    table(f"customer.seers.{record.who.id}", found, _columns(), most=14)


def _columns() -> list[Column]:
    return [
        Column(plain("work.person"), lambda row: row.name, width=110, pinned=True),
        Column(plain("sight.why"), _why, width=220),
        Column(
            plain("sight.may"), lambda row: plain("customers.writes" if row.writes else "customers.reads"), width=90
        ),
        Column(plain("sight.until"), lambda row: row.until, "day"),
        Column(plain("people.role"), lambda row: plain(f"role.{row.role}"), width=120),
        Column(plain("people.unit"), lambda row: row.unit, width=150),
    ]


def _why(row: Seer) -> str:
    return " · ".join(plain(f"way.{way}") for way in row.ways)


def sight_facts(me: Actor, person_id: int) -> None:
    """How much of the book one person sees, by way; no customer is named."""
    found = sight_of(me, person_id)
    if not found.total:
        nothing(t("sight.nothing"), ":material/visibility_off:")
        return
    told: list[tuple[str, Any]] = [(plain("sight.total"), count(found.total))]
    facts(f"sight.{person_id}", told + [(plain(f"way.{way}"), count(number)) for way, number in found.by_way.items()])
    st.caption(t("sight.twice"))
