"""新保, 转保 and 续保 are told apart by what came before."""

from datetime import date, timedelta

import pytest

from db.models.policies import BusinessType
from db.rules.business_type import business_type

INCEPTION = date(2025, 6, 1)


def test_a_policy_that_follows_one_of_ours_is_a_renewal_whoever_insured_before():
    found = business_type(INCEPTION, renews=True, prior_insurer="人保", prior_expiry=INCEPTION)
    assert found is BusinessType.RENEWAL


@pytest.mark.parametrize(
    ("gap", "found"),
    [(0, "switched"), (90, "switched"), (91, "new"), (-10, "switched")],
)
def test_another_insurers_cover_makes_it_switched_in_unless_it_ended_long_ago(gap, found):
    ended = INCEPTION - timedelta(days=gap)
    assert business_type(INCEPTION, renews=False, prior_insurer="平安", prior_expiry=ended) == found


@pytest.mark.parametrize(("insurer", "ended"), [(None, None), ("平安", None), (None, INCEPTION)])
def test_without_a_known_prior_insurer_and_date_it_is_new(insurer, ended):
    assert business_type(INCEPTION, renews=False, prior_insurer=insurer, prior_expiry=ended) is BusinessType.NEW


def test_the_gap_allowed_is_the_declared_one():
    given = {"renews": False, "prior_insurer": "平安", "prior_expiry": date(2025, 5, 1)}
    assert business_type(INCEPTION, **given, switch_gap_days=30) is BusinessType.NEW
