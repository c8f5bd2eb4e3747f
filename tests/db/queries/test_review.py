"""Who holds what next, worked out by hand."""

from datetime import date

import pytest

from db.queries.review import next_steps
from db.session import reading
from factories import company, customer, hire, opportunity

TODAY = date(2026, 6, 30)


@pytest.fixture
def branch(url):
    company()
    return {"li": hire("li", name="李娜"), "chen": hire("chen", "manager")}


def test_who_holds_what_next(branch):
    theirs = customer(branch["li"])
    opportunity(theirs, title="无", premium=5)
    opportunity(theirs, title="到期", next_step="报价", next_step_on=date(2026, 6, 29))
    opportunity(theirs, title="以后", next_step="报价", next_step_on=date(2026, 7, 1))
    opportunity(theirs, "lost", title="失")
    with reading(branch["chen"]) as session:
        assert [row.title for row in next_steps(session, branch["chen"], TODAY)] == ["无", "到期"]
