"""A lead comes in, is given, goes back, is claimed, contacted, becomes a customer with a sale, and the sale is won."""

import json
from datetime import date

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.add_lead import add_lead
from db.commands.advance_opportunity import advance_opportunity
from db.commands.assign_lead import assign_lead
from db.commands.assign_pool import assign_pool
from db.commands.change_lead import change_lead
from db.commands.claim_lead import claim_lead
from db.commands.contact_lead import contact_lead
from db.commands.convert_lead import convert_lead
from db.commands.drop_lead import drop_lead
from db.commands.return_idle_leads import return_idle_leads
from db.commands.return_lead import return_lead
from db.commands.reveal_lead import reveal_lead
from db.duplicates import AlreadyKnown
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.customers import Contact, Customer, CustomerPrivate
from db.models.leads import LeadEvent
from db.models.sales import Lead, Opportunity, StageChange
from db.models.system import Audit
from db.run import run
from db.session import reading
from factories import activity, change, company, customer, hire, lead, one, owner_of, product, unit_id

TODAY = date(2026, 6, 30)
HOPES = {"expected_premium": 800_000, "expected_close": date(2026, 9, 30)}
CAME = {"name": "华东物流", "kind": "organisation", "source": "website", "phone": "+86 138-0000-1234"}


@pytest.fixture
def li(url):
    company()
    product("car", line="motor")
    return hire("li")


@pytest.fixture
def wang(li):
    return hire("wang")


@pytest.fixture
def boss(li):
    return hire("boss", "manager")


def now_in(number):
    return one(select(Lead).where(Lead.id == number))


def every(model, *criteria):
    with reading(SYSTEM) as session:
        return session.exec(select(model).where(*criteria).order_by(col(model.id))).all()


def history(number):
    return [
        (str(row.step), row.person_id, row.holder_id, row.way) for row in every(LeadEvent, LeadEvent.lead_id == number)
    ]


def convert(me, number, **more):
    order = {
        "title": "货运险",
        "kind": "relationship",
        "business_type": "new",
        "product_id": product(),
        **HOPES,
        **more,
    }
    return run(convert_lead, me, lead_id=number, version=now_in(number).version, **order)


def test_from_the_first_enquiry_to_the_sale_that_is_won(li, wang, boss):
    number = run(add_lead, boss, **CAME, contact_name="赵总", region="城东区", line="motor", note="想了解车队险")
    assert (now_in(number).person_id, now_in(number).phone, now_in(number).phone_mask) == (
        None,
        "13800001234",
        "138****1234",
    )
    run(assign_lead, boss, leads=[(number, 1)], person_id=wang.person_id, reason="熟悉物流")
    assert (now_in(number).assigned_on, now_in(number).unit_id) == (TODAY, unit_id("D1T1"))
    run(return_lead, wang, lead_id=number, version=2, reason="忙不过来")
    run(claim_lead, li, lead_id=number)
    run(contact_lead, li, lead_id=number, version=4, kind="call", outcome="周五面谈")
    assert (now_in(number).status, now_in(number).contacted_on) == ("contacted", TODAY)
    made = convert(li, number)
    record = now_in(number)
    assert (record.status, record.customer_id, record.opportunity_id) == (
        "converted",
        made.customer_id,
        made.opportunity_id,
    )
    assert owner_of(made.customer_id) == li.person_id
    known = one(select(Customer).where(Customer.id == made.customer_id))
    assert (known.name, known.kind, known.region, known.source, known.needs) == (
        "华东物流", "organisation", "城东区", "website", "想了解车队险")  # fmt: skip
    assert one(select(CustomerPrivate.phone)) == "13800001234"
    assert one(select(Contact.name)) == "赵总"
    assert one(select(StageChange.to_stage)) == "contact"
    assert history(number) == [
        ("received", boss.person_id, None, ""),
        ("assigned", boss.person_id, wang.person_id, ""),
        ("returned", wang.person_id, wang.person_id, ""),
        ("claimed", li.person_id, li.person_id, ""),
        ("contacted", li.person_id, li.person_id, "call"),
        ("converted", li.person_id, li.person_id, ""),
    ]
    change(Opportunity, made.opportunity_id, stage="decision")
    activity(made.customer_id, "2026-06-30", li, kind="meeting", status="done")
    run(advance_opportunity, li, opportunity_id=made.opportunity_id, version=2, to_stage="won", **HOPES)
    assert one(select(Opportunity.outcome)) == "won"


def test_what_cannot_be_taken_is_named_field_by_field(li):
    with pytest.raises(Invalid) as refused:
        run(add_lead, li, name="甲", kind="individual", source="hearsay", line="ships")
    assert refused.value.fields == {"source": "leads.unknown_source", "line": "entries.choice"}
    with pytest.raises(Invalid) as refused:
        run(add_lead, li, name="甲", kind="individual", source="website", phone="不知道", email="a@b")
    assert refused.value.fields == {"phone": "identity.phone", "email": "identity.email"}
    assert every(Lead) == []


