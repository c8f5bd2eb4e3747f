"""Days and moments in the columns of papers: in figures in Chinese, with the month's name in English."""

from __future__ import annotations

from datetime import date, datetime

from components.words import day, language
from db.periods import zone


def dated(when: date) -> str:
    """A day."""
    return when.isoformat() if language() == "zh" else day(when)


def instant(at: datetime | None) -> str:
    """A moment as the business zone reads it; a dash for none."""
    if at is None:
        return "–"
    there = at.astimezone(zone())
    return f"{dated(there.date())} {there:%H:%M}"
