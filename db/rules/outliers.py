"""Who of a team needs a look this week, by the numbers of config.toml; the reasons are told with the name."""

from __future__ import annotations

from dataclasses import dataclass

from db.config_day import Outlier


@dataclass(frozen=True)
class Week:
    """What a week came to so far: `due` was planned for the days gone by, `undone` of it is missed or still open."""

    due: int
    done: int
    undone: int
    effective: int
    days_without_plan: int


def outlying(week: Week, rule: Outlier) -> tuple[str, ...]:
    """The reasons why somebody stands out; none for who does not."""
    kept = week.done / week.due if week.due else 1.0
    found = {
        "undone": week.undone >= rule.undone,
        "kept": week.due >= rule.least_due and kept < rule.kept_below,
        "plans": week.days_without_plan >= rule.days_without_plan,
        "effective": week.done >= rule.least_done and week.effective < rule.effective,
    }
    return tuple(name for name, holds in found.items() if holds)
