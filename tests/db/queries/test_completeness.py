"""How complete a customer's record is, read from the tables: each part by hand, and the same for one and for many."""

from datetime import date

import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.commands.add_contact import add_contact
from db.commands.change_contact import change_contact
from db.models.customers import Contact, CustomerPrivate
from db.models.people import Role
from db.queries.completeness import completeness
from db.run import run
from db.session import reading
from factories import activity, company, contact, customer, day, hire, member, one, opportunity, write
from factories_money import claim, claim_party, policy, receive
from opening import counting


@pytest.fixture
def li(url):
    company()
    return hire("li")


def scored(me, customer_id):
    with reading(me) as session:
        return completeness(session, me, [customer_id])[customer_id]


def part(me, customer_id, name):
    """(points, code of the gap) of one part."""
    (found,) = [each for each in scored(me, customer_id).parts if each.part == name]
    return found.points, found.gap and found.gap.code


def test_a_new_company_earns_only_what_does_not_apply(li):
    assert scored(li, customer(li, kind="organisation")).points == 15 + 10 + 10


def test_a_person_with_a_phone_decides_for_themselves(li):
    assert part(li, customer(li, phone="13800000000"), "decision_maker") == (20, None)
    assert part(li, customer(li), "decision_maker") == (0, "no_phone")
    assert part(li, customer(li, phone="12345"), "decision_maker") == (0, "no_phone")


def test_a_company_needs_a_decision_maker_with_a_phone_that_works_and_one_more(li):
    firm = customer(li, kind="organisation", phone="02161234567")
    assert part(li, firm, "decision_maker") == (0, "no_decision_maker")
    boss = run(add_contact, li, customer_id=firm, name="王总", role="decision_maker")
    assert part(li, firm, "decision_maker") == (0, "no_phone")
    assert part(li, firm, "another_contact") == (0, "no_other")
    known = {"contact_id": boss, "version": 1, "name": "王总", "role": "decision_maker"}
    run(change_contact, li, **known, phone="138 0000 0000")
    assert part(li, firm, "decision_maker") == (20, None)
    run(add_contact, li, customer_id=firm, name="小陈", role="user")
    assert part(li, firm, "another_contact") == (5, None)


def test_the_last_three_contacts_count_if_they_say_what_came_of_them(li):
    made = customer(li)
    activity(made, "2026-01-01", status="done", outcome="谈了很久")
    assert part(li, made, "interactions") == (5, "not_logged")
    for at, told in (("2026-02-01", {"result": "reached"}), ("2026-03-01", {"new_fact": 1}), ("2026-04-01", {})):
        activity(made, at, status="done", **told)
    assert part(li, made, "interactions") == (10, "not_logged")
    activity(made, "2026-05-01", status="missed", outcome="没来")
    activity(made, "2026-05-02", status="done", outcome="续保意向明确")
    assert part(li, made, "interactions") == (10, "not_logged")
    activity(made, "2026-05-03", status="done", outcome="已报价")
    assert part(li, made, "interactions") == (10, "not_logged")
    activity(made, "2026-05-04", status="done", outcome="")
    activity(made, "2026-05-05", status="done", outcome="已签")
    assert part(li, made, "interactions") == (10, "not_logged")
    activity(made, "2026-05-06", status="done", outcome="送单")
    activity(made, "2026-05-07", status="done", outcome="回访")
    assert part(li, made, "interactions") == (15, None)


def test_something_must_be_planned_for_today_or_later(li):
    made = customer(li)
    activity(made, "2026-06-29")
    activity(made, "2026-07-05", status="cancelled")
    activity(made, "2026-07-05", cause="gaps", cause_id=made)
    assert part(li, made, "next_action") == (0, "nothing_planned")
    activity(made, "2026-06-30")
    assert part(li, made, "next_action") == (15, None)
    sold = customer(li)
    opportunity(sold, next_step="报价", next_step_on=day("2026-06-29"))
    opportunity(sold, "lost", next_step="报价", next_step_on=day("2026-07-29"))
    assert part(li, sold, "next_action") == (0, "nothing_planned")
    opportunity(sold, next_step="报价", next_step_on=day("2026-07-29"))
    assert part(li, sold, "next_action") == (15, None)


