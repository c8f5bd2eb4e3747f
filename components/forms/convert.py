"""Makes a lead a customer with an opportunity; where the customer is there already, only the opportunity."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from components.declared import line_names
from components.forms import fields
from components.forms.draft import Draft, opened, send
from components.forms.known import Known, known_of, remember, show_known
from components.forms.sale import hopes_of
from components.options import told_apart
from components.words import plain, t
from db.access import Actor
from db.commands.convert_lead import convert_lead
from db.models.policies import BusinessType
from db.models.sales import SaleKind
from db.queries.leads import LeadRow


def convert_form(me: Actor, row: LeadRow, products: Mapping[int, str], of_line: Mapping[str, int]) -> bool:
    """The opportunity, with what the lead already says; `of_line` is the first product of each line."""
    draft = opened(f"convert_lead.{row.id}", row.version, _base(me, row, of_line), probe="title")
    known = known_of(draft)
    if known is not None:
        show_known(me, known)
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"title": fields.text(draft, "title", most=120)}
        order["kind"], order["id_number"] = fields.beside(
            lambda: fields.choice(draft, "kind", list(SaleKind), lambda code: plain(f"sale_kind.{code}")),
            lambda: fields.text(draft, "id_number", most=40),
        )
        order |= hopes_of(draft, products)
        order["customer_id"] = _attached(draft, known)
        saved = fields.save(t("leads.convert"))
    if not saved:
        return False
    order |= {"lead_id": row.id, "version": draft.version}
    refused = partial(remember, draft)
    return send(draft, convert_lead, me, done=t("leads.converted", name=row.name), refused=refused, **order) is not None


def _base(me: Actor, row: LeadRow, of_line: Mapping[str, int]) -> dict[str, Any]:
    wanted = line_names(me).get(row.line or "", "")
    return {
        "title": " · ".join(part for part in (row.name[:90], wanted) if part),
        "kind": SaleKind.RELATIONSHIP,
        "business_type": BusinessType.NEW,
        "product_id": of_line.get(row.line or ""),
        "expected_premium": (row.expected_premium or 0) / 100,
    }


def _attached(draft: Draft, known: Known | None) -> int | None:
    """The customer to hang the opportunity on, among those in sight that have the lead's number."""
    names = {match.customer_id: match.name for match in (known.matches if known else ()) if match.customer_id}
    if not names:
        if known is not None:
            st.caption(t("known.no_second"))
        return None
    chosen: int | None = st.selectbox(
        t("known.attach"),
        list(names),
        key=draft.widget("customer_id"),
        format_func=told_apart(names, names.__getitem__),
        placeholder=t("form.choose"),
    )
    return chosen