def test_the_same_phone_among_open_leads_in_sight_is_told_before_saving(li):
    run(add_lead, li, **CAME, person_id=li.person_id)
    with pytest.raises(Refusal) as refused:
        run(add_lead, li, **{**CAME, "name": "另一家", "phone": "１３８００００１２３４"})
    assert refused.value.key == "leads.known_lead"
    run(add_lead, li, **{**CAME, "name": "另一家"}, confirmed=True)
    far = hire("far", unit="D2T1")
    run(add_lead, far, **CAME)
    assert len(every(Lead)) == 3


def test_a_lead_goes_to_nobody_of_another_department(li, boss):
    far = hire("far", unit="D2T1")
    with pytest.raises(Denied):
        run(add_lead, boss, **CAME, person_id=far.person_id)
    with pytest.raises(Denied):
        run(add_lead, boss, **CAME, unit_id=unit_id("D2T1"))
    with pytest.raises(Denied):
        run(assign_lead, boss, leads=[(lead("D1T1"), 1)], person_id=far.person_id)
    with pytest.raises(Denied):
        run(add_lead, li, **CAME, person_id=boss.person_id)


def test_several_are_given_at_once_or_none(li, wang, boss):
    numbers = [lead("D1T1", name=f"线索{at}") for at in range(3)]
    change(Lead, numbers[2], note="刚改过")
    with pytest.raises(Stale):
        run(assign_lead, boss, leads=[(number, 1) for number in numbers], person_id=li.person_id)
    assert {now_in(number).person_id for number in numbers} == {None}
    versions = [(number, now_in(number).version) for number in numbers]
    assert run(assign_lead, boss, leads=versions, person_id=li.person_id) == 3
    with pytest.raises(Refusal) as refused:
        run(assign_lead, boss, leads=[(numbers[0], 2)], person_id=li.person_id)
    assert refused.value.key == "leads.holds_already"
    with pytest.raises(Invalid):
        run(assign_lead, boss, leads=[], person_id=li.person_id)


def test_the_pool_is_claimed_by_whoever_is_first_and_never_more_than_may_be(li, wang, monkeypatch):
    first, second, far = lead("D1T1"), lead("D1T1", name="乙"), lead("D2T1")
    run(claim_lead, li, lead_id=first)
    for number in (first, far):
        with pytest.raises(Denied) as refused:
            run(claim_lead, wang, lead_id=number)
        assert refused.value.key == "leads.taken"
    from db.config import config

    monkeypatch.setitem(config().leads.__dict__, "most_open", 1)
    with pytest.raises(Refusal) as refused:
        run(claim_lead, li, lead_id=second)
    assert refused.value.key == "leads.too_many"
    run(claim_lead, wang, lead_id=second)


def test_a_lead_of_the_pool_is_claimed_before_it_is_worked(li, boss):
    number = lead("D1T1")
    for me, command, order in (
        (li, contact_lead, {"kind": "call", "outcome": "通了"}),
        (boss, contact_lead, {"kind": "call", "outcome": "通了"}),
        (li, drop_lead, {"reason": "空号"}),
        (li, return_lead, {"reason": "不要"}),
    ):
        with pytest.raises(Refusal) as refused:
            run(command, me, lead_id=number, version=1, **order)
        assert refused.value.key == "leads.claim_first"
    run(drop_lead, boss, lead_id=number, version=1, reason="空号")
    with pytest.raises(Refusal) as refused:
        run(claim_lead, li, lead_id=number)
    assert refused.value.key == "leads.taken"
    with pytest.raises(Refusal) as refused:
        run(change_lead, boss, lead_id=number, version=2, **CAME)
    assert refused.value.key == "leads.ended"


def test_reasons_and_outcomes_are_needed(li):
    number = lead("D1T1", li)
    for command, order, field in (
        (contact_lead, {"kind": "call", "outcome": " "}, "outcome"),
        (contact_lead, {"kind": "care", "outcome": "通了"}, "kind"),
        (drop_lead, {"reason": ""}, "reason"),
        (return_lead, {"reason": " "}, "reason"),
    ):
        with pytest.raises(Invalid) as refused:
            run(command, li, lead_id=number, version=1, **order)
        assert list(refused.value.fields) == [field]


def test_every_contact_makes_an_older_form_stale(li):
    number = lead("D1T1", li)
    for version in (1, 2, 3):
        run(contact_lead, li, lead_id=number, version=version, kind="call", outcome="没接")
    with pytest.raises(Stale):
        run(contact_lead, li, lead_id=number, version=2, kind="call", outcome="没接")
    assert len(history(number)) == 3


def test_details_are_put_right_and_a_wrong_phone_is_cleared(li):
    number = run(add_lead, li, **CAME, email="a@example.com", person_id=li.person_id)
    order = {"name": "华东冷链", "kind": "organisation", "source": "referral", "expected_premium": 500_000}
    run(change_lead, li, lead_id=number, version=now_in(number).version, clear=["phone"], **order)
    record = now_in(number)
    assert (record.name, record.expected_premium, record.email) == ("华东冷链", 500_000, "a@example.com")
    assert (record.phone, record.phone_mask, record.phone_hash) == (None, None, None)


