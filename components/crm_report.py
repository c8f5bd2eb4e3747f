"""Draws what the import of another CRM's export did or would do: each file's rows, and what was put right in them."""

from __future__ import annotations

import streamlit as st

from components.listing import Column, table
from components.words import plain, t
from db.imports.crm_report import CrmTally

COUNTS = ("read", "taken", "corrected", "rejected", "new", "changed", "same")


def crm_sums(tally: CrmTally) -> None:
    """By file, read = taken as it stood + put right + not taken; then the rules that put rows right."""
    st.caption(t("import.by_file"))
    columns = [Column(plain("import.file_short"), lambda line: plain(f"import_part.{line[0]}"))]
    columns += [_count(name) for name in COUNTS]
    table("import.parts", list(tally.parts.items()), columns)
    lines = [(plain("import.members"), tally.members)] if tally.members else []
    lines += [(plain(f"import_rule.{name}"), number) for name, number in tally.rules.items()]
    if not lines:
        return
    st.caption(t("import.put_right"))
    number = Column(plain("import.number"), lambda line: line[1], "count", width=80)
    table("import.rules", lines, [number, Column(plain("import.what"), lambda line: line[0])])


def _count(name: str) -> Column:
    return Column(plain(f"import_count.{name}"), lambda line: line[1][name], "count", width=80)
