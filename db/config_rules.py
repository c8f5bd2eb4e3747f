"""The rules of config.toml that carry numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from db.config_day import Day, Outlier
from db.config_part import Coded, Days, Part


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
