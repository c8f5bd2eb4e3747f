"""The rules of config.toml on handing customers over: what a complete record is, how a book is split, who approves."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from db.config_part import Days, Part

Points = Annotated[int, Field(ge=0, le=100)]
Weight = Annotated[float, Field(ge=0, le=100)]
OrNever = Annotated[int, Field(ge=0)]


class Completeness(Part):
    """What each part of a customer's record counts for; together they are 100."""

    decision_maker: Points = 20
    another_contact: Points = 5
    interactions: Points = 15
    next_action: Points = 15
    policies: Points = 15
    claims: Points = 10
    instalments: Points = 10
    needs: Points = 5
    care: Points = 5
    last_interactions: Days = 3

    @property
    def points(self) -> dict[str, int]:
        """The points of each part, in the order in which they are shown."""
        return {name: value for name, value in self if name != "last_interactions"}


class Split(Part):
    """How much each wish counts when a book is split, and the bounds that no wish may break.

    `within_percent` is how far, of an equal share, the best balance of premium may be missed for a better fit;
    `most_customers` how many a successor may own in the end, 0 for any number.
    """

    unit: Weight = 3
    line: Weight = 3
    region: Weight = 2
    near_renewal: Weight = 1
    near_days: Days = 90
    owing: Weight = 0.5
    load: Weight = 2
    within_percent: Annotated[float, Field(ge=0, le=100)] = 1
    count_present: bool = True
    together: bool = True
    most_customers: Annotated[int, Field(ge=0)] = 0


class Handover(Part):
    """What is asked of a handover; 0 asks for nothing.

    A department head who did not open it approves one of more customers, or of more premium in force, than this.
    `read_days` are the days for which a former owner who stays may still read what was handed over.
    """

    approval_over_customers: OrNever = 0
    approval_over_premium_yuan: OrNever = 0
    read_days: OrNever = 30
    completeness: Completeness = Completeness()
    split: Split = Split()

    def asks_approval(self, customers: int, premium: int) -> bool:
        """Whether a handover of so many customers and so much premium (fen) has to be approved."""
        most, dearest = self.approval_over_customers, self.approval_over_premium_yuan * 100
        return bool((most and customers > most) or (dearest and premium > dearest))
