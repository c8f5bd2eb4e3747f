"""On a customer's page: its household or group as a tree, with what each holds, and the form that changes its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.attempt import attempt, form_key
from components.day.finder import find_customer
from components.forms.draft import tell
from components.forms.panel import Action, panel
from components.listing import Column, nothing, opening, yuan
from components.record_link import open_record
from components.words import Label, count, money, plain, t
from db.access import Actor
from db.commands.set_parent import set_parent
from db.models.customers import CustomerKind
from db.queries.customer_record import CustomerRecord
from db.queries.family import Relative, family
from db.rights import may
from db.session import reading

STEP = "\u3000"
BRANCH = "└ "


def family_part(me: Actor, record: CustomerRecord) -> None:
    """The tree, its sums, and how to change it."""
    with reading(me) as session:
        tree = family(session, me, record.who.id)
    if len(tree) < 2:
        nothing(_alone(record), ":material/family_history:")
    else:
        _drawn(record, tree)
    if record.who.may_write and may(me, "set_parent"):
        _actions(me, record, tree)


def _alone(record: CustomerRecord) -> Label:
    return t("family.no_household") if record.who.kind == CustomerKind.INDIVIDUAL else t("family.no_group")


def _drawn(record: CustomerRecord, tree: Sequence[Relative]) -> None:
    known = [one for one in tree if one.policies is not None]
    told = [t("family.members", rows=len(tree))]
    if known:
        policies, premium = sum(one.policies or 0 for one in known), sum(one.premium or 0 for one in known)
        told.append(t("family.holds", policies=count(policies), premium=money(premium)))
    st.caption(" · ".join(told))
    columns = [
        Column(plain("customers.name"), lambda one: _indented(one, record.who.id), width=260),
        Column(plain("customers.owner"), lambda one: one.owner, width=100),
    ]
    if known:
        columns += [
            Column(plain("customers.in_force"), lambda one: one.policies, "count"),
            Column(plain("customers.premium_in_force"), lambda one: yuan(one.premium), "yuan"),
        ]
    columns.append(Column(plain("customers.number"), lambda one: one.number))
    tapped = opening(f"family.{record.who.id}", tree, columns, most=14)
    if tapped is not None and tapped != record.who.id:
        open_record("customer", tapped)


def _indented(one: Relative, here: int) -> str:
    name = f"● {one.name}" if one.id == here else one.name
    return f"{STEP * (one.level - 1)}{BRANCH}{name}" if one.level else name


def _actions(me: Actor, record: CustomerRecord, tree: Sequence[Relative]) -> None:
    own = next((one for one in tree if one.id == record.who.id), None)
    actions = [Action("set_parent", t("family.put"), ":material/account_tree:", lambda: _put(me, record))]
    panel(me, f"family.{record.who.id}.actions", actions)
    if own is not None and own.level:
        st.button(
            t("family.clear"),
            key=f"family.clear.{record.who.id}",
            type="tertiary",
            icon=":material/link_off:",
            on_click=_clear,
            args=(me, record),
        )


def _put(me: Actor, record: CustomerRecord) -> bool:
    who = record.who
    st.caption(t("family.find"))
    chosen = find_customer(me, f"family.{who.id}")
    key = form_key("set_parent", who.id, who.version, chosen)
    if not st.button(
        t("family.put"), key=f"family.put.{who.id}", type="primary", icon=":material/check:", disabled=chosen is None
    ):
        return False
    order: dict[str, Any] = {"customer_id": who.id, "version": who.version, "parent_id": chosen}
    return attempt(set_parent, me, key=key, done=t("family.done"), refused=tell, **order) is not None


def _clear(me: Actor, record: CustomerRecord) -> None:
    who = record.who
    attempt(set_parent, me, done=t("family.cleared"), customer_id=who.id, version=who.version, parent_id=None)
