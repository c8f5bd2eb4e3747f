"""Customers are recorded, put right, revealed, shared and given to somebody else."""

import json

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.add_customer import add_customer
from db.commands.add_member import add_member
from db.commands.assign_customer import assign_customer
from db.commands.change_customer import change_customer
from db.commands.end_membership import end_membership
from db.commands.export_rows import export_rows
from db.commands.reveal_customer import reveal_customer
from db.config import config
from db.duplicates import AlreadyKnown
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.customers import Customer, CustomerPrivate, Membership, Ownership
from db.models.summaries import CustomersByOwner
from db.models.system import Audit
from db.models.work import Activity
from db.run import run
from db.session import reading
from factories import activity, company, customer, hire, member, one, owner_of


@pytest.fixture
def branch(url):
    return company()


@pytest.fixture
def li(branch):
    return hire("li")


@pytest.fixture
def boss(li):
    return hire("boss", "manager")


def owned_by(person):
    counted = select(CustomersByOwner.customers).where(CustomersByOwner.person_id == person.person_id)
    return one(counted) or 0


def every(model):
    with reading(SYSTEM) as session:
        return session.exec(select(model).order_by(col(model.id))).all()


def last_audit():
    return one(select(Audit).order_by(col(Audit.id).desc()))


def test_a_new_customer_belongs_to_who_records_it(li):
    made = run(add_customer, li, name="华东物流有限公司", kind="organisation", phone="13800001234", region="江苏")
    record = one(select(Customer).where(Customer.id == made))
    assert (record.name, record.phone_mask, record.region) == ("华东物流有限公司", "138****1234", "江苏")
    assert owner_of(made) == li.person_id
    assert owned_by(li) == 1
    assert one(select(CustomerPrivate.phone).where(CustomerPrivate.customer_id == made)) == "13800001234"


def test_a_salesperson_cannot_record_a_customer_for_a_colleague(li):
    wang = hire("wang")
    with pytest.raises(Denied):
        run(add_customer, li, name="某人", kind="individual", owner_id=wang.person_id)
    assert one(select(Customer)) is None


def test_a_head_records_one_for_somebody_of_the_team_and_for_nobody_else(boss, li):
    far = hire("far", unit="D2T1")
    made = run(add_customer, boss, name="某人", kind="individual", owner_id=li.person_id)
    assert owner_of(made) == li.person_id
    with pytest.raises(Denied):
        run(add_customer, boss, name="某人", kind="individual", owner_id=far.person_id)


def test_what_cannot_be_taken_is_named_field_by_field(li):
    with pytest.raises(Invalid) as refused:
        run(add_customer, li, name="  ", kind="individual", region="很" * 41)
    assert refused.value.fields == {"name": "entries.missing", "region": "entries.too_long"}
    with pytest.raises(Invalid) as refused:
        run(add_customer, li, name="某人", kind="company")
    assert refused.value.fields == {"kind": "entries.choice"}


def test_two_open_the_same_form_and_the_second_is_told_who_was_first(li, boss):
    made = customer(li, "老名字")
    run(change_customer, boss, customer_id=made, version=1, name="经理改的")
    with pytest.raises(Stale) as stale:
        run(change_customer, li, customer_id=made, version=1, name="业务员改的")
    assert stale.value.params["by"] == "boss"
    assert one(select(Customer.name).where(Customer.id == made)) == "经理改的"


def test_personal_fields_left_empty_stay_and_the_audit_shows_them_masked(li):
    made = customer(li, phone="13800001234")
    run(change_customer, li, customer_id=made, version=1, name="甲", email="a@example.com")
    private = one(select(CustomerPrivate).where(CustomerPrivate.customer_id == made))
    assert (private.phone, private.email) == ("13800001234", "a@example.com")
    with reading(SYSTEM) as session:
        assert not [row for row in session.exec(select(Audit)) if "a@example.com" in row.change]


def test_nobody_changes_a_customer_out_of_scope(li):
    far = hire("far", unit="D2T1")
    made = customer(li)
    with pytest.raises(Denied):
        run(change_customer, far, customer_id=made, version=1, name="抢来的")
    member(made, far)
    with pytest.raises(Denied):
        run(change_customer, far, customer_id=made, version=1, name="抢来的")
    mate = hire("mate", unit="D2T1")
    member(made, mate, can_write=1)
    assert run(change_customer, mate, customer_id=made, version=1, name="一起改") == 2


def test_a_reveal_needs_a_reason_and_leaves_a_trace(li, boss):
    made = customer(li, phone="13800001234")
    with pytest.raises(Invalid):
        run(reveal_customer, boss, customer_id=made, reason=" ")
    assert run(reveal_customer, boss, customer_id=made, reason="客户来电核实").phone == "13800001234"
    noted = last_audit()
    assert (noted.command, noted.actor_login) == ("reveal_customer", "boss")
    assert (noted.record_table, noted.record_id) == ("customer", made)
    assert json.loads(noted.change) == {"reason": "客户来电核实"}


def test_the_executive_reads_everything_and_reveals_nothing(li):
    top = hire("top", "executive", unit="C")
    made = customer(li, phone="13800001234")
    with pytest.raises(Denied):
        run(reveal_customer, top, customer_id=made, reason="想看")


def test_another_owner_takes_over_with_the_open_work_on_the_same_day(li, boss):
    wang = hire("wang")
    made = customer(li)
    planned, done = activity(made, "2026-07-02", li), activity(made, "2026-06-01", li, status="done")
    run(assign_customer, boss, customer_id=made, version=1, person_id=wang.person_id, reason="片区调整")
    assert owner_of(made) == wang.person_id
    old = one(select(Ownership).where(Ownership.person_id == li.person_id))
    new = one(select(Ownership).where(Ownership.person_id == wang.person_id))
    assert old.valid_to == new.valid_from
    assert (owned_by(li), owned_by(wang)) == (0, 1)
    assert one(select(Activity.person_id).where(Activity.id == planned)) == wang.person_id
    assert one(select(Activity.person_id).where(Activity.id == done)) == li.person_id


