"""A scope rule that is changed by one word is found out: the matrix would not stay green."""

# ruff: noqa: ARG005, PLW0108 - what stands in for a rule takes what the rule takes
from dataclasses import replace

import pytest
from sqlmodel import col, select

from authorisation import readers, test_rows
from authorisation.oracle import Oracle
from authorisation.world import settled
from db import access, guard, marks, rides, scope
from db.access import Reach
from db.engine import database
from db.errors import Denied
from db.everything import Everything
from db.guard import Guard
from db.models.covers import Cover
from db.models.customers import Membership, Ownership
from db.models.people import Placement, Role
from db.models.policies import Policy, PremiumEvent
from db.reads import CLAIMS, CUSTOMERS, READS
from db.session import reading

pytestmark = pytest.mark.ci

SEED = 2
SELLING = ("salesperson", "manager")


def leaks(*checks, roles=SELLING, seed=SEED):
    """What the checks of the matrix find in one world for one person of each role."""
    world, found = settled(seed), []
    for me in (next(one for one in world.actors() if one.role == role and one.unit_id) for role in roles):
        oracle = Oracle(world, me.person_id)
        other = next(one for one in world.actors() if one.person_id != me.person_id)
        for check in checks:
            found += check(world, oracle, me, other)[0]
    return found


def seen(**named):
    return leaks(test_rows.rows_seen, **named)


def read(world, oracle, me, other):
    database().notes.clear()
    with reading(me) as session:
        return readers.leaks_of(session, me, oracle, world)


@pytest.fixture
def changed(url, monkeypatch):
    return monkeypatch.setattr


def test_nothing_is_found_where_nothing_was_changed(url):
    assert not leaks(test_rows.rows_seen, test_rows.rows_owned, test_rows.children_that_ride, read)


def test_the_owner_is_not_asked(changed):
    changed(scope, "_owned", lambda actor, far: select(Ownership.customer_id).where(col(Ownership.open) == 1))
    assert seen()


def test_a_former_owner_counts(changed):
    changed(scope, "_owned", lambda actor, far: select(Ownership.customer_id).where(
        col(Ownership.person_id).in_(scope._owners(actor, far))))  # fmt: skip
    assert seen(roles=("salesperson", "manager", "department_head"))


def test_units_are_not_asked(changed):
    changed(scope, "_owners", lambda actor, far: select(Placement.person_id))
    assert seen()


def test_a_former_place_counts(changed):
    changed(scope, "_owners", lambda actor, far: select(Placement.person_id).where(
        col(Placement.unit_id).in_(sorted(actor.units))))  # fmt: skip
    assert seen(roles=("manager", "department_head"))


def test_more_units_than_the_session_knows_are_no_scope_at_all(changed):
    real = scope.sees
    changed(test_rows.ways, "sees", lambda actor, entity: real(replace(actor, units=frozenset(range(1, 7))), entity))
    with pytest.raises(Denied):
        seen(roles=("manager",))


def _customers(*, ended=False, can_write=True):
    def customers(actor, far, *, members, writing=False):
        if not members:
            return scope._owned(actor, far)
        joined = select(Membership.customer_id).where(col(Membership.person_id) == actor.person_id)
        joined = joined if ended else joined.where(col(Membership.open) == 1)
        joined = joined.where(col(Membership.can_write) == 1) if writing and can_write else joined
        return scope.sa.union(scope._owned(actor, far), joined)

    return customers


EVERY_SELLER = ("salesperson", "manager", "department_head")


def every_person(check):
    """The leaks of one check for everybody who sells, since a rule may touch one of them alone."""
    world, found = settled(SEED), []
    for me in (one for one in world.actors() if one.role in EVERY_SELLER):
        found += check(world, Oracle(world, me.person_id), me, me)[0]
    return found


def test_an_ended_membership_counts(changed):
    changed(scope, "_customers", _customers(ended=True))
    assert every_person(test_rows.rows_seen)


def test_a_member_may_always_write(changed):
    changed(scope, "_customers", _customers(can_write=False))
    assert every_person(test_rows.rows_owned)


def test_membership_counts_in_figures(changed):
    real = scope._by_customer
    changed(scope, "_by_customer", lambda actor, model, entity, *, members, **how: real(
        actor, model, entity, members=True, **how))  # fmt: skip
    assert every_person(test_rows.rows_owned)


