"""The rules of config.toml that carry numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from db.config_part import Code, Coded, Days, Part


class HighValue(Part):
    """Who counts as a high-value customer: either bound is enough."""

    premium_yuan: Annotated[int, Field(ge=0)] = 20_000
    policies: Days = 5

    @property
    def premium_fen(self) -> int:
        """The bound in the unit in which premium is kept."""
        return self.premium_yuan * 100


class Overdue(Part):
    """Upper ends, in days, of the age classes of overdue premium."""

    buckets: tuple[Days, ...] = (30, 90, 365)


class Renewal(Part):
    """When a renewal is due and on which days before expiry its owner is reminded."""

    reminders: tuple[Days, ...] = (90, 60, 30, 15, 7, 1)
    due_days: Days = 60


class Limits(Part):
    """What is more than anybody means to type."""

    premium_yuan: Annotated[int, Field(gt=0)] = 100_000_000

    @property
    def premium_fen(self) -> int:
        """The bound in the unit in which premium is kept."""
        return self.premium_yuan * 100


class BusinessType(Part):
    """What tells business switched to us from new business."""

    switch_gap_days: Days = 90


class Stalled(Part):
    """When an opportunity has stood still for too long."""

    over_expected: Annotated[float, Field(gt=0)] = 1.5


class DuplicateHint(Part):
    """How often in an hour somebody is told that a phone or an ID number is known already."""

    per_hour: Days = 20


class LostReason(Coded):
    """One reason for which sales are lost, by its code and its name."""

    code: Annotated[str, Field(min_length=1, max_length=24)]


class Sales(Part):
    """What is taken of an opportunity, and how many past cases make a chance."""

    most_premium_yuan: Annotated[int, Field(gt=0, le=10**11)] = 100_000_000
    most_years_ahead: Days = 5
    least_cases: Days = 20
    history_months: Days = 36
    lost: tuple[LostReason, ...] = ()

    @property
    def most_fen(self) -> int:
        """The bound in the unit in which premium is kept."""
        return self.most_premium_yuan * 100


class Pipeline(Part):
    """How the reports on the pipeline cut it."""

    age_days: tuple[Days, ...] = (14, 30, 60, 90)
    committed_from: Annotated[int, Field(ge=0, le=100)] = 75


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


class Rules(Part):
    """The rules that carry numbers."""

    high_value: HighValue = HighValue()
    limits: Limits = Limits()
    overdue: Overdue = Overdue()
    renewal: Renewal = Renewal()
    business_type: BusinessType = BusinessType()
    stalled: Stalled = Stalled()
    duplicate_hint: DuplicateHint = DuplicateHint()
    sales: Sales = Sales()
    pipeline: Pipeline = Pipeline()
    day: Day = Day()
    outlier: Outlier = Outlier()
