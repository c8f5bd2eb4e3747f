"""A customer's record: who it is, who serves it, and all that hangs on it, a part at a time."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.columns import claim_columns, policy_columns, product
from components.completeness_part import completeness_part
from components.customer_actions import customer_actions
from components.customer_chain import cover_and_money
from components.customer_summary import summary_of
from components.declared import reason_name
from components.facts import facts
from components.family_part import family_part
from components.files_part import files_part
from components.forms.serving import reveal_form
from components.listing import Column, nothing, picking, table
from components.lists import activity_list, sale_list
from components.members_part import members_part
from components.naming import code_name
from components.record_history import record_history
from components.record_link import record_link
from components.sight import seers_part
from components.talk import talk
from components.timeline import history
from components.twins_part import gone, twins_part
from components.words import day, label, plain, t
from db.access import Actor
from db.commands.reveal_customer import Revealed
from db.errors import Denied
from db.models.files import Attachment
from db.models.search import RecordKind
from db.models.talk import About, Comment
from db.periods import today
from db.queries.comments import comments
from db.queries.customer_record import CustomerRecord, Private, customer_record
from db.rights import may, reach
from db.session import reading

PRIVATE = ("phone", "id_number", "email", "address", "born_on")


def customer_card(me: Actor, customer_id: int) -> None:
    """The whole record page."""
    say_done()
    try:
        with reading(me) as session:
            record = customer_record(session, me, customer_id)
    except Denied:
        gone(me, customer_id)
        return
    _head(record)
    if record.who.may_write:
        customer_actions(me, record)
    parts = _parts(me, record)
    names = {name: _titled(name, number) for name, (number, _draw) in parts.items()}
    chosen = choose("part", t("form.choose"), [*parts], names.__getitem__, default="details", segments=True)
    parts[chosen][1](me, record)
    if record.who.may_write:
        record_history(me, RecordKind.CUSTOMER, customer_id)


Part = tuple[int | None, Callable[[Actor, CustomerRecord], None]]


def _parts(me: Actor, record: CustomerRecord) -> dict[str, Part]:
    """The parts of the record that the role has business with, each with how many rows it has."""
    parts: dict[str, Part] = {"details": (None, _details)}
    found = {
        "policies": (record.policies, _policies),
        "sales": (record.opportunities, _sales),
        "work": (record.activities, _work),
        "claims": (record.claims, _claims),
    }
    parts |= {name: (len(rows), draw) for name, (rows, draw) in found.items() if rows is not None}
    if record.policies is not None:
        parts["cover"] = (None, cover_and_money)
    if reach(me, Comment):
        parts["talk"] = (None, _talk)
    if reach(me, Attachment):
        parts["files"] = (None, files_part)
    parts["family"] = (None, family_part)
    if may(me, "change_customer"):
        parts["twins"] = (None, twins_part)
    return {**parts, "serving": (None, _serving), "history": (None, lambda me, of: history(me, of.who.id))}


def _titled(name: str, number: int | None) -> str:
    title = plain(f"customers.{name}")
    return f"{title} {number}" if number else title


def _head(record: CustomerRecord) -> None:
    who = record.who
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(label(who.name), anchor=False, width="content")
        if who.tier == "high":
            st.badge(t("tier.high"), icon=":material/star:", color="orange")
    facts = [plain(f"customer_kind.{who.kind}"), who.number, code_name("region", who.region), who.industry]
    owner = plain("customers.owner") + " " + record.owner.name
    st.text(" · ".join(fact for fact in (*facts, owner) if fact))


def _details(me: Actor, record: CustomerRecord) -> None:
    if summary := summary_of(record, today()):
        facts("summary", summary)
    completeness_part(me, record)
    left, right = st.columns(2, gap="medium")
    with left:
        _private(me, record)
        typed = [(plain("field.needs"), record.who.needs or ""), (plain("field.tags"), record.who.tags or "")]
        facts("needs", [(name, value) for name, value in typed if value])
    with right:
        st.markdown(f"**{t('customers.contacts')}**")
        for contact in record.contacts:
            told = (plain(f"contact_role.{contact.role}"), contact.title, contact.phone)
            st.text(f"{contact.name} · " + " · ".join(fact for fact in told if fact))
        if not record.contacts:
            st.caption("–")


def _private(me: Actor, record: CustomerRecord) -> None:
    """Personal fields: in full for who serves the customer, else masked and shown for a reason, for this run alone."""
    if record.private is None:
        return
    st.markdown(f"**{t('customers.personal')}**")
    there = any(getattr(record.private, name) for name in PRIVATE)
    if not there:
        st.caption(t("customers.no_personal"))
        return
    here = st.container()
    revealed = None
    if not record.private.in_full and may(me, "reveal_customer"):
        with st.expander(t("customers.masked"), icon=":material/visibility_off:"):
            revealed = reveal_form(me, record.who.id)
    with here:
        _personal(revealed or record.private)


def _personal(shown: Private | Revealed) -> None:
    named = [(name, getattr(shown, name)) for name in PRIVATE]
    known = [
        (plain(f"field.{name}"), day(value) if name == "born_on" else str(value)) for name, value in named if value
    ]
    facts("personal", known)


def _policies(me: Actor, record: CustomerRecord) -> None:
    rows = record.policies or []
    if not rows:
        nothing(t("customers.no_policies"), ":material/description:")
        return
    above = st.container()
    picked = picking("customer.policies", rows, policy_columns(ledger=rows[0].due is not None), most=14)
    row = next((row for row in rows if row.id == picked), None)
    if row is not None:
        with above:
            record_link(me, "policy", row.id, f"{product(row)} {row.number}", ":material/arrow_forward:")


def _claims(_me: Actor, record: CustomerRecord) -> None:
    if record.claims:
        table("customer.claims", record.claims, claim_columns(customer=False))
    else:
        nothing(t("customers.no_claims"))


def _sales(me: Actor, record: CustomerRecord) -> None:
    sale_list(me, record.opportunities or [], "customer.sales", owner=False, customer=False, most=10)


def _work(me: Actor, record: CustomerRecord) -> None:
    activity_list(me, record.activities or [], "customer.work", customer=False, person=True, most=14)


def _talk(me: Actor, record: CustomerRecord) -> None:
    with reading(me) as session:
        said = comments(session, me, About.CUSTOMER, record.who.id, [record.who.id])
    talk(me, About.CUSTOMER, record.who.id, said)


def _serving(me: Actor, record: CustomerRecord) -> None:
    st.markdown(f"**{t('customers.members')}**")
    members_part(me, record.members, may_write=record.who.may_write)
    st.markdown(f"**{t('customers.owners')}**")
    columns = [
        Column(plain("customers.owner"), lambda row: row.name, width=140),
        Column(plain("customers.since"), lambda row: row.since, "day"),
        Column(plain("customers.ended"), lambda row: row.until, "day"),
        Column(plain("customers.reason"), lambda row: reason_name(row.reason), width=260),
    ]
    table("customer.owners", record.owners, columns)
    seers_part(me, record)
