"""One story for all tests of the demo that only read it; it stays in memory."""

from datetime import date

import pytest

from db.seed.story import tell

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="session")
def world():
    return tell(seed=1, as_of=AS_OF, customers=500)
