"""Lists and records show what is in today's scope, in a bounded number of queries."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from db.engine import database
from db.errors import Denied
from db.measure import measure
from db.periods import Period
from db.queries import activities as work
from db.queries import claims as losses
from db.queries import customers as book
from db.queries import opportunities as sales
from db.queries.customer_record import customer_record
from db.queries.evidence import kinds_done, missing_for
from db.queries.overdue_instalments import overdue_instalments
from db.queries.policies import policy_record
from db.queries.renewals_due import renewals_due
from db.queries.sale_history import steps
from db.session import reading
from factories import activity, company, contact, customer, day_plan, hand_over, hire, member, moved, opportunity
from factories_money import claim, policy, receive

TODAY = date(2026, 6, 30)


@pytest.fixture
def li(url):
    company()
    return hire("li")


@contextmanager
def counting():
    """Every statement sent to the database while inside."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(database().read, "before_cursor_execute", note)
    yield sent
    event.remove(database().read, "before_cursor_execute", note)


def ask(me, query, *args, **named):
    with reading(me) as session:
        return query(session, me, *args, **named)


def full_customer(owner):
    made = customer(owner, "华东物流", phone="13800001234", id_number="110101199001011237", region="江苏", tier="high")
    contact(made, phone="13900005678", phone_mask="139****5678")
    first = policy(made, 10_000, "2025-08-01", parts=2)
    receive(first, 5_000, "2025-08-01")
    claim(first, "2026-02-01", estimate=3_000, paid=1_000, paid_on="2026-03-01")
    sale = opportunity(made, "needs", opened_on="2026-01-05")
    activity(made, "2026-06-30", owner, opportunity_id=sale)
    return made


def test_the_list_is_narrowed_sorted_and_cut_by_the_database(li):
    for number in range(55):
        customer(li, f"客户{number:02}", region="上海" if number % 2 else "江苏", number=f"N{number:02}")
    asked = book.Asked(region="上海")
    assert ask(li, book.count_customers, asked) == 27
    page = ask(li, book.customers, asked, sort="number", descending=True, limit=10)
    assert [row.number for row in page] == [f"N{number:02}" for number in range(53, 33, -2)]
    assert [row.name for row in ask(li, book.customers, book.Asked(search=" n07 "))] == ["客户07"]
    assert len(ask(li, book.customers, book.Asked(), offset=50)) == 5
    assert ask(li, book.regions) == ["上海", "江苏"]


def test_a_percent_sign_is_looked_for_as_typed(li):
    customer(li, "甲")
    assert ask(li, book.count_customers, book.Asked(search="%")) == 0


def test_the_list_tells_cover_and_owner(li):
    full_customer(li)
    row = ask(li, book.customers, book.Asked(owner="li", tier="high"))[0]
    assert (row.owner, row.in_force, row.next_expiry, row.phone) == ("li", 1, date(2026, 8, 1), "138****1234")
    assert ask(li, book.count_customers, book.Asked(owner="wang")) == 0


def test_claims_and_service_see_no_more_than_their_part(li):
    made = full_customer(li)
    desk = ask(hire("desk", "claims", "C"), customer_record, made)
    assert (desk.who.tier, desk.who.source, desk.who.needs) == (None, None, None)
    assert (desk.opportunities, desk.activities) == (None, None)
    assert len(desk.claims) == 1
    care = ask(hire("care", "service", "C"), customer_record, made)
    assert (care.claims, care.opportunities) == (None, None)
    assert care.who.tier == "high"
    assert care.policies[0].due == 1_000_000
    assert care.owners[0].reason is None
    rows = ask(hire("desk2", "claims", "C"), book.customers, book.Asked(tier="high"))
    assert [(row.name, row.tier) for row in rows] == [("华东物流", None)]


def test_the_record_is_whole_for_who_serves_it_and_masked_for_the_head(li):
    made = full_customer(li)
    mine = ask(li, customer_record, made)
    assert (mine.private.phone, mine.contacts[0].phone) == ("13800001234", "13900005678")
    head = ask(hire("boss", "manager"), customer_record, made)
    assert (head.private.phone, head.private.in_full) == ("138****1234", False)
    assert head.private.id_number == "110***********1237"
    assert head.contacts[0].phone == "139****5678"
    assert ask(hire("top", "executive", "C"), customer_record, made).private is None
    assert (mine.policies[0].due, mine.policies[0].paid, mine.policies[0].unpaid) == (1_000_000, 500_000, 500_000)
    assert (mine.claims[0].estimate, mine.claims[0].outstanding) == (300_000, 200_000)


def test_a_record_takes_as_many_queries_however_much_hangs_on_it(li):
    made = full_customer(li)
    for year in range(2015, 2025):
        claim(policy(made, 1_000, f"{year}-01-01"), f"{year}-05-01", estimate=10)
        activity(made, f"{year}-06-01", li)
    with counting() as sent:
        ask(li, customer_record, made)
    assert len(sent) <= 12, sent


def test_a_former_owner_is_in_the_history_and_sees_nothing(li):
    made, wang = customer(li), hire("wang")
    hand_over(made, wang, "2026-06-01")
    record = ask(wang, customer_record, made)
    assert [(owner.name, owner.until) for owner in record.owners] == [("wang", None), ("li", date(2026, 6, 1))]
    assert record.owner.name == "wang"
    with pytest.raises(Denied):
        ask(li, customer_record, made)