def test_an_enquiry_of_a_customer_in_sight_becomes_a_sale_of_that_customer(li):
    theirs = customer(li, "华东物流", phone="13800001234")
    number = run(add_lead, li, **CAME, person_id=li.person_id)
    with pytest.raises(AlreadyKnown) as refused:
        convert(li, number)
    (match,) = refused.value.matches
    assert (match.by, match.customer_id, match.name, match.owner) == ("phone", theirs, "华东物流", "li")
    assert now_in(number).status == "new"
    made = convert(li, number, customer_id=theirs)
    assert (made.customer_id, len(every(Customer))) == (theirs, 1)


def test_of_a_customer_out_of_sight_only_the_hint_is_told(li):
    far = hire("far", unit="D2T1", name="赵强")
    theirs = customer(far, "华东物流", phone="13800001234")
    number = run(add_lead, li, **CAME, person_id=li.person_id)
    with pytest.raises(AlreadyKnown) as refused:
        convert(li, number)
    (match,) = refused.value.matches
    assert (match.customer_id, match.name, match.owner) == (None, "华***", "赵强")
    with pytest.raises(Denied):
        convert(li, number, customer_id=theirs)
    noted = one(select(Audit).where(Audit.outcome == "denied"))
    assert (noted.command, json.loads(noted.change)) == (
        "convert_lead", {"refused": "identity.already_known", "known": [theirs]})  # fmt: skip
    assert len(every(Customer)) == 1


def test_an_id_number_is_recognised_as_well(li):
    theirs = customer(li, id_number="11010519491231002X")
    number = lead("D1T1", li)
    with pytest.raises(AlreadyKnown) as refused:
        convert(li, number, id_number="11010519491231002x")
    assert [(match.by, match.customer_id) for match in refused.value.matches] == [("id_number", theirs)]
    with pytest.raises(Invalid) as refused:
        convert(li, number, id_number="110105194912310021")
    assert refused.value.fields == {"id_number": "identity.card"}


def test_what_nobody_contacted_in_time_goes_back_and_is_not_given_to_the_same_again(li, wang, boss):
    idle, called, fresh = (lead("D1T1", li, assigned_on=date(2026, 6, 23)) for _ in range(3))
    run(contact_lead, li, lead_id=called, version=1, kind="call", outcome="通了")
    change(Lead, fresh, assigned_on=date(2026, 6, 24))
    assert run(return_idle_leads, SYSTEM, today=TODAY, after_days=7) == 1
    assert run(return_idle_leads, SYSTEM, today=TODAY, after_days=7) == 0
    assert (now_in(idle).person_id, now_in(called).person_id, now_in(fresh).person_id) == (
        None,
        li.person_id,
        li.person_id,
    )
    assert history(idle) == [("returned", None, li.person_id, "not_contacted")]
    assert run(assign_pool, boss) == [(wang.name, 1)]
    assert now_in(idle).person_id == wang.person_id
    assert history(idle)[-1] == ("assigned", None, wang.person_id, "round_robin")


def test_the_pool_is_given_out_by_turns_within_the_units_of_who_asks(li, wang, boss):
    for number in range(5):
        lead("D1T1", name=f"线索{number}")
    other = lead("D2T1")
    hire("far", unit="D2T1")
    assert run(assign_pool, boss) == [(li.name, 3), (wang.name, 2)]
    held = [row.person_id for row in every(Lead, Lead.unit_id == unit_id("D1T1"))]
    assert held == [li.person_id, wang.person_id, li.person_id, wang.person_id, li.person_id]
    assert now_in(other).person_id is None
    assert run(assign_pool, boss) == []


def test_what_comes_in_can_be_given_by_the_rules_at_once(li, wang):
    for number in range(4):
        run(add_lead, li, name=f"来客{number}", kind="individual", source="website", by_rule=True)
    assert [row.person_id for row in every(Lead)] == [li.person_id, wang.person_id] * 2
    assert history(2)[1] == ("assigned", None, wang.person_id, "load")


def test_a_head_reveals_a_phone_for_a_reason(li, boss):
    number = run(add_lead, li, **CAME, person_id=li.person_id)
    with pytest.raises(Invalid):
        run(reveal_lead, boss, lead_id=number, reason="")
    assert run(reveal_lead, boss, lead_id=number, reason="客户投诉").phone == "13800001234"
    with pytest.raises(Denied):
        run(reveal_lead, li, lead_id=number, reason="看看")


def test_the_same_key_converts_once(li):
    number = lead("D1T1", li)
    order = {"title": "车险", "kind": "relationship", "business_type": "new", "product_id": product(), **HOPES}
    first = run(convert_lead, li, key="k" * 32, lead_id=number, version=1, **order)
    assert run(convert_lead, li, key="k" * 32, lead_id=number, version=1, **order) == first
    assert len(every(Customer)) == 1
