"""What is hoped of an opportunity, as commands take it: within declared limits, and each new close day is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Invalid
from db.models.policies import Product
from db.models.sales import CloseDateChange, Opportunity
from db.periods import add_months, now, today
from db.rules.entries import entered
from db.run import WritingSession


def hoped(session: WritingSession, record: Opportunity | None, **typed: Any) -> dict[str, Any]:
    """The fields as an opportunity takes them; raises Invalid. What stands in the record already is never refused."""
    taken, rules = entered(Opportunity, **typed), config().rules.sales
    changed = {name for name, value in taken.items() if record is None or getattr(record, name) != value}
    wrong = {name: problem for name, problem in _problems(taken) if name in changed}
    product = taken.get("product_id")
    if "product_id" in changed and session.exec(select(Product.id).where(col(Product.id) == product)).first() is None:
        wrong["product_id"] = "entries.choice"
    if wrong:
        raise Invalid(fields=wrong, most=f"{rules.most_premium_yuan:,}", latest=_latest().isoformat())
    return taken


def _latest() -> date:
    """The last day on which a sale may be expected to close."""
    return add_months(today(), 12 * config().rules.sales.most_years_ahead)


def _problems(taken: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if (taken.get("expected_premium") or 0) > config().rules.sales.most_fen:
        yield "expected_premium", "sales.premium_over"
    for name in ("expected_close", "next_step_on"):
        if (day := taken.get(name)) is not None and day < today():
            yield name, "sales.close_in_past" if name == "expected_close" else "sales.step_in_past"
        elif day is not None and day >= _latest():
            yield name, "sales.too_far"


def note_close(session: WritingSession, actor: Actor, record: Opportunity, before: date) -> None:
    """Keep that an opportunity is expected to close on another day than before."""
    days = (record.expected_close - before).days
    if days:
        assert record.id is not None
        moved: dict[str, Any] = {"from_day": before, "to_day": record.expected_close, "days": days}
        when: dict[str, Any] = {"changed_on": today(), "changed_at": now(), "person_id": actor.person_id}
        session.add(CloseDateChange(opportunity_id=record.id, **moved, **when))