def test_renewals_read_as_a_chain(li):
    made = customer(li)
    first = policy(made, 900, "2024-03-01")
    second = policy(made, 950, "2025-03-01", renews=first)
    third = policy(made, 990, "2026-03-01", renews=second)
    record = ask(li, policy_record, second)
    assert [row.id for row in record.chain] == [third, second, first]
    assert [row.state(TODAY) for row in record.chain] == ["in_force", "expired", "expired"]
    assert [booking.kind for booking in record.bookings] == ["instalment", "sign"]
    with pytest.raises(Denied):
        ask(hire("far", unit="D2T1"), policy_record, second)


def test_due_renewals_end_soon_and_have_no_successor(li):
    made = customer(li)
    soon, renewed, _late = policy(made, 1, "2025-07-15"), policy(made, 2, "2025-07-20"), policy(made, 3, "2025-10-01")
    policy(made, 2, "2026-07-20", renews=renewed)
    assert [row.policy_id for row in ask(li, renewals_due)] == [soon]
    mate = hire("mate", unit="D2T1")
    member(made, mate)
    assert not ask(mate, renewals_due)


def test_the_card_counts_what_the_lists_of_the_home_show(li):
    made = customer(li)
    policy(made, 1, "2025-07-15", paid=True)
    policy(made, 3, "2025-12-01")
    opportunity(made, "needs", opened_on="2026-01-05", premium=500)
    day = Period(TODAY, TODAY + timedelta(1))
    with reading(li) as session:
        figures = {
            name: measure(session, li, name, period=day).total
            for name in ("renewals_due", "overdue_premium", "stalled", "pipeline")
        }
    assert figures["renewals_due"] == len(ask(li, renewals_due)) == 1
    assert figures["overdue_premium"] == sum(row.amount for row in ask(li, overdue_instalments)) == 300
    assert figures["stalled"] == len(ask(li, sales.opportunities, sales.Asked(stalled=True), own=True)) == 1
    assert figures["pipeline"] == ask(li, sales.count_opportunities, sales.Asked())[1] == 50_000


def test_overdue_premium_is_what_payments_of_the_oldest_part_leave(li):
    """The worked case of four instalments: 3,650 since September and 9,125 since December."""
    made = policy(customer(li), 36_500, "2025-03-01", parts=4)
    for paid_on in ("2025-03-01", "2025-06-20", "2025-09-01"):
        receive(made, 9_125, paid_on)
    settled = policy(customer(li), 800, "2025-03-01", paid=True)
    (owed,) = ask(li, overdue_instalments)
    assert (owed.policy_id, owed.amount, owed.since) == (made, 912_500, date(2025, 12, 1))
    assert owed.days(date(2025, 12, 31)) == 30
    assert settled != owed.policy_id


def test_a_sale_is_stalled_by_its_evidence(li):
    made = customer(li)
    old = opportunity(made, "needs", opened_on="2026-01-05", premium=500)
    new = opportunity(made, "needs", opened_on="2026-06-25", premium=700)
    opportunity(made, "won", opened_on="2026-01-05")
    assert [row.id for row in ask(li, sales.opportunities, sales.Asked(stalled=True))] == [old]
    assert ask(li, sales.count_opportunities, sales.Asked()) == (2, 120_000)
    rows = ask(li, sales.opportunities, sales.Asked(), sort="premium", descending=True, own=True)
    assert [(row.id, row.stalled) for row in rows] == [(new, False), (old, True)]


def test_an_opportunity_says_what_each_next_stage_lacks(li):
    made = opportunity(customer(li), "contact")
    moved(made, "contact", "contact", "2026-06-02", li)
    row = ask(li, sales.opportunity, made)
    done = ask(li, kinds_done, row)
    assert missing_for(row, done) == {"needs": ("activity.visit",), "lost": ("field.lost_reason",)}
    assert [step.by for step in ask(li, steps, made)] == ["li", None]


def test_the_head_sees_the_day_of_each_with_who_missed_most_first(li):
    boss, wang = hire("boss", "manager"), hire("wang")
    mine, theirs = customer(li), customer(wang)
    day_plan(li, TODAY)
    activity(mine, "2026-06-30", li, status="done")
    activity(mine, "2026-06-30", li)
    activity(mine, "2026-06-20", li, status="done", done_on="2026-06-30")
    activity(theirs, "2026-06-30", wang, status="missed")
    days = {each.login: each for each in ask(boss, work.team_day, TODAY)}
    assert list(days) == ["wang", "li", "boss"]
    li_day = days["li"]
    assert (li_day.planned, li_day.done, li_day.open, li_day.unplanned) == (2, 1, 1, 1)
    assert (days["wang"].missed, days["boss"].planned) == (1, 0)
    assert [each.login for each in ask(li, work.team_day, TODAY)] == ["li"]


def test_claims_are_found_by_number_policy_and_customer(li):
    made = full_customer(li)
    desk = hire("desk", "claims", "C")
    assert ask(desk, losses.count_claims, losses.Asked(search="物流")) == 1
    assert ask(desk, losses.count_claims, losses.Asked(status="closed")) == 0
    (row,) = ask(desk, losses.claims, losses.Asked(status="open"))
    assert (row.customer_id, row.paid) == (made, 100_000)
