"""High value by premium or by number of policies, each bound included."""

import pytest

from db.rules.high_value import tier_of


@pytest.mark.parametrize(
    ("premium", "policies", "tier"),
    [(2_000_000, 1, "high"), (1_999_999, 4, "standard"), (0, 5, "high"), (0, 0, "standard")],
)
def test_one_bound_is_enough(premium, policies, tier):
    assert tier_of(premium, policies, least_premium=2_000_000, least_policies=5) == tier
