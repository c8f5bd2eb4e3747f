"""Records a customer, and puts right what is known about one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.declared import region_name, regions, source_name, sources
from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send
from components.forms.known import confirm, known_of, remember, show_known
from components.record_link import open_record
from components.words import plain, t
from db.access import Actor
from db.commands.add_customer import add_customer
from db.commands.change_customer import change_customer
from db.models.customers import CustomerKind
from db.models.people import Role
from db.private import CLEARABLE
from db.queries.customer_record import CustomerRecord, Private

Colleague = tuple[int, str, str]
KNOWN = ("name", "region", "industry", "source", "tags", "needs")


def add_form(me: Actor, colleagues: Sequence[Colleague], there: Sequence[str]) -> bool:
    """A new customer, whose record is opened then; who leads a team says whose it is. `there`: the book's regions."""
    draft = opened("add_customer", 0, {"name": "", "kind": CustomerKind.INDIVIDUAL, "owner_id": None}, probe="name")
    known = known_of(draft)
    if known is not None:
        show_known(me, known)
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"name": fields.text(draft, "name", most=120)}
        order["kind"] = fields.choice(draft, "kind", list(CustomerKind), lambda code: plain(f"customer_kind.{code}"))
        if me.role is not Role.SALESPERSON:
            names = {number: name for number, _login, name in colleagues}
            order["owner_id"] = fields.choice(draft, "owner_id", list(names), names.__getitem__)
        order |= _known(draft, there, names=("region", "industry", "source", "needs"))
        order |= _numbers(draft)
        order["confirmed"] = known is not None and confirm(draft)
        saved = fields.save(t("customers.add"))
    refused = partial(remember, draft)
    made = send(draft, add_customer, me, done=t("customers.added"), refused=refused, **order) if saved else None
    if made is not None:
        open_record("customer", made)
    return False


def base_of(record: CustomerRecord) -> dict[str, Any]:
    """What the form's fields stand at for a customer as it is; personal fields begin empty."""
    return {name: getattr(record.who, name) or "" for name in KNOWN}


def change_form(me: Actor, record: CustomerRecord, there: Sequence[str]) -> bool:
    """Everything that may be put right; a personal field left empty stays as it is, unless it is to be cleared."""
    who = record.who
    draft = opened(f"change_customer.{who.id}", who.version, base_of(record), probe="name")
    both_versions(draft, who.version, base_of(record))
    known = known_of(draft)
    if known is not None:
        show_known(me, known)
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"name": fields.text(draft, "name", most=120)}
        order |= _known(draft, there, names=("region", "industry", "source", "tags", "needs"))
        st.caption(t("customers.leave_empty"))
        order |= _numbers(draft, record.private)
        order["email"], order["address"] = fields.beside(
            lambda: fields.text(draft, "email", most=120), lambda: fields.text(draft, "address")
        )
        order |= _cleared(draft, record.private)
        order["confirmed"] = known is not None and confirm(draft)
        saved = fields.save()
    if not saved:
        return False
    order |= {"customer_id": who.id, "version": draft.version}
    refused = partial(remember, draft)
    return send(draft, change_customer, me, done=t("customers.changed"), refused=refused, **order) is not None


def _known(draft: Draft, there: Sequence[str], *, names: Sequence[str]) -> dict[str, str]:
    drawn = {
        "region": lambda: fields.choice(draft, "region", regions(there, draft.base.get("region")), region_name),
        "industry": lambda: fields.text(draft, "industry", most=60),
        "source": lambda: fields.choice(draft, "source", sources(draft.base.get("source")), source_name),
        "tags": lambda: fields.text(draft, "tags", most=200),
    }
    short = [name for name in names if name in drawn]
    values = fields.beside(*(drawn[name] for name in short))
    known = {name: value or "" for name, value in zip(short, values, strict=True)}
    return {**known, "needs": fields.text(draft, "needs", most=2000, long=True)}


def _cleared(draft: Draft, private: Private | None) -> dict[str, list[str]]:
    """Of the personal fields that are there, those that are wrong and to be taken out."""
    there = [name for name in CLEARABLE if private and getattr(private, name)]
    return {"clear": fields.several(draft, "clear", there, lambda name: plain(f"field.{name}"))} if there else {}


def _numbers(draft: Draft, private: Private | None = None) -> dict[str, Any]:
    shown = private or Private(None, None, None, None, None, in_full=False)
    phone, number, born = fields.beside(
        lambda: fields.text(draft, "phone", most=40, hint=shown.phone),
        lambda: fields.text(draft, "id_number", most=40, hint=shown.id_number),
        lambda: fields.day(draft, "born_on"),
    )
    return {"phone": phone, "id_number": number, "born_on": born}
