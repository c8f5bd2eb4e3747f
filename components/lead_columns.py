"""How leads stand in tables."""

from __future__ import annotations

from collections.abc import Mapping

from components.declared import region_name, source_name
from components.listing import Column, yuan
from components.words import plain


def short_lead_columns() -> list[Column]:
    """Leads on a home: who, how long they wait, how to reach them."""
    return [
        Column(plain("leads.name"), lambda row: row.name, width=150),
        Column(plain("leads.waiting"), lambda row: row.waiting, "count", 105),
        Column(plain("leads.status"), lambda row: plain(f"lead_status.{row.status}"), width=80),
        Column(plain("leads.source"), lambda row: source_name(row.source), width=90),
        Column(plain("leads.premium"), lambda row: yuan(row.expected_premium), "yuan", 130),
        Column(plain("leads.received_on"), lambda row: row.received_on, "day"),
    ]


def lead_columns(lines: Mapping[str, str], *, person: bool) -> list[Column]:
    """Leads; with `person` also whose they are."""
    whose = [Column(plain("leads.person"), lambda row: row.person or plain("leads.in_pool"), width=90)]
    return [
        Column(plain("leads.name"), lambda row: row.name, width=170),
        Column(plain("leads.status"), lambda row: plain(f"lead_status.{row.status}"), width=80),
        Column(plain("leads.waiting"), lambda row: row.waiting, "count", 105),
        *(whose if person else []),
        Column(plain("leads.line"), lambda row: lines.get(row.line or "", row.line), width=90),
        Column(plain("leads.source"), lambda row: source_name(row.source), width=90),
        Column(plain("leads.received_on"), lambda row: row.received_on, "day"),
        Column(plain("leads.premium"), lambda row: yuan(row.expected_premium), "yuan", 130),
        Column(plain("leads.region"), lambda row: region_name(row.region), width=90),
        Column(plain("leads.contact_name"), lambda row: row.contact_name, width=90),
        Column(plain("leads.phone"), lambda row: row.phone, width=110),
    ]
