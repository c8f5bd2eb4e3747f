"""Records a lead, and puts right what is known about one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.declared import line_names, region_name, regions, source_name, sources
from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send, tell
from components.words import plain, t
from db.access import Actor
from db.commands.add_lead import add_lead
from db.commands.change_lead import change_lead
from db.config import config
from db.errors import Refusal
from db.models.customers import CustomerKind
from db.models.people import Role
from db.queries.leads import LeadRow

Colleague = tuple[int, str, str]
ME, RULE, POOL = 0, -1, -2
"""Whose a new lead is, beside a colleague by their id: mine, whoever the rules say, or nobody's."""

KNOWN = ("name", "kind", "contact_name", "source", "region", "line", "note")


def add_form(me: Actor, colleagues: Sequence[Colleague], there: Sequence[str]) -> bool:
    """A new lead: who, how to reach them, what they may want, and whose it is."""
    whose = ME if me.role is Role.SALESPERSON else POOL
    base = {"name": "", "kind": CustomerKind.INDIVIDUAL, "whose": whose}
    draft = opened("add_lead", 0, base, probe="name")
    known = _known_lead(draft)
    if known:
        st.warning(t("leads.known", name=known), icon=":material/person_alert:")
    with st.form(draft.widget("form"), border=False):
        order = _fields(me, draft, there)
        names = _takers(me, colleagues)
        taker = fields.choice(draft, "whose", list(names), names.__getitem__)
        confirmed = bool(known) and st.checkbox(t("known.anyway"), key=draft.widget("confirmed"))
        saved = fields.save(t("leads.add"))
    if not saved:
        return False
    order |= {"confirmed": confirmed, "by_rule": taker == RULE}
    order["person_id"] = me.person_id if taker == ME else taker if taker and taker > 0 else None
    refused = partial(_refused, draft)
    return send(draft, add_lead, me, done=t("leads.added"), refused=refused, **order) is not None


def _takers(me: Actor, colleagues: Sequence[Colleague]) -> dict[int, str]:
    named = {ME: plain("leads.to_me"), RULE: plain("leads.to_rule")}
    named |= {} if config().leads.on_arrival else {POOL: plain("leads.to_pool")}
    return named | {number: name for number, _login, name in colleagues if number != me.person_id}


def base_of(row: LeadRow) -> dict[str, Any]:
    """What the form's fields stand at for a lead as it is; phone and e-mail begin empty."""
    return {name: getattr(row, name) or "" for name in KNOWN} | {"expected_premium": (row.expected_premium or 0) / 100}


def change_form(me: Actor, row: LeadRow, there: Sequence[str]) -> bool:
    """What is known about a lead; phone and e-mail left empty stay as they are."""
    draft = opened(f"change_lead.{row.id}", row.version, base_of(row), probe="name")
    both_versions(draft, row.version, base_of(row))
    with st.form(draft.widget("form"), border=False):
        order = _fields(me, draft, there, row)
        order["clear"] = fields.several(draft, "clear", ("phone", "email"), lambda name: plain(f"field.{name}"))
        saved = fields.save()
    if not saved:
        return False
    order |= {"lead_id": row.id, "version": draft.version}
    return send(draft, change_lead, me, done=t("leads.changed"), **order) is not None


def _fields(me: Actor, draft: Draft, there: Sequence[str], row: LeadRow | None = None) -> dict[str, Any]:
    lines = line_names(me)
    offered = regions(there, row.region if row else None)
    order: dict[str, Any] = {"name": fields.text(draft, "name", most=120)}
    order["kind"], order["contact_name"] = fields.beside(
        lambda: fields.choice(draft, "kind", list(CustomerKind), lambda code: plain(f"customer_kind.{code}")),
        lambda: fields.text(draft, "contact_name", most=80),
    )
    order["phone"], order["email"] = fields.beside(
        lambda: fields.text(draft, "phone", most=40, hint=row.phone if row else None),
        lambda: fields.text(draft, "email", most=120),
    )
    order["source"], order["region"], order["line"] = fields.beside(
        lambda: fields.choice(draft, "source", sources(row.source if row else None), source_name),
        lambda: fields.choice(draft, "region", offered, region_name),
        lambda: fields.choice(draft, "line", list(lines), lines.__getitem__),
    )
    order["expected_premium"] = fields.money(draft, "expected_premium")
    order["note"] = fields.text(draft, "note", most=500, long=True)
    return {name: "" if value is None else value for name, value in order.items()}


def _refused(draft: Draft, refusal: Refusal) -> None:
    """A lead with the same phone is told above the form, which then asks for a tick."""
    if refusal.key != "leads.known_lead":
        tell(refusal)
        return
    st.session_state[_slot(draft)] = (str(refusal.params["name"]), draft.typed("phone"))
    st.rerun()


def _known_lead(draft: Draft) -> str:
    name, phone = st.session_state.get(_slot(draft), ("", None))
    return name if phone == draft.typed("phone") else ""


def _slot(draft: Draft) -> str:
    return f"{draft.widget('known')}.lead"
