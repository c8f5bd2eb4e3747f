"""The pages that are measured, each as somebody opens it; a record is another one each time."""

from collections.abc import Callable
from dataclasses import dataclass, field

ODOO = {
    "board": 300.0,
    "list of 80": 65.0,
    "record with history": 61.0,
    "stage change": 85.0,
    "department by month": 366.0,
}
"""Milliseconds of the same work in Odoo 17 on such a machine; a stage change took it 51 to 85."""


@dataclass(frozen=True)
class Visit:
    """One page as one role asks for it; `judged` pages must keep within the goal, `grows` says the answer may grow."""

    name: str
    login: str
    page: str = ""
    query: Callable[[int], dict] = field(default=lambda _turn: {})
    judged: bool = True
    odoo: str = ""


def _bar(_turn):
    return {"metric": "signed_premium", "period": "2026-05"}


def _balance(_turn):
    return {"metric": "receivable", "period": "2026-05"}


def _picked(_turn):
    return {"tile": "0", "on": "signed_premium", "pick": "month:2026-05"}


def _by_month(_turn):
    return {"metric": "signed_premium", "by": "department", "then": "month"}


def _board(_turn):
    return {"view": "board"}


SEEKERS = ("department_head", "executive", "salesperson")
NAMES = ("王伟", "张晓明", "zxm", "liw", "鼎盛物流", "P12345", "陈小丽", "wangf")


def _sought(name):
    """Another name, its initials, a number or a slip at each turn."""
    return lambda turn: {name: NAMES[turn % len(NAMES)]}


def records(ids):
    """The address of another customer's record at each turn."""
    return lambda turn: {"id": str(ids[turn % len(ids)])}


def visits(customers):
    """Every page that is measured; `customers` are ids of customers in sight, by login."""
    roles = ("department_head", "executive", "manager", "salesperson", "service", "claims")
    homes = [Visit(f"home of {who}", who) for who in roles]
    seen = [
        Visit(f"customer's record, {who}", who, "customer", records(customers[who]), odoo="record with history")
        for who in ("department_head", "executive", "salesperson")
    ]
    return [
        *homes,
        Visit("home of department_head, bar clicked", "department_head", "", _picked),
        Visit("drill-down of a month, department_head", "department_head", "rows", _bar),
        Visit("drill-down of a month, executive", "executive", "rows", _bar),
        Visit("drill-down of a balance, executive", "executive", "rows", _balance),
        Visit("drill-down of a month, salesperson", "salesperson", "rows", _bar),
        *seen,
        Visit("customers, department_head", "department_head", "customers", judged=False),
        Visit("customers, executive", "executive", "customers", judged=False),
        *(Visit(f"customers found, {who}", who, "customers", _sought("find"), judged=False) for who in SEEKERS),
        *(Visit(f"search everywhere, {who}", who, "search", _sought("q")) for who in SEEKERS),
        *(Visit(f"opportunities, {who}", who, "opportunities", odoo="list of 80") for who in SEEKERS),
        *(Visit(f"board, {who}", who, "opportunities", _board, odoo="board") for who in SEEKERS),
        Visit("plan of the day, salesperson", "salesperson", "plan"),
        Visit("team's week, manager", "manager", "team"),
        Visit("team's week, department_head", "department_head", "team"),
        Visit(
            "department by month, executive",
            "executive",
            "explore",
            _by_month,
            judged=False,
            odoo="department by month",
        ),
    ]
