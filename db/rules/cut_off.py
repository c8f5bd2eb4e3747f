"""When a day's plan is locked: at the declared time of the business zone."""

from __future__ import annotations

from datetime import date, datetime, time

from db.config import config
from db.periods import zone


def is_locked(day: date, today: date, at: datetime) -> bool:
    """Whether the plan of a day takes amendments only, at an instant of the business day `today`."""
    return day < today or (
        day == today and at.astimezone(zone()).time() >= time.fromisoformat(config().rules.day.cut_off)
    )
