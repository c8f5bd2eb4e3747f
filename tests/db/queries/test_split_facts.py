"""What a split is made from, read from the tables by hand, and split by the rule."""

import pytest

from db.config import config
from db.models.people import Role, Unit
from db.queries.split_facts import split_facts
from db.rules.split import propose
from db.rules.split_parties import Handed, Successor
from db.session import reading
from factories import change, company, customer, hand_over, hire, unit_id
from factories_money import endorse, policy, receive
from opening import counting


@pytest.fixture
def head(url):
    company()
    change(Unit, unit_id("D1T1"), region="城东区")
    return hire("head", Role.DEPARTMENT_HEAD, "D1")


def facts(me, leaver, *people):
    with reading(me) as session:
        return split_facts(session, me, leaver_id=leaver.person_id, people=[one.person_id for one in people])


def test_of_each_customer_what_it_holds_owes_and_when_cover_ends(head):
    leaver = hire("leaver")
    made = customer(leaver, region="江苏")
    policy(made, 1_000, "2024-01-01", paid=True)
    car = policy(made, 1_000, "2026-01-01", "2026-07-30", paid=True)
    policy(made, 500, "2026-05-01", product_code="fire")
    endorse(car, 200, "2026-03-01")
    endorse(car, 100, "2026-07-15")
    receive(car, 50, "2026-04-01")
    (found,) = facts(head, leaver).customers
    assert found == Handed(
        id=made,
        premium=170_000,
        # 500 of the new policy and 200 of the endorsement in force, less the 50 that came in.
        receivable=65_000,
        lines=frozenset({"car", "fire"}),
        region="江苏",
        days_left=30,
    )


def test_of_each_successor_what_they_have_and_know_and_how_far_they_sit(head):
    leaver = hire("leaver")
    near, beside = hire("near"), hire("beside", unit="D1T2")
    policy(customer(near, region="江苏"), 300, "2026-01-01", product_code="fire")
    customer(near)
    found = facts(head, leaver, near, beside, leaver).successors
    assert found == [
        Successor(
            near.person_id,
            lines=frozenset({"fire"}),
            regions=frozenset({"江苏", "城东区"}),
            customers=2,
            premium=30_000,
        ),
        Successor(beside.person_id, distance=1),
    ]


def test_a_household_is_one_family_whoever_heads_it(head):
    leaver, other = hire("leaver"), hire("other")
    elsewhere = customer(other)
    top = customer(leaver)
    child = customer(leaver, parent_id=top)
    grandchild = customer(leaver, parent_id=child)
    one, two = customer(leaver, parent_id=elsewhere), customer(leaver, parent_id=elsewhere)
    alone = customer(leaver)
    family = {each.id: each.family for each in facts(head, leaver).customers}
    assert family == {top: top, child: top, grandchild: top, one: elsewhere, two: elsewhere, alone: None}


def test_what_was_handed_on_and_what_is_out_of_reach_is_not_there(head):
    leaver, far = hire("leaver"), hire("far", unit="D2T1")
    gone = customer(leaver)
    kept = customer(leaver)
    hand_over(gone, far, "2026-06-01")
    found = facts(head, leaver, far)
    assert [each.id for each in found.customers] == [kept]
    assert found.successors == [Successor(far.person_id, distance=2)]


def test_it_asks_the_same_few_times_whatever_the_size_and_the_rule_takes_it_as_it_is(head):
    leaver, near, beside = hire("leaver"), hire("near"), hire("beside", unit="D1T2")
    sent_for = []
    for _ in range(2):
        for _ in range(4):
            policy(customer(leaver), 300, "2026-01-01")
        with reading(head) as session, counting() as sent:
            people = [near.person_id, beside.person_id]
            found = split_facts(session, head, leaver_id=leaver.person_id, people=people)
        sent_for.append(len(sent))
    assert sent_for[0] == sent_for[1] <= 12
    choices = propose(found.customers, found.successors, config().handover.split)
    assert [one.customer_id for one in choices] == [one.id for one in found.customers]
    given = [one.successor_id for one in choices]
    assert given.count(near.person_id) == given.count(beside.person_id) == 4
