"""Two stories for all tests of the demo that only read them; they stay in memory."""

from datetime import date

import pytest

from db.seed.story import tell

STORIES = [(1, date(2026, 6, 30), 500), (8, date(2024, 2, 29), 400)]


@pytest.fixture(scope="session", params=STORIES, ids=["month_end", "leap_day"])
def world(request):
    seed, as_of, customers = request.param
    return tell(seed=seed, as_of=as_of, customers=customers)
