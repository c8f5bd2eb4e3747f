"""Somebody stands in while somebody hands over: who sees what is what the two mean together, now and afterwards."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.commands.begin_cover import begin_cover
from db.commands.end_cover import end_cover
from db.commands.undo_handover import undo_handover
from db.models.covers import Cover
from db.models.customers import Customer, Membership
from db.models.work import Activity
from db.periods import today
from db.queries.actors import actor_of
from db.run import run
from db.scope import sees
from db.session import reading
from factories import activity, company, customer, hire, member, one
from leaving import Branch, agreed, as_of_now, carried_out, version


@pytest.fixture
def team(url):
    """Ann is away and Bob stands in for her, when Lu leaves with two customers."""
    company()
    head, boss = hire("head", "department_head", "D1"), hire("boss", "manager")
    leaver, ann, bob = hire("lu"), hire("ann"), hire("bob")
    mine = [customer(leaver) for _ in range(2)]
    visits = [activity(each, today() + timedelta(1), leaver) for each in mine]
    begin(boss, ann, bob)
    return Branch(head, boss, leaver, [ann, bob], bob, mine, 0, visits)


@pytest.fixture
def guest(url):
    """Lu, with a customer of their own, reads one of Bob's; Ann takes both."""
    company()
    head, boss = hire("head", "department_head", "D1"), hire("boss", "manager")
    lu, ann, bob = hire("lu"), hire("ann"), hire("bob")
    customer(lu)
    member(bobs := customer(bob), lu)
    return SimpleNamespace(head=head, boss=boss, leaver=lu, takers=[ann], ann=ann, bob=bob, bobs=bobs)


def begin(boss, away, mate):
    people = {"absent_id": away.person_id, "substitute_id": mate.person_id, "reason": "illness"}
    return run(begin_cover, boss, planned_from=today(), until=today() + timedelta(5), **people)


def is_back(boss, cover):
    run(end_cover, boss, cover_id=cover, version=one(select(Cover.version).where(Cover.id == cover)))


def undo(of, made):
    run(undo_handover, of.boss, handover_id=made, version=version(made), reason="不走了")


def readers(of):
    """Who reads Bob's customer, be they away or not."""
    with reading(SYSTEM) as session:
        joined = select(Membership.person_id).where(Membership.customer_id == of.bobs, Membership.open == 1)
        found = set(session.exec(joined))
    return [name for name in ("leaver", "ann") if getattr(of, name).person_id in found]


def in_sight(person):
    me = actor_of(person.person_id)
    with reading(me) as session:
        return set(session.exec(select(Customer.id).where(sees(me, Customer))))


def visitor(number):
    return one(select(Activity.person_id).where(Activity.id == number))


def test_what_a_handover_brings_to_somebody_away_is_served_and_what_it_takes_back_is_not(team):
    ann, bob = team.takers
    before = as_of_now()
    made = agreed(team, takers=[ann])
    carried_out(team, made)
    assert in_sight(ann) == in_sight(bob) == set(team.mine)
    assert {visitor(each) for each in team.visits} == {bob.person_id}
    undo(team, made)
    assert (in_sight(ann), in_sight(bob), in_sight(team.leaver)) == (set(), set(), set(team.mine))
    assert {visitor(each) for each in team.visits} == {team.leaver.person_id}
    assert as_of_now() == before


def test_what_was_planned_with_somebody_away_meanwhile_waits_for_the_morning_as_ever(team):
    ann, _bob = team.takers
    own = activity(customer(ann), today() + timedelta(1), ann)
    before = as_of_now()
    made = agreed(team, takers=[ann])
    carried_out(team, made)
    assert visitor(own) == ann.person_id
    undo(team, made)
    assert as_of_now() == before


def test_who_takes_a_membership_while_standing_in_is_a_member_afterwards(guest):
    cover = begin(guest.boss, guest.bob, guest.ann)
    carried_out(guest, agreed(guest))
    is_back(guest.boss, cover)
    assert readers(guest) == ["ann"]


def test_a_membership_that_rested_comes_back_when_the_handover_is_undone(guest):
    made = agreed(guest)
    carried_out(guest, made)
    is_back(guest.boss, begin(guest.boss, guest.bob, guest.ann))
    undo(guest, made)
    assert readers(guest) == ["leaver"]


def test_a_membership_that_rests_comes_back_too(guest):
    made = agreed(guest)
    carried_out(guest, made)
    cover = begin(guest.boss, guest.bob, guest.ann)
    undo(guest, made)
    is_back(guest.boss, cover)
    assert readers(guest) == ["leaver"]


def test_who_stands_in_when_the_handover_is_undone_is_a_member_again_afterwards(guest):
    made = agreed(guest, "moved")
    carried_out(guest, made, disable=False)
    cover = begin(guest.boss, guest.bob, guest.leaver)
    undo(guest, made)
    is_back(guest.boss, cover)
    assert readers(guest) == ["leaver"]
