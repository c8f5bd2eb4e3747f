"""Draws what the import of a list of leads did or would do: to whom they go, and where they come from."""

from __future__ import annotations

from components.declared import source_name
from components.listing import Column, table, yuan
from components.words import plain
from db.imports.lead_report import LeadTally


def lead_sums(tally: LeadTally) -> None:
    """Where the new leads go, and their sources."""
    lines = [
        (plain("import.leads_new"), tally.new, tally.premium),
        *((plain(f"import_lead.{name}"), getattr(tally, name), None) for name in ("named", "by_rule", "pooled")),
        *((source_name(code), number, None) for code, number in sorted(tally.sources.items())),
    ]
    columns = [
        Column(plain("import.number"), lambda line: line[1], "count", width=80),
        Column(plain("import.what"), lambda line: line[0]),
        Column(plain("import.amount"), lambda line: yuan(line[2]), "yuan"),
    ]
    table("import.sums", lines, columns)
