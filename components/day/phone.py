"""The numbers behind an item, revealed for this run and kept in the audit, each as a link that dials."""

from __future__ import annotations

import re

import streamlit as st

from components.attempt import attempt
from components.words import plain, t
from db.access import Actor
from db.commands.reveal_customer import reveal_customer
from db.errors import Denied
from db.queries.customer_record import customer_record
from db.queries.day_plan import PlanItem
from db.session import reading

NOT_DIALLED = re.compile(r"[^0-9+]")


def phone_numbers(me: Actor, item: PlanItem) -> None:
    """The customer's own number, and those of its contacts for who serves it."""
    numbers = _contacts(me, item)
    if item.phone_mask:
        reason = plain("day.reveal_why", subject=item.subject)
        shown = attempt(reveal_customer, me, customer_id=item.customer_id, reason=reason)
        if shown is not None and shown.phone:
            numbers.insert(0, (item.customer, shown.phone))
    for name, number in numbers:
        address = "tel:" + NOT_DIALLED.sub("", number)
        st.link_button(t("day.dial", name=name, number=number), address, icon=":material/call:", width="stretch")
    if not numbers:
        st.caption(t("day.no_phone"))


def _contacts(me: Actor, item: PlanItem) -> list[tuple[str, str]]:
    try:
        with reading(me) as session:
            record = customer_record(session, me, item.customer_id)
    except Denied:
        return []
    if record.private is None or not record.private.in_full:
        return []
    return [(contact.name, contact.phone) for contact in record.contacts if contact.phone]
