"""The rules of config.toml on a salesperson's day, and on who of a team stands out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from db.config_part import Code, Coded, Days, Part


class Reason(Coded):
    """One tap that says why an item moves to another day."""

    code: Code


class Ending(Reason):
    """One tap that closes an item: what came of it, and whether it counts as done."""

    status: Literal["done", "missed"] = "done"


class Quota(Coded):
    """What a salesperson's day should hold: a number of contacts of each kind."""

    kinds: dict[str, Days]


class Day(Part):
    """How a salesperson's day is planned, handed in and closed."""

    items: Days = 12
    again_days: Days = 7
    cut_off: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "20:00"
    quota: str | None = None
    quotas: tuple[Quota, ...] = ()
    outcomes: tuple[Ending, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def named(self, code: str) -> Reason | None:
        """The outcome or the reason of that code."""
        return next((one for one in (*self.outcomes, *self.reasons) if one.code == code), None)

    @property
    def aim(self) -> Quota | None:
        """The profile in force."""
        return next((one for one in self.quotas if one.code == self.quota), None)


class Outlier(Part):
    """Who of a team stands out in a week, counted over the days gone by."""

    undone: Days = 3
    kept_below: Annotated[float, Field(ge=0, le=1)] = 0.6
    least_due: Days = 4
    days_without_plan: Days = 2
    effective: Annotated[int, Field(ge=0)] = 1
    least_done: Days = 5
