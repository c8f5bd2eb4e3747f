"""High-value customers 高价值客户: by premium or by number of policies in force, as declared in config.toml."""

from __future__ import annotations

from db.models.customers import Tier


def tier_of(premium: int, policies: int, *, least_premium: int, least_policies: int) -> Tier:
    """The tier of a customer with so much premium (fen) and so many policies in force; one bound is enough."""
    return Tier.HIGH if premium >= least_premium or policies >= least_policies else Tier.STANDARD
