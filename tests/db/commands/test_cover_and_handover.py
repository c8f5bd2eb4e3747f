"""Whoever stands in for a successor serves what a handover brought them, and what it takes back no more."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.commands.begin_cover import begin_cover
from db.commands.undo_handover import undo_handover
from db.models.customers import Customer
from db.models.work import Activity
from db.periods import today
from db.queries.actors import actor_of
from db.run import run
from db.scope import sees
from db.session import reading
from factories import activity, company, customer, hire, one
from leaving import Branch, agreed, as_of_now, carried_out, version


@pytest.fixture
def team(url):
    """Ann is away and Bob stands in for her, when Lu leaves with two customers."""
    company()
    head, boss = hire("head", "department_head", "D1"), hire("boss", "manager")
    leaver, ann, bob = hire("lu"), hire("ann"), hire("bob")
    mine = [customer(leaver) for _ in range(2)]
    visits = [activity(each, today() + timedelta(1), leaver) for each in mine]
    cover = {"absent_id": ann.person_id, "substitute_id": bob.person_id, "reason": "illness"}
    run(begin_cover, boss, planned_from=today(), until=today() + timedelta(5), **cover)
    return Branch(head, boss, leaver, [ann, bob], bob, mine, 0, visits)


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
    run(undo_handover, team.boss, handover_id=made, version=version(made), reason="不走了")
    assert (in_sight(ann), in_sight(bob), in_sight(team.leaver)) == (set(), set(), set(team.mine))
    assert {visitor(each) for each in team.visits} == {team.leaver.person_id}
    assert as_of_now() == before
