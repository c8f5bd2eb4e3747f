"""The calendar of China: which days are worked, what a holiday is called, and the lunar date beside a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Solar
from lunar_python.util import HolidayUtil

HOLIDAYS = {
    "元旦节": "New Year", "春节": "Spring Festival", "清明节": "Qingming", "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
    "国庆中秋": "National Day and Mid-Autumn", "抗战胜利日": "Victory Day",
}  # fmt: skip
FIXED = {(1, 1): "元旦节", (5, 1): "劳动节", (5, 2): "劳动节", **{(10, day): "国庆节" for day in (1, 2, 3)}}
LUNAR = {**{(1, day): "春节" for day in (1, 2, 3)}, (5, 5): "端午节", (8, 15): "中秋节"}


@dataclass(frozen=True)
class CalendarDay:
    """One day: whether it is worked, the holiday it belongs to, its lunar date; names in zh and en."""

    on: date
    works: bool
    holiday: tuple[str, str] | None
    lunar: tuple[str, str]


@lru_cache(maxsize=4096)
def calendar_day(day: date) -> CalendarDay:
    """What the calendar says of a day; of a year that is not arranged yet, by the law and the weekday alone."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    month = f"{abs(lunar.getMonth())}{'+' if lunar.getMonth() < 0 else ''}"  # a leap month has a number below zero
    written = (f"{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}", f"{month}/{lunar.getDay()}")
    arranged = HolidayUtil.getHoliday(day.year, day.month, day.day)
    if arranged is not None:
        name = None if arranged.isWork() else _named(arranged.getName())
        return CalendarDay(day, arranged.isWork(), name, written)
    name = None if _is_arranged(day.year) else _by_law(day)
    return CalendarDay(day, day.weekday() < 5 and name is None, name, written)


def next_working_day(day: date) -> date:
    """The first working day after a day."""
    following = day + timedelta(1)
    while not calendar_day(following).works:
        following += timedelta(1)
    return following


def on_working_day(day: date) -> date:
    """The day itself, or the next working one."""
    return day if calendar_day(day).works else next_working_day(day)


@lru_cache(maxsize=64)
def _is_arranged(year: int) -> bool:
    return HolidayUtil.getHoliday(year, 10, 1) is not None


def _named(name: str) -> tuple[str, str]:
    return name, HOLIDAYS.get(name, name)


def _by_law(day: date) -> tuple[str, str] | None:
    """The statutory holidays, among them the eve of the Spring Festival."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    morrow = day + timedelta(1)
    after = Solar.fromYmd(morrow.year, morrow.month, morrow.day).getLunar()
    name = FIXED.get((day.month, day.day)) or LUNAR.get((lunar.getMonth(), lunar.getDay()))
    if name is None and (after.getMonth(), after.getDay()) == (1, 1):
        name = "春节"
    if name is None and lunar.getJieQi() == "清明":
        name = "清明节"
    return _named(name) if name else None
