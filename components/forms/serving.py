"""Who serves a customer: gives it to another owner, shares it with members, reveals its personal fields."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from components.attempt import attempt
from components.declared import reason_name
from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send
from components.words import label, plain, t
from db.access import Actor
from db.commands.add_member import add_member
from db.commands.assign_customer import assign_customer
from db.commands.end_membership import end_membership
from db.commands.reveal_customer import Revealed, reveal_customer
from db.queries.customer_record import CustomerRecord, Member
from db.rights import may

Colleague = tuple[int, str, str]


def assign_form(me: Actor, record: CustomerRecord, colleagues: Sequence[Colleague]) -> bool:
    """Another owner among the colleagues of the actor's units, and why."""
    names = {number: name for number, _login, name in colleagues if number != record.owner.person_id}
    base = {"reason": "", "person_id": None}
    draft = opened(f"assign_customer.{record.who.id}", record.who.version, base, probe="reason")
    both_versions(draft, record.who.version, {"owner": record.owner.name})
    with st.form(draft.widget("form"), border=False):
        taker = fields.choice(draft, "person_id", list(names), names.__getitem__)
        reason = fields.text(draft, "reason", most=120)
        saved = fields.save(t("customers.assign"))
    if saved and taker is None:
        st.error(t("customers.choose_somebody"))
    if not saved or taker is None:
        return False
    order = {"customer_id": record.who.id, "version": draft.version, "person_id": taker, "reason": reason}
    return send(draft, assign_customer, me, done=t("customers.assigned", name=names[taker]), **order) is not None


def member_form(
    me: Actor, customer_id: int, there: Collection[int], people: Sequence[Colleague], *, writes: bool = False
) -> bool:
    """A colleague of any unit, not of those who are `there`, who sees the customer from today on."""
    names = {number: name for number, _login, name in people if number not in there}
    base = {"reason": "", "person_id": None, "until": None}
    draft = opened(f"add_member.{customer_id}", 0, base, probe="reason")
    with st.form(draft.widget("form"), border=False):
        taker = fields.choice(draft, "person_id", list(names), names.__getitem__)
        can_write = st.checkbox(t("customers.can_write"), writes, key=draft.widget("can_write"))
        reason, until = _why_and_until(draft)
        saved = fields.save(t("customers.add_member"))
    if saved and taker is None:
        st.error(t("customers.choose_somebody"))
    if not saved or taker is None:
        return False
    order: dict[str, Any] = {"customer_id": customer_id, "person_id": taker, "can_write": can_write, "until": until}
    order["reason"] = reason
    return send(draft, add_member, me, done=t("customers.member_added", name=names[taker]), **order) is not None


def _why_and_until(draft: Draft) -> list[Any]:
    """Why, and the last day, which may stay empty."""
    return fields.beside(
        lambda: fields.text(draft, "reason", most=120),
        lambda: fields.day(draft, "until"),
    )


def member_row(me: Actor, member: Member, *, may_write: bool) -> None:
    """A member, since when, and the button that ends it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(member.name, width="content")
        kind = t("customers.writes") if member.can_write else t("customers.reads")
        if member.cover_id is not None and member.can_write:
            kind = t("customers.stands_in")
        last = member.until or member.last_day
        until = t("customers.until", day=last) if last else ""
        why = f" · {label(reason_name(member.reason))}" if member.reason else ""
        st.caption(f"{kind} · {label(plain('customers.from', day=member.since))} {until}{why}", width="content")
        if member.until is None and member.cover_id is None and may_write and may(me, "end_membership"):
            st.button(
                t("customers.end_membership"),
                key=f"end_membership.{member.id}",
                type="tertiary",
                icon=":material/person_remove:",
                on_click=_end,
                args=(me, member),
            )


def _end(me: Actor, member: Member) -> None:
    ended = t("customers.member_ended", name=member.name)
    attempt(end_membership, me, done=ended, membership_id=member.id, version=member.version)


def reveal_form(me: Actor, customer_id: int) -> Revealed | None:
    """Asks why, and answers the personal fields for this one run of the page; they are kept nowhere."""
    with st.form(f"reveal_customer.{customer_id}", border=False):
        reason = st.text_input(t("customers.reveal_why"), key=f"reveal.{customer_id}.reason", max_chars=200)
        asked = st.form_submit_button(t("customers.reveal"), icon=":material/visibility:")
    return attempt(reveal_customer, me, customer_id=customer_id, reason=reason) if asked else None