def test_policies_in_force_need_a_premium(li):
    made = customer(li)
    policy(made, 0, "2024-01-01")
    assert part(li, made, "policies") == (15, None)
    unpriced = policy(made, 0, "2026-01-01")
    assert part(li, made, "policies") == (0, "no_premium")
    assert [each.gap.record_id for each in scored(li, made).gaps if each.part == "policies"] == [unpriced]
    policy(made, 100, "2026-01-01", paid=True)
    assert part(li, made, "policies") == (7, "no_premium")


def test_open_claims_need_somebody_named_or_a_word_with_the_customer_since(li):
    made = customer(li)
    term = policy(made, 100, "2026-01-01", paid=True)
    claim(term, "2026-03-01", status="closed")
    assert part(li, made, "claims") == (10, None)
    first, _second = claim(term, "2026-03-01", estimate=5), claim(term, "2026-05-01", estimate=5)
    activity(made, "2026-02-01", status="done", outcome="早了")
    assert part(li, made, "claims") == (0, "not_spoken")
    claim_party(first)
    assert part(li, made, "claims") == (5, "not_spoken")
    activity(made, "2026-05-01", status="done", outcome="已告知进展")
    assert part(li, made, "claims") == (10, None)


def test_overdue_premium_needs_a_word_since_its_last_part_fell_due(li):
    made = customer(li)
    term = policy(made, 400, "2025-09-01", parts=4)
    receive(term, 100, "2025-09-01")
    dunned = {"cause": "overdue", "cause_id": term, "status": "done"}
    activity(made, "2026-03-05", outcome="六月一并付清", **dunned)
    assert part(li, made, "instalments") == (0, "not_explained")
    activity(made, "2026-06-02", **dunned)
    assert part(li, made, "instalments") == (0, "not_explained")
    activity(made, "2026-06-02", result="reached", **dunned)
    assert part(li, made, "instalments") == (10, None)
    policy(made, 100, "2026-06-01")
    assert part(li, made, "instalments") == (5, "not_explained")
    other = customer(li)
    policy(other, 100, "2026-06-01", paid=True)
    assert part(li, other, "instalments") == (10, None)


def test_needs_and_a_birthday_of_whom_it_may_be(li):
    made = customer(li, phone="13800000000")
    assert (part(li, made, "needs"), part(li, made, "care")) == ((0, "no_needs"), (0, "no_birthday"))
    firm = customer(li, needs="团体意外", kind="organisation")
    contact(firm, born_on=date(1980, 1, 1))
    assert (part(li, firm, "needs"), part(li, firm, "care")) == ((5, None), (5, None))
    born = customer(li)
    write(CustomerPrivate(customer_id=born, born_on=date(1980, 1, 1)))
    assert part(li, born, "care") == (5, None)


def test_many_are_asked_of_as_few_times_as_one_and_only_those_in_sight_are_told(li):
    others = hire("wang", unit="D2T1")
    mine = [customer(li, phone="13800000000") for _ in range(4)]
    theirs = customer(others)
    for made in mine:
        claim(policy(made, 100, "2026-03-01"), "2026-04-01", estimate=5)
    asked = []
    for wanted in (mine[:1], [*mine, theirs]):
        with reading(li) as session, counting() as sent:
            found = completeness(session, li, wanted)
        assert set(found) == set(wanted) & set(mine)
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 11
    assert {found[made].points for made in mine} == {20 + 15}
    member(theirs, li)
    with reading(li) as session:
        assert set(completeness(session, li, [theirs])) == {theirs}


def test_a_role_that_sees_but_parts_is_told_nothing(li):
    made = customer(li)
    for role, unit in ((Role.SERVICE, "C"), (Role.CLAIMS, "C"), (Role.EXECUTIVE, "C"), (Role.ADMIN, "C")):
        me = hire(f"some_{role}", role, unit)
        with reading(me) as session:
            assert completeness(session, me, [made]) == {}
    head, chief = hire("head", Role.DEPARTMENT_HEAD, "D1"), hire("chief", Role.MANAGER)
    assert scored(head, made) == scored(chief, made) == scored(SYSTEM, made) == scored(li, made)


def test_a_contact_keeps_what_is_left_empty(li):
    firm = customer(li, kind="organisation")
    at = run(add_contact, li, customer_id=firm, name="王总", role="decision_maker", phone="13800000000")
    run(change_contact, li, contact_id=at, version=1, name="王总", role="influencer", job="厂长")
    kept = one(select(Contact).where(Contact.id == at))
    assert (kept.title, kept.phone, kept.phone_mask, kept.role) == ("厂长", "13800000000", "138****0000", "influencer")
