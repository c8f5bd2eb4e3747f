"""The builders build what the database accepts, with every invariant of the book."""

from sqlmodel import col, func, select

from db.models.customers import Customer
from db.models.policies import BusinessType, Credit, Policy, PremiumEvent
from factories import (
    activity,
    company,
    contact,
    customer,
    day,
    day_plan,
    hand_over,
    hire,
    lead,
    member,
    one,
    opportunity,
    owner_of,
    place,
)
from factories_money import cancel, claim, cost, endorse, policy, receive, target


def ledger(policy_id, kind):
    amounts = select(func.sum(PremiumEvent.amount)).where(PremiumEvent.policy_id == policy_id)
    return one(amounts.where(col(PremiumEvent.kind) == kind)) or 0


def test_a_salesperson_sells_a_policy_in_quarters_and_hands_the_customer_over(url):
    units = company()
    li, wang = hire("li"), hire("wang", unit="D1T2")
    held = customer(li, phone="199 0000 0001")
    sold = policy(held, 36_500, "2025-03-01", parts=4, credit={li: 7_000, wang: 3_000})
    receive(sold, 9_125, "2025-03-01")
    endorse(sold, 3_650, "2025-09-01")
    hand_over(held, wang, "2025-10-01")
    assert (li.unit_id, owner_of(held)) == (units["D1T1"], wang.person_id)
    assert [ledger(sold, kind) for kind in ("sign", "instalment", "receipt")] == [4_015_000, 4_015_000, 912_500]
    credited = select(func.sum(Credit.amount)).where(Credit.person_id == li.person_id)
    assert one(credited) == 2_555_000 + 2_555_000 + 912_500 + 2 * 365_000
    assert one(select(Customer.first_cover_on)) == day("2025-03-01")


def test_a_renewal_follows_its_predecessor_and_a_cancellation_returns_premium(url):
    company()
    li = hire("li")
    held = customer(li)
    first = policy(held, 36_500, "2024-01-01", paid=True)
    second = policy(held, 36_500, "2025-01-01", renews=first, paid=True)
    cancel(second, "2025-04-11", 26_500)
    found = one(select(Policy).where(Policy.id == second))
    assert (found.business_type, found.cover_end) == (BusinessType.RENEWAL, day("2025-04-11"))
    assert [ledger(second, kind) for kind in ("instalment", "cancellation", "refund")] == [1e6, -2_650_000, 2_650_000]


def test_the_other_builders(url):
    company()
    li, head = hire("li"), hire("head", "department_head", "D1")
    held = customer(li)
    sold = policy(held, 1_000, "2026-01-01")
    made = [
        claim(sold, "2026-02-01", estimate=800, paid=300),
        cost(held, 20, "2026-02-01"),
        target("D1", "signed_premium", "2026-06-15", 5_000_000, person=li),
        opportunity(held, "needs"),
        lead("D1T1"),
        activity(held, "2026-06-30"),
        day_plan(li, "2026-06-30"),
        member(held, head),
        contact(held),
    ]
    place(li, "D1T2", "2026-06-01")
    assert all(made)