def test_a_customer_stays_in_the_units_of_who_assigns_it(li, boss):
    made = customer(li)
    far = hire("far", unit="D2T1")
    gone = hire("gone", active=0)
    for taker in (far.person_id, gone):
        with pytest.raises(Denied):
            run(assign_customer, boss, customer_id=made, version=1, person_id=taker, reason="调整")
    with pytest.raises(Refusal):
        run(assign_customer, boss, customer_id=made, version=1, person_id=li.person_id, reason="调整")
    theirs = customer(far)
    member(theirs, boss, can_write=1)
    with pytest.raises(Denied):
        run(assign_customer, boss, customer_id=theirs, version=1, person_id=li.person_id, reason="调整")
    assert (owner_of(made), owner_of(theirs)) == (li.person_id, far.person_id)


def test_a_member_sees_the_customer_until_the_membership_ends(li):
    far = hire("far", unit="D2T1")
    made = customer(li)
    joined = run(add_member, li, customer_id=made, person_id=far.person_id, can_write=False, reason="联合拜访")
    with pytest.raises(Refusal):
        run(add_member, li, customer_id=made, person_id=far.person_id, can_write=True, reason="再来")
    assert run(end_membership, li, membership_id=joined, version=1) == joined
    assert one(select(Membership.valid_to).where(Membership.id == joined)) is not None
    with pytest.raises(Refusal):
        run(end_membership, li, membership_id=joined, version=2)


def test_an_export_is_noted_with_what_and_how_many(li):
    run(export_rows, li, what="customers", where="tier=high", rows=12, file="csv")
    assert json.loads(last_audit().change) == {"what": "customers", "where": "tier=high", "rows": 12, "file": "csv"}


def test_the_same_key_records_one_customer(li):
    first = run(add_customer, li, key="k" * 32, name="甲", kind="individual")
    assert run(add_customer, li, key="k" * 32, name="甲", kind="individual") == first
    assert owned_by(li) == 1


def test_a_phone_or_an_id_number_of_a_customer_is_told_before_a_second_one_is_saved(li):
    theirs = customer(li, "张三", phone="13800001234", id_number="11010519491231002X")
    for typed, by in (({"phone": "+86 138-0000-1234"}, "phone"), ({"id_number": "11010519491231002x"}, "id_number")):
        with pytest.raises(AlreadyKnown) as told:
            run(add_customer, li, name="张三", kind="individual", **typed)
        (match,) = told.value.matches
        assert (match.by, match.customer_id, match.name) == (by, theirs, "张三")
    run(add_customer, li, name="张三的妻子", kind="individual", phone="13800001234", confirmed=True)
    noted = [json.loads(row.change) for row in every(Audit) if row.record_table is None and row.outcome == "done"]
    assert {"known": [theirs]} in noted


def test_of_a_customer_out_of_sight_the_owner_and_a_masked_name_are_told_so_often_an_hour(li, monkeypatch):
    theirs = customer(hire("far", unit="D2T1", name="赵强"), "张三丰", phone="13800001234")
    monkeypatch.setitem(config().rules.duplicate_hint.__dict__, "per_hour", 2)
    for _ in range(2):
        with pytest.raises(AlreadyKnown) as told:
            run(add_customer, li, name="甲", kind="individual", phone="13800001234")
        (match,) = told.value.matches
        assert (match.customer_id, match.name, match.owner) == (None, "张**", "赵强")
        assert json.loads(last_audit().change) == {"refused": "identity.already_known", "known": [theirs]}
    with pytest.raises(Denied) as refused:
        run(add_customer, li, name="甲", kind="individual", phone="13800001234")
    assert refused.value.key == "identity.told_enough"
    assert run(add_customer, li, name="甲", kind="individual", phone="13900001234")


def test_what_identifies_nobody_is_told_at_its_field(li):
    with pytest.raises(Invalid) as refused:
        run(add_customer, li, name="甲", kind="individual", phone="12", id_number="110105194912310021")
    assert refused.value.fields == {"phone": "identity.phone", "id_number": "identity.card"}
    with pytest.raises(Invalid) as refused:
        run(change_customer, li, customer_id=customer(li), version=1, name="甲", email="甲")
    assert refused.value.fields == {"email": "identity.email"}


def test_a_wrong_personal_field_is_cleared_by_saying_so(li):
    made = customer(li, phone="13800001234", id_number="11010519491231002X")
    run(change_customer, li, customer_id=made, version=1, name="甲", clear=["phone"], address="人民路1号")
    private = one(select(CustomerPrivate).where(CustomerPrivate.customer_id == made))
    assert (private.phone, private.phone_hash, private.id_number) == (None, None, "11010519491231002X")
    assert one(select(Customer.phone_mask).where(Customer.id == made)) is None
    with pytest.raises(Invalid) as refused:
        run(change_customer, li, customer_id=made, version=2, name="甲", clear=["address"], address="人民路2号")
    assert refused.value.fields == {"address": "identity.clear_or_type"}


def test_changing_to_another_customers_phone_is_told_and_ones_own_is_not(li):
    customer(li, "张三", phone="13800001234")
    made = customer(li, phone="13900001234")
    with pytest.raises(AlreadyKnown):
        run(change_customer, li, customer_id=made, version=1, name="甲", phone="13800001234")
    assert run(change_customer, li, customer_id=made, version=1, name="甲", phone="139 0000 1234") == 2
