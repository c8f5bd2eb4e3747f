"""Opens an opportunity, and changes what is hoped of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send
from components.words import plain, t
from db.access import Actor
from db.commands.add_opportunity import add_opportunity
from db.commands.change_opportunity import change_opportunity
from db.config import config
from db.models.policies import BusinessType
from db.models.sales import SaleKind
from db.queries.opportunities import OpportunityRow

CHANGED = ("title", "business_type", "product_id", "expected_premium", "expected_close", "next_step", "next_step_on")


def add_form(me: Actor, customer_id: int, products: Mapping[int, str]) -> bool:
    """A new opportunity with a customer."""
    base = {"title": "", "kind": SaleKind.RELATIONSHIP, "business_type": BusinessType.NEW}
    draft = opened(f"add_opportunity.{customer_id}", 0, base, probe="title")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"title": fields.text(draft, "title", most=120)}
        kinds = [kind for kind in SaleKind if config().stages.of(kind)]
        order["kind"] = fields.choice(draft, "kind", kinds, lambda code: plain(f"sale_kind.{code}"))
        order |= hopes_of(draft, products)
        saved = fields.save(t("sales.add"))
    if not saved:
        return False
    return send(draft, add_opportunity, me, done=t("sales.added"), customer_id=customer_id, **order) is not None


def base_of(sale: OpportunityRow) -> dict[str, Any]:
    """What the form's fields stand at for an opportunity as it is."""
    base = {name: getattr(sale, name) for name in (*CHANGED, "competitor")}
    return {**base, "expected_premium": sale.expected_premium / 100, "flagged": bool(sale.key)}


def change_form(me: Actor, sale: OpportunityRow, products: Mapping[int, str]) -> bool:
    """What is hoped and what comes next; the stage moves by its own form."""
    draft = opened(f"change_opportunity.{sale.id}", sale.version, base_of(sale), probe="title")
    both_versions(draft, sale.version, base_of(sale))
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"title": fields.text(draft, "title", most=120)}
        order |= hopes_of(draft, products)
        order["competitor"] = fields.text(draft, "competitor", most=60)
        order["flagged"] = st.checkbox(fields.name_of("flagged"), draft.base["flagged"], key=draft.widget("flagged"))
        saved = fields.save()
    if not saved:
        return False
    order |= {"opportunity_id": sale.id, "version": draft.version}
    return send(draft, change_opportunity, me, done=t("sales.changed"), **order) is not None


def hopes_of(draft: Draft, products: Mapping[int, str]) -> dict[str, Any]:
    """What is sold, what is expected of it and what comes next."""
    types = list(BusinessType)
    business_type, product_id = fields.beside(
        lambda: fields.choice(draft, "business_type", types, lambda code: plain(f"business_type.{code}")),
        lambda: fields.choice(draft, "product_id", list(products), products.__getitem__),
    )
    return {"business_type": business_type, "product_id": product_id, **hopes_and_steps(draft)}


def hopes_and_steps(draft: Draft) -> dict[str, Any]:
    """What is expected and when, what comes next and when."""
    premium, close = fields.beside(
        lambda: fields.money(draft, "expected_premium"),
        lambda: fields.day(draft, "expected_close"),
    )
    step, step_on = fields.beside(
        lambda: fields.text(draft, "next_step"),
        lambda: fields.day(draft, "next_step_on"),
    )
    return {"expected_premium": premium, "expected_close": close, "next_step": step, "next_step_on": step_on}
