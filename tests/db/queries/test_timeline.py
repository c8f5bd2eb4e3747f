"""What happened to a customer: everything once, newest first, and no more than the role sees."""

from datetime import date

import pytest

from db.models.people import Role
from db.queries.customer_money import Year, money_by_year
from db.queries.timeline import KINDS, count_events, timeline
from db.session import reading
from factories import activity, company, customer, hand_over, hire, lead, member, moved, opportunity
from factories_money import claim, claim_event, cost, end_cover, endorse, policy, premium_event, receive


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("BAOKE_TODAY", "2026-06-30")


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李四")


@pytest.fixture
def theirs(li):
    """A customer with one of everything."""
    wang = hire("wang", name="王芳")
    number = customer(wang, since="2025-01-01")
    hand_over(number, li, "2025-03-01")
    member(number, wang, since="2025-04-01", until="2025-05-01")
    sold = policy(number, 3_650, "2025-06-01", parts=1)
    receive(sold, 3_650, "2025-06-05")
    endorse(sold, 100, "2025-07-01")
    loss = claim(sold, "2025-08-01", estimate=500)
    claim_event(loss, "payment", 400, "2025-09-01")
    premium_event(sold, "refund", 50, "2026-01-15")
    end_cover(sold, "2026-02-01")
    hope = opportunity(number, "contact", opened_on="2025-10-01")
    moved(hope, "contact", "needs", "2025-10-20", li, days=19)
    activity(number, "2025-11-01", li, status="done", subject="送方案", outcome="有意向")
    activity(number, "2026-09-01", li)
    lead("D1T1", li, name="某公司", received_on="2024-12-01", customer_id=number)
    cost(number, 20, "2025-06-10")
    return number


def told(session, me, number, **asked):
    return [(str(event.on), event.kind, event.what) for event in timeline(session, me, number, **asked)]


STORY = [
    ("2026-02-01", "policy", "ended"),
    ("2026-01-15", "money", "refund"),
    ("2025-11-01", "activity", "done"),
    ("2025-10-20", "sale", "needs"),
    ("2025-10-01", "sale", "contact"),
    ("2025-09-01", "claim", "payment"),
    ("2025-08-01", "claim", "estimate"),
    ("2025-08-01", "claim", "reported"),
    ("2025-07-01", "policy", "endorsed"),
    ("2025-06-05", "money", "receipt"),
    ("2025-06-01", "policy", "signed"),
    ("2025-05-01", "serving", "left"),
    ("2025-04-01", "serving", "joined"),
    ("2025-03-01", "serving", "owner"),
    ("2025-01-01", "serving", "owner"),
    ("2024-12-01", "lead", "new"),
]


def test_everything_stands_once_newest_first(li, theirs):
    with reading(li) as session:
        assert told(session, li, theirs) == STORY
        assert count_events(session, li, theirs) == {kind: sum(each[1] == kind for each in STORY) for kind in KINDS}
        events = timeline(session, li, theirs)
    assert len({event.id for event in events}) == len(STORY)
    by_what = {event.what: event for event in events}
    assert (by_what["needs"].note, by_what["needs"].code, by_what["needs"].person) == (
        "contact",
        "relationship",
        "李四",
    )
    assert (by_what["done"].title, by_what["done"].note, by_what["done"].code) == ("送方案", "有意向", "visit")
    assert (by_what["payment"].amount, by_what["endorsed"].amount) == (40_000, 10_000)
    assert by_what["joined"].person == "王芳"


def test_by_kind_and_page_by_page(li, theirs):
    with reading(li) as session:
        assert told(session, li, theirs, kind="money") == [each for each in STORY if each[1] == "money"]
        pages = [told(session, li, theirs, limit=6, offset=at) for at in (0, 6, 12)]
    assert [row for page in pages for row in page] == STORY


def test_each_role_sees_its_own_part(theirs):
    care, loss = hire("care", Role.SERVICE, "C"), hire("loss", Role.CLAIMS, "C")
    with reading(care) as session:
        found = timeline(session, care, theirs)
        assert {event.kind for event in found} == {"policy", "money", "activity", "serving"}
        assert not [event.note for event in found if event.kind == "serving" and event.note]
    with reading(loss) as session:
        assert set(count_events(session, loss, theirs)) == {"policy", "claim", "serving"}


@pytest.mark.parametrize("role", [Role.SALESPERSON, Role.ANALYST, Role.ADMIN])
def test_a_stranger_sees_nothing(theirs, role):
    stranger = hire("far", role, "D2T1" if role is Role.SALESPERSON else "C")
    with reading(stranger) as session:
        assert timeline(session, stranger, theirs) == []
        assert count_events(session, stranger, theirs) == {}
        assert money_by_year(session, stranger, theirs) == []


def test_what_came_in_and_went_out_by_year(li, theirs):
    with reading(li) as session:
        years = money_by_year(session, li, theirs)
    assert years == [Year(2026, -5_000, 0, 0), Year(2025, 365_000, 40_000, 2_000)]
    assert [year.rest for year in years] == [-5_000, 323_000]
    care = hire("care", Role.SERVICE, "C")
    with reading(care) as session:
        assert money_by_year(session, care, theirs)[1] == Year(2025, 365_000, None, None)
        assert money_by_year(session, care, theirs)[1].rest is None
    assert date(2026, 6, 30).year == years[0].year
