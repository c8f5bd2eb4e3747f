"""Business type 新保 / 转保 / 续保, computed from what came before the policy and never typed."""

from __future__ import annotations

from datetime import date

from db.models.policies import BusinessType


def business_type(
    inception: date,
    *,
    renews: bool,
    prior_insurer: str | None = None,
    prior_expiry: date | None = None,
    switch_gap_days: int = 90,
) -> BusinessType:
    """Renewal if it follows a policy of our book; switched in if another insurer's cover ended not long before."""
    if renews:
        return BusinessType.RENEWAL
    if prior_insurer and prior_expiry and (inception - prior_expiry).days <= switch_gap_days:
        return BusinessType.SWITCHED
    return BusinessType.NEW
