"""Who changed what of a record and when, on its page, for those who may change it."""

import json

import pytest
from sqlmodel import select

import factories as made
from db.access import SYSTEM
from db.commands.change_customer import change_customer
from db.models.customers import Customer
from db.models.people import Role
from db.models.search import RecordKind
from db.models.system import Audit
from db.queries.record_changes import record_changes, told_changes
from db.run import run
from db.session import reading
from factories_money import endorse, policy
from leaving import agreed, branch, carried_out
from opening import counting, fine, frames, texts

CUSTOMER, POLICY, SALE = "pages/customers/customer.py", "pages/book/policy.py", "pages/sales/opportunity.py"


@pytest.fixture
def li(url):
    made.company()
    return made.hire("li", name="李娜")


@pytest.fixture
def renamed(li):
    """A customer that its owner renamed and gave another phone."""
    customer = made.customer(li, "华东物流", phone="13800001234")
    run(change_customer, li, customer_id=customer, version=1, name="华东物流集团", phone="13800005678")
    return customer


def changes(actor, kind, record, **which):
    with reading(actor) as session:
        return record_changes(session, actor, kind, record, **which)


def unfolded(at, kind, record):
    at.session_state[f"changes.{kind}.{record}"] = True
    return fine(at.run())


def test_a_customers_history_has_the_handover_that_it_went_with(url):
    of = branch()
    carried_out(of, agreed(of))
    found = changes(of.boss, RecordKind.CUSTOMER, of.mine[0]).rows
    [moved] = [row for row in found if row.command == "hand_over_book"]
    assert [(each.field, each.after) for each in told_changes(of.boss, moved)] == [("state", "done")]


def test_the_customers_page_tells_who_changed_what_with_personal_fields_masked(li, renamed, visit):
    at = unfolded(visit(li, CUSTOMER, id=str(renamed)), "customer", renamed)
    told = frames(at)[-1]
    assert "名称: 华东物流 → 华东物流集团" in told["内容"][list(told["对象"]).index("客户")]
    assert set(told["操作人"]) == {"李娜", "系统"}
    assert "13800005678" not in told.to_string()
    assert "138****5678" in told.to_string()


def test_policies_and_opportunities_have_theirs(li, renamed, visit):
    term = policy(renamed, 100, "2026-01-01")
    endorse(term, 10, "2026-02-01")
    at = unfolded(visit(li, POLICY, id=str(term)), "policy", term)
    assert {"保单", "批单"} <= set(frames(at)[-1]["对象"])
    sale = made.opportunity(renamed, title="车队续保")
    at = unfolded(visit(li, SALE, id=str(sale)), "opportunity", sale)
    assert "车队续保" in frames(at)[-1].to_string()


def test_folded_it_asks_the_database_for_nothing(li, renamed, visit):
    at = visit(li, CUSTOMER, id=str(renamed))
    with counting() as folded:
        fine(at.run())
    with counting() as opened:
        unfolded(at, "customer", renamed)
    assert not [statement for statement in folded if "FROM audit" in statement]
    assert len([statement for statement in opened if "FROM audit" in statement]) == 2


def test_who_may_not_change_the_customer_reads_nothing_of_it(li, renamed, visit):
    reader, writer = made.hire("reader"), made.hire("writer")
    made.member(renamed, reader.person_id)
    made.member(renamed, writer.person_id, can_write=1)
    boss, far = made.hire("boss", Role.MANAGER), made.hire("far", unit="D2T1")
    top, service = made.hire("top", Role.EXECUTIVE, "C"), made.hire("service", Role.SERVICE, "C")
    for actor in (li, writer, boss):
        assert changes(actor, RecordKind.CUSTOMER, renamed).total
    for actor in (reader, far, top, service):
        assert changes(actor, RecordKind.CUSTOMER, renamed) is None
    at = visit(reader, CUSTOMER, id=str(renamed))
    assert "修改记录" not in [box.label for box in at.expander]


def test_a_long_history_comes_page_by_page_with_the_latest_first(li, renamed):
    for number in range(12):
        version = made.one(select(Customer.version).where(Customer.id == renamed))
        run(change_customer, li, customer_id=renamed, version=version, name=f"华东{number}")
    first = changes(li, RecordKind.CUSTOMER, renamed)
    rest = changes(li, RecordKind.CUSTOMER, renamed, offset=10)
    assert len(first.rows) == 10
    assert first.total == 10 + len(rest.rows)
    assert [change.after for change in told_changes(li, first.rows[0])] == ["华东11"]
    assert {row.id for row in first.rows}.isdisjoint(row.id for row in rest.rows)


def test_it_says_so_where_nothing_is_told(li, visit):
    customer = made.customer(li)
    term = policy(customer, 100, "2026-01-01")
    reader = made.hire("reader")
    made.member(customer, reader.person_id)
    at = unfolded(visit(reader, POLICY, id=str(term)), "policy", term)
    assert "只有可以修改该客户的人员" in texts(at)


def refusals():
    with reading(SYSTEM) as session:
        return list(session.exec(select(Audit).where(Audit.command == "refuse_page")))


def test_a_record_out_of_sight_leaves_one_denial_for_each_session(li, renamed, visit):
    far = made.hire("far", unit="D2T1")
    at = visit(far, CUSTOMER, id=str(renamed))
    fine(at.run())
    assert "找不到" in texts(at)
    [noted] = refusals()
    assert (noted.actor_login, noted.outcome) == ("far", "denied")
    assert json.loads(noted.change) == {"page": "customer", "record_id": renamed}
    visit(far, CUSTOMER, id="999")
    assert len(refusals()) == 2
