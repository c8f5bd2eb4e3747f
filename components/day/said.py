"""How a day and an item of a plan are put into words: date with weekday and lunar date, why it is there, outcomes."""

from __future__ import annotations

from datetime import date, datetime

from components.words import Label, language, money, plain, t
from db.config import config
from db.models.work import Cause
from db.periods import today, zone
from db.queries.day_plan import PlanItem
from db.rules.calendar import CalendarDay, calendar_day, next_working_day, on_working_day
from db.rules.due import Due


def clock(at: datetime) -> str:
    """The time of day in the business zone."""
    return f"{at.astimezone(zone()):%H:%M}"


def brief(day: date) -> str:
    """A day of about now, short enough for a button."""
    weekday = plain(f"weekday_short.{day.weekday()}")
    return plain("day.brief", day=day.day, month=day.month, weekday=weekday)


def dated(day: date) -> Label:
    """A date with its weekday and its lunar date."""
    return t("day.dated", day=day, weekday=plain(f"weekday.{day.weekday()}"), lunar=lunar(day))


def lunar(day: date) -> str:
    """The lunar date of a day."""
    return calendar_day(day).lunar[language() == "en"]


def free_day(of: CalendarDay) -> str | None:
    """What is special about a day: a holiday by its name, a day off, a weekend that is worked."""
    if of.holiday is not None:
        return plain("day.holiday", name=of.holiday[language() == "en"])
    if not of.works:
        return plain("day.free")
    return plain("day.make_up") if of.on.weekday() > 4 else None


def near_days() -> list[tuple[date, Label]]:
    """The two days that something is put off to by one tap; never one that is not worked."""
    now = today()
    following, week = next_working_day(now), on_working_day(date.fromordinal(now.toordinal() + 7))
    key = "day.tomorrow" if (following - now).days == 1 else "day.next_working"
    return [(following, t(key, day=brief(following))), (week, t("day.next_week", day=brief(week)))]


def why(item: PlanItem | Due) -> Label | None:
    """The sentence that says why an item is there; None for one that somebody planned by hand."""
    if item.cause is None or item.cause_on is None:
        return None
    days, key = (item.cause_on - today()).days, str(item.cause)
    if item.cause is Cause.RENEWAL and days < 1:
        key = "renewal_late"
    told = {"on": item.cause_on, "days": abs(days), "amount": money(item.stake or 0), "subject": item.subject}
    return t(f"why.{key}", **told)


def ending(code: str) -> str:
    """What was tapped when an item was closed or moved; a code that config.toml no longer has stands for itself."""
    chosen = config().rules.day.named(code)
    return chosen.name[language()] if chosen else code
