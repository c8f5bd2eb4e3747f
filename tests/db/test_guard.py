"""What a statement may say: without scope it is refused, however it is put; with scope it is let through."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import SYSTEM
from db.errors import Denied
from db.models.claims import Claim, ClaimEvent
from db.models.customers import Contact, Customer, Ownership
from db.models.people import Person, Unit
from db.models.policies import Cost, Policy, PremiumEvent
from db.places import ASKED, PROVEN, Place
from db.proof import of_proven, prove
from db.queries.actors import actor_named
from db.scope import booked, owns, sees, visible
from db.session import reading
from db.statements import prepared
from factories import company, contact, customer, hire, opportunity
from factories_money import claim, cost, policy


@pytest.fixture
def li(url):
    """Li has one customer with a policy and a claim, and a colleague far away has another."""
    company()
    li, far = hire("li"), hire("far", unit="D2T1")
    for owner, name in ((li, "甲"), (far, "乙")):
        made = customer(owner, name)
        claim(policy(made, 100, "2026-01-01"), "2026-03-01", estimate=10)
        cost(made, 5, "2026-02-01")
        opportunity(made)
    return li


def ask(me, statement):
    with reading(me) as session:
        return [tuple(row) for row in session.execute(statement)]


def test_a_child_rides_with_its_parent_and_not_the_other_way_round(li):
    owned = col(Ownership.customer_id) == col(Customer.id)
    assert len(ask(li, select(Ownership.id).join(Customer, owned).where(sees(li, Customer)))) == 1
    with pytest.raises(Denied):
        ask(li, select(Customer.name).join(Ownership, owned).where(sees(li, Ownership)))


def test_a_ledger_row_lends_what_figures_are_grouped_by_and_nothing_else(li):
    on = col(Policy.id) == col(PremiumEvent.policy_id)
    assert ask(li, select(Policy.channel).join(PremiumEvent, on).where(booked(li, PremiumEvent))) == [("agent",)] * 2
    with pytest.raises(Denied):
        ask(li, select(Policy.premium).join(PremiumEvent, on).where(booked(li, PremiumEvent)))


def test_what_is_lent_lends_on(li):
    asked = (
        select(Customer.number)
        .join(Policy, col(Policy.customer_id) == col(Customer.id))
        .join(Claim, col(Claim.policy_id) == col(Policy.id))
        .join(ClaimEvent, col(ClaimEvent.claim_id) == col(Claim.id))
        .where(booked(li, ClaimEvent))
    )
    assert len(ask(li, asked)) == 1
    with pytest.raises(Denied):
        ask(li, asked.add_columns(Customer.name))


def test_an_outer_join_brings_only_what_is_in_scope(li):
    term = sa.and_(col(Policy.customer_id) == col(Customer.id), sees(li, Policy))
    assert len(ask(li, select(Customer.id, Policy.id).join(Policy, term, isouter=True).where(sees(li, Customer)))) == 1
    with pytest.raises(Denied):
        ask(li, select(Customer.id, Policy.id).join(Policy, term, isouter=True))
    with pytest.raises(Denied):
        ask(li, select(Customer.id).join(Policy, term, full=True).where(sees(li, Customer)))


def test_a_nested_select_may_speak_of_the_row_around_it(li):
    paid = select(sa.func.sum(PremiumEvent.amount)).where(col(PremiumEvent.policy_id) == col(Policy.id))
    assert ask(li, select(Policy.id, paid.scalar_subquery()).where(sees(li, Policy)))[0][1] == 20_000
    with pytest.raises(Denied):
        ask(li, select(paid.scalar_subquery()))


def test_a_nested_select_two_levels_down_speaks_of_nothing_around_it(li):
    deep = select(sa.func.max(Customer.name)).where(col(Person.id) > 0).scalar_subquery()
    between = select(sa.func.max(deep)).select_from(Unit).scalar_subquery()
    with pytest.raises(Denied):
        ask(li, select(Customer.id, between).where(sees(li, Customer)))


def test_a_select_that_joins_the_same_table_again_reads_all_of_it(li):
    again = select(sa.func.max(Ownership.person_id)).select_from(Customer)
    again = again.join(Ownership, col(Ownership.customer_id) == col(Customer.id)).scalar_subquery()
    with pytest.raises(Denied):
        ask(li, select(Customer.id, again).where(sees(li, Customer)))


def test_ids_of_one_thing_are_no_scope_for_another(li):
    assert ask(li, select(Customer.name).where(col(Customer.id).in_(visible(li, Customer)))) == [("甲",)]
    for column, model in ((Customer.id, Policy), (Customer.parent_id, Customer), (Contact.id, Customer)):
        with pytest.raises(Denied):
            ask(li, select(column).where(col(column).in_(visible(li, model))))


def test_a_scope_that_was_changed_after_it_was_made_is_none(li):
    mine = visible(li, Customer)
    assert ask(li, mine) == [(1,)]
    assert ask(li, mine.with_only_columns(Customer.name)) == [("甲",)]
    for changed in (mine.add_columns(Policy.number), mine.suffix_with("UNION SELECT 1")):
        with pytest.raises(Denied):
            ask(li, changed)


def test_a_parameter_given_beside_a_statement_cannot_replace_the_scope(li):
    with reading(li) as session:
        assert session.execute(select(Person.name).where(Person.id == 1), {"id_1": 2}).scalar() == "far"
        with pytest.raises(Denied):
            session.execute(select(Customer.name).where(sees(li, Customer)), {"person_id_1": 2})


def test_names_that_no_table_declares_are_not_read(li):
    bare = sa.table("customer", sa.column("name"))
    elsewhere = sa.Table("unit", sa.MetaData(), sa.Column("name", sa.String), schema="main")
    for statement in (
        sa.select(bare),
        sa.select(sa.func.count()).select_from(bare),
        sa.select(elsewhere),
        sa.select(sa.column("name")).select_from(Customer).where(sees(li, Customer)),
        sa.select(sa.func.pg_read_file("/etc/passwd")),
    ):
        with pytest.raises(Denied):
            ask(li, statement)


def test_limits_and_orders_ask_for_nothing_themselves(li):
    all_of_them = select(sa.func.count(Customer.id)).scalar_subquery()
    for statement in (
        select(Unit.id).limit(all_of_them),
        select(Unit.id).order_by(all_of_them),
        sa.union_all(select(Unit.id), select(Unit.id)).order_by(all_of_them),
        select(Unit.id).add_cte(sa.delete(Customer).returning(Customer.id).cte()),
    ):
        with pytest.raises(Denied):
            ask(li, statement)


def test_service_reads_of_a_policy_what_is_due_and_paid_alone(li):
    care = hire("care", "service", "C")
    joined = select(PremiumEvent.kind).join(Policy, col(Policy.id) == col(PremiumEvent.policy_id))
    assert {str(kind) for (kind,) in ask(care, joined.where(sees(care, PremiumEvent)))} == {"instalment"}
    assert len(ask(care, joined.where(sees(care, Policy), col(PremiumEvent.kind).in_(["instalment", "receipt"])))) == 2
    for more in ((), (col(PremiumEvent.kind) == "sign",), (col(PremiumEvent.kind).in_(["sign", "receipt"]),)):
        with pytest.raises(Denied):
            ask(care, joined.where(sees(care, Policy), *more))


def test_claims_read_the_policies_of_claims_alone(li):
    desk = hire("desk", "claims", "C")
    policy(1, 700, "2026-04-01")
    assert len(ask(desk, select(Policy.id).where(sees(desk, Policy)))) == 2
    with pytest.raises(Denied):
        ask(desk, select(Policy.id).join(Customer, col(Policy.customer_id) == Customer.id).where(sees(desk, Customer)))


def test_the_scope_of_figures_and_of_rows_differ(li):
    other = aliased(Cost)
    assert len(ask(li, select(other.id).where(sees(li, other)))) == 1
    assert len(ask(li, select(Cost.id).where(booked(li, Cost)))) == 1
    assert len(ask(li, select(Cost.id).where(owns(li, Cost)))) == 1


def test_the_system_asks_as_it_likes(li):
    assert ask(SYSTEM, select(sa.func.count(Customer.id))) == [(2,)]


def records_of(me, other=None):
    """The SELECT of contacts at a place for proven customers, as `me` or, wrongly, as another would see them."""
    place = Place(other or me, proven=True)
    return prepared(me, ("contacts", other), lambda: select(Contact.name).where(sees(me, Contact, place)))


def test_a_place_for_proven_customers_takes_only_those_found_in_sight_in_this_transaction(li):
    mine, others = (with_contact(customer(hire(who, unit=unit), who)) for who, unit in (("wu", "D1T1"), ("he", "D2T1")))
    wu = actor_named("wu")
    with reading(wu) as session:
        with pytest.raises(Denied):
            session.execute(records_of(wu), {PROVEN: [mine]})
        proven, _rows = prove(session, wu, [mine, others], "ids", lambda _place: [Customer.id])
        assert proven == (mine,)
        assert [*of_proven(session, wu, proven, "c", lambda place: _contacts(wu, place)).scalars()] == [f"c{mine}"]
        for ids in ([others], [mine, others]):
            with pytest.raises(Denied):
                session.execute(records_of(wu), {PROVEN: ids})
    with reading(wu) as session, pytest.raises(Denied):
        session.execute(records_of(wu), {PROVEN: [mine]})


def test_a_place_of_another_actor_proves_nothing_and_no_other_parameter_passes(li):
    mine = with_contact(customer(hire("wu"), "wu"))
    wu = actor_named("wu")
    with reading(wu) as session:
        prove(session, wu, [mine], "ids", lambda _place: [Customer.id])
        assert [*session.execute(records_of(wu, li), {PROVEN: [mine]}).scalars()] == [f"c{mine}"]
        for given in ({"id_1": mine}, {PROVEN: [mine], "person_id_1": 1}, [{PROVEN: [mine]}]):
            with pytest.raises(Denied):
                session.execute(records_of(wu), given)


def test_a_place_for_any_customers_narrows_a_scope_and_never_widens_it(li):
    asked = Place(li, proven=False)
    statement = select(Customer.name).where(sees(li, Customer, asked))
    with reading(li) as session:
        every = [*range(1, 10)]
        assert [*session.execute(statement, {ASKED: every}).scalars()] == ["甲"]
        with pytest.raises(Denied):
            session.execute(select(Customer.name).where(col(Customer.id).in_(asked)), {ASKED: every})


def _contacts(me, place):
    return select(Contact.name).where(col(Contact.customer_id).in_(place), sees(me, Contact, place))


def with_contact(customer_id):
    contact(customer_id, name=f"c{customer_id}")
    return customer_id
