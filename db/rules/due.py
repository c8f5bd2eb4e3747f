"""What is due in a day: reminders by their days, visits that come again, and what the plan has room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.models.work import ActivityKind, Cause, Every
from db.rules.instalments import months_later

Key = tuple[Cause, int]


@dataclass(frozen=True)
class Due:
    """One thing to do for a customer: why (its cause, record and day), from when, what is at stake (fen).

    An item for the same record that was planned on `since` or later, or that is open, answers it.
    """

    cause: Cause
    cause_id: int
    customer_id: int
    customer: str
    subject: str
    cause_on: date
    since: date
    stake: int
    kind: ActivityKind = ActivityKind.CALL
    opportunity_id: int | None = None

    @property
    def key(self) -> Key:
        """What an open item is unique by, besides its person."""
        return self.cause, self.cause_id


@dataclass(frozen=True)
class Answered:
    """The latest day for which there was an item of a record, and whether one is open."""

    latest: date
    open: bool


def reminder_day(ends: date, today: date, reminders: Iterable[int]) -> date | None:
    """The last day of reminding that has come; None where the first is still ahead."""
    come = [days for days in reminders if days >= (ends - today).days]
    return ends - timedelta(min(come)) if come else None


def last_turn(first: date, every: int, unit: Every, today: date) -> date | None:
    """The last day, up to today, on which something that comes again was due; None before the first."""
    if today < first:
        return None
    if unit == Every.WEEK:
        return first + timedelta((today - first).days // (7 * every) * 7 * every)
    turns = ((today.year - first.year) * 12 + today.month - first.month) // every
    turn = months_later(first, turns * every)
    return turn if turn <= today else months_later(first, (turns - 1) * every)


def unanswered(due: Iterable[Due], answered: Mapping[Key, Answered]) -> list[Due]:
    """What no item stands for yet, the most at stake first."""
    return ranked(one for one in due if not _is_answered(one, answered.get(one.key)))


def ranked(due: Iterable[Due]) -> list[Due]:
    """The most at stake first."""
    return sorted(due, key=lambda one: (-one.stake, one.cause_on, one.cause, one.cause_id))


def _is_answered(one: Due, by: Answered | None) -> bool:
    return by is not None and (by.open or by.latest >= one.since)


def chosen(due: Sequence[Due], room: int) -> list[Due]:
    """What goes into a plan with room for so many: first the visits that were asked for to come again."""
    asked = [one for one in due if one.cause == Cause.RECURRING]
    others = [one for one in due if one.cause != Cause.RECURRING]
    return [*asked, *others[: max(0, room - len(asked))]]