def test_service_sees_what_was_sold(changed):
    every = ("sign", "cancellation", "instalment", "receipt", "refund", "write_off")
    changed(scope, "KINDS", {(Role.SERVICE, PremiumEvent): every})
    assert seen(roles=("service",))


def test_claims_see_premium(changed):
    changed(scope, "KINDS", {})
    assert seen(roles=("claims",))


def test_service_sees_what_was_sold_beside_the_policy(changed):
    changed(rides, "NARROWER", {})
    changed(guard, "NARROWER", {})
    assert leaks(test_rows.children_that_ride, roles=("service",))


def test_claims_see_every_policy_of_a_claimant(changed):
    real = scope._by_customer

    def wider(actor, model, entity, **how):
        if model is not Policy:
            return real(actor, model, entity, **how)
        return scope.among(actor, entity.customer_id, scope._claimed())

    changed(scope, "_by_customer", wider)
    # A world in which somebody with a claim has another policy without one.
    assert seen(roles=("claims",), seed=4)


def test_hidden_fields_are_forgotten(url, monkeypatch):
    world = settled(SEED)
    monkeypatch.setitem(access.HIDDEN, Role.CLAIMS, frozenset())
    me = next(one for one in world.actors() if one.role == "claims" and one.unit_id)
    with pytest.raises(AssertionError):
        test_rows.check_hidden(me, test_rows.ways.MODELS["customer"], "needs")


def test_a_role_is_given_more(url, monkeypatch):
    monkeypatch.setitem(READS, Role.ANALYST, {CUSTOMERS: Reach.COMPANY})
    assert seen(roles=("analyst",))


def test_service_is_given_claims(url, monkeypatch):
    monkeypatch.setitem(READS, Role.SERVICE, {**READS[Role.SERVICE], CLAIMS: Reach.COMPANY})
    assert seen(roles=("service",))


def test_who_is_placed_nowhere_is_given_a_reach(changed):
    changed(scope, "reach", lambda actor, model: next(
        (far for tables, far in READS.get(actor.role, {}).items() if model in tables), None))  # fmt: skip
    world, found = settled(SEED), []
    for me in (one for one in world.actors() if one.unit_id is None and one.role in ("service", "executive")):
        found += test_rows.rows_seen(world, Oracle(world, me.person_id), me, me)[0]
    assert found


def test_the_pool_of_leads_has_no_unit(changed):
    changed(scope, "_leads", lambda actor, entity: Everything(actor, entity))
    assert seen()


def test_everybody_sees_who_stands_in_for_whom(changed):
    changed(scope, "APART", {**scope.APART, Cover: lambda actor, entity: Everything(actor, entity)})
    assert seen()


def test_money_is_not_asked_for_its_unit(changed):
    changed(scope, "_by_unit", lambda actor, model, entity, own: Everything(actor, entity))
    assert leaks(test_rows.rows_owned)


def test_a_ledger_row_lends_too_much(changed):
    lent = {key: (parent, columns | {"premium", "name"}) for key, (parent, columns) in rides.LENDS.items()}
    changed(guard, "LENDS", lent)
    assert leaks(test_rows.columns_lent)


def test_the_session_checks_nothing(changed):
    changed(Guard, "check", lambda self, *asked: None)
    world = settled(SEED)
    me = next(one for one in world.actors() if one.role == "salesperson")
    with reading(me) as session:
        unasked = dict(test_rows.ways.statements(me, Policy, world.actors()[1]))
        for way in ("records", "column", "subquery", "cte", "exists", "scalar over a join", "light table"):
            assert not test_rows.refused(lambda way=way: session.execute(unasked[way]()).all())


def test_anybodys_mark_is_taken(changed):
    real = marks.marked

    def anybodys(ids, actor, column=None):
        mark = getattr(ids, "get_execution_options", dict)().get(marks.MARK)
        return real(ids, mark.actor if mark else actor, column)

    changed(guard, "marked", anybodys)
    world = settled(SEED)
    me, other = (one for one in world.actors() if one.login in ("manager5", "manager6"))
    with reading(me) as session:
        unasked = dict(test_rows.ways.statements(me, Policy, other))
        assert not test_rows.refused(lambda: session.execute(unasked["another's guard"]()).all())
