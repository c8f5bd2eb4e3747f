"""Contacts of a customer: a new one, or one that is known already put right."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import both_versions, opened, send
from components.options import told_apart
from components.words import plain, t
from db.access import Actor
from db.commands.add_contact import add_contact
from db.commands.change_contact import change_contact
from db.models.customers import ContactRole, CustomerKind
from db.queries.customer_record import CustomerRecord, Named

NEW = 0


def contact_form(me: Actor, record: CustomerRecord) -> bool:
    """Whom it is about, then what is known of them; a phone or a birthday left empty stays as it is."""
    named = {contact.id: contact for contact in record.contacts}
    names = {NEW: plain("contacts.new"), **{number: contact.name for number, contact in named.items()}}
    about = NEW
    if named:
        about = st.selectbox(
            t("contacts.whom"),
            list(names),
            key=f"contacts.{record.who.id}.whom",
            format_func=told_apart(list(names), names.__getitem__),
        )
    return _fields(me, record, named.get(about))


def _fields(me: Actor, record: CustomerRecord, contact: Named | None) -> bool:
    version = contact.version if contact else 0
    base = _base(record, contact)
    draft = opened(f"contact.{record.who.id}.{contact.id if contact else NEW}", version, base, probe="name")
    both_versions(draft, version, base)
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"name": fields.text(draft, "name", most=80)}
        order["role"], order["job"] = fields.beside(
            lambda: fields.choice(draft, "role", list(ContactRole), lambda code: plain(f"contact_role.{code}")),
            lambda: fields.text(draft, "job", most=60),
        )
        order["phone"], order["born_on"] = fields.beside(
            lambda: fields.text(draft, "phone", most=40, hint=contact.phone if contact else None),
            lambda: fields.day(draft, "born_on"),
        )
        if contact:
            st.caption(t("contacts.leave_empty"))
        saved = fields.save()
    if not saved:
        return False
    if contact is None:
        order["customer_id"] = record.who.id
        return send(draft, add_contact, me, done=t("contacts.added"), **order) is not None
    order |= {"contact_id": contact.id, "version": draft.version}
    return send(draft, change_contact, me, done=t("contacts.changed"), **order) is not None


def _base(record: CustomerRecord, contact: Named | None) -> dict[str, Any]:
    """What the fields stand at: of a new contact, who is missing most."""
    if contact is not None:
        return {"name": contact.name, "role": contact.role, "job": contact.title or ""}
    decided = any(each.role == ContactRole.DECISION_MAKER for each in record.contacts)
    person = record.who.kind == CustomerKind.INDIVIDUAL
    role = ContactRole.FAMILY if person else ContactRole.USER if decided else ContactRole.DECISION_MAKER
    return {"name": "", "role": role, "job": ""}
