"""What is hoped of an opportunity, as commands take it, within limits; each new premium and close day is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Invalid
from db.models.policies import Product
from db.models.sales import CloseDateChange, Opportunity, PremiumChange
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


@dataclass(frozen=True)
class Hopes:
    """What was hoped of an opportunity before a command changed it; `expected_premium` in fen."""

    expected_premium: int
    expected_close: date

    @classmethod
    def of(cls, record: Opportunity) -> Hopes:
        """What is hoped of it now."""
        return cls(record.expected_premium, record.expected_close)


def note_hopes(session: WritingSession, actor: Actor, record: Opportunity, before: Hopes) -> None:
    """Keep that an opportunity is expected to bring another premium, or to close on another day, than before."""
    assert record.id is not None
    when: dict[str, Any] = {"changed_on": today(), "changed_at": now(), "person_id": actor.person_id}
    days = (record.expected_close - before.expected_close).days
    if days:
        moved: dict[str, Any] = {"from_day": before.expected_close, "to_day": record.expected_close, "days": days}
        session.add(CloseDateChange(opportunity_id=record.id, **moved, **when))
    if record.expected_premium != before.expected_premium:
        told: dict[str, Any] = {"from_premium": before.expected_premium, "to_premium": record.expected_premium}
        session.add(PremiumChange(opportunity_id=record.id, **told, **when))
