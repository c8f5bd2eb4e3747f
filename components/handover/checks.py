"""The invariants of a handover as they are read: what was compared, before and after, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.listing import Column, table
from components.words import count, money, plain, t
from db.queries.certificates import Check

MONEY = ("premium_in_force", "receivable", "overdue_premium")


def check_name(check: Check) -> str:
    """What is compared."""
    return plain(f"handover_check.{check.name}")


def side(check: Check, value: int | str | None) -> str:
    """One side of the comparison as it is read: money, a number, or the beginning of a digest."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value[:12]
    return money(value) if check.name in MONEY else count(value)


def verdict(check: Check) -> str:
    """Whether it holds; open before anything has moved."""
    if check.holds is None:
        return plain("handovers.open_check")
    return plain("handovers.passed") if check.holds else plain("handovers.broken")


def table_name(table: str) -> str:
    """What the rows of a table are called."""
    return plain(f"record_table.{table}")


def checks_table(checks: Sequence[Check]) -> None:
    """All of them, and in a sentence what they come to."""
    if any(check.holds is False for check in checks):
        st.error(t("handovers.one_broken"), icon=":material/error:")
    elif checks and all(check.holds for check in checks):
        st.success(t("handovers.all_hold"), icon=":material/verified:")
    columns = [
        Column(plain("handovers.check"), check_name, width=320),
        Column(plain("handovers.before"), lambda check: side(check, check.before), width=150),
        Column(plain("handovers.after"), lambda check: side(check, check.after), width=150),
        Column(plain("handovers.holds"), verdict, width=100),
    ]
    table("handover.checks", checks, columns)
