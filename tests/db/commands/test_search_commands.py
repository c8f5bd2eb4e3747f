"""What somebody keeps at hand: pinned records, those opened last, filters; and the index of names made anew."""

import pytest
import sqlalchemy as sa
from sqlmodel import select

from db.access import SYSTEM
from db.commands.add_customer import add_customer
from db.commands.change_customer import change_customer
from db.commands.drop_filter import drop_filter
from db.commands.mend_grams import mend_grams
from db.commands.note_opened import MOST_RECENT, note_opened
from db.commands.pin_record import MOST_PINNED, pin_record
from db.commands.save_filter import save_filter
from db.errors import Denied, Invalid, Refusal
from db.gram_index import gram_faults
from db.models.customers import CustomerPrivate
from db.models.search import CustomerGram, RecentRecord
from db.models.system import Audit
from db.periods import today
from db.queries.found_customers import found_customers
from db.queries.kept_records import kept_records, saved_filters
from db.run import run
from db.session import reading
from factories import company, customer, hand_over, hire, one, opportunity
from factories_money import policy


@pytest.fixture
def li(url):
    company()
    return hire("li")


def found(me, typed):
    with reading(me) as session:
        return list(found_customers(session, me, typed).ids)


def kept(me):
    with reading(me) as session:
        return kept_records(session, me)


def names(hits):
    return [hit.name for hit in hits]


def test_pinned_records_are_at_hand_until_they_are_let_go_or_out_of_sight(li):
    first, second = customer(li, "甲公司"), customer(li, "乙公司")
    sale = opportunity(second, title="车险")
    for kind, number in (("customer", first), ("opportunity", sale), ("customer", first)):
        assert run(pin_record, li, kind=kind, record_id=number, pinned=True)
    assert names(kept(li).pinned) == ["车险", "甲公司"]
    assert not run(pin_record, li, kind="opportunity", record_id=sale, pinned=False)
    assert names(kept(li).pinned) == ["甲公司"]
    hand_over(first, hire("wang", unit="D2T1"), "2026-06-30")
    assert kept(li).pinned == ()


def test_what_is_not_in_sight_cannot_be_pinned(li):
    with pytest.raises(Denied):
        run(pin_record, li, kind="customer", record_id=customer(hire("wang", unit="D2T1")), pinned=True)


def test_there_is_an_end_to_pins_and_filters(li):
    for _ in range(MOST_PINNED):
        run(pin_record, li, kind="customer", record_id=customer(li), pinned=True)
    with pytest.raises(Refusal, match="30"):
        run(pin_record, li, kind="customer", record_id=customer(li), pinned=True)


def test_the_latest_twenty_are_remembered_each_once(li):
    ids = [customer(li, f"第{number:02}位") for number in range(MOST_RECENT + 3)]
    before = one(select(sa.func.count()).select_from(Audit))
    for number in [*ids, ids[-3]]:
        run(note_opened, li, kind="customer", record_id=number)
    assert names(kept(li).recent)[:3] == ["第20位", "第22位", "第21位"]
    assert len(kept(li).recent) == MOST_RECENT
    assert one(select(sa.func.count()).select_from(RecentRecord)) == MOST_RECENT
    assert one(select(sa.func.count()).select_from(Audit)) == before


def test_filters_are_ones_own(li):
    wang = hire("wang")
    first = run(save_filter, li, page="customers", name="高价值", asked="tier=high")
    again = run(save_filter, li, page="customers", name="高价值", asked="tier=high&region=x")
    run(save_filter, wang, page="customers", name="高价值", asked="")
    assert first != again
    with reading(li) as session:
        assert [(row.id, row.asked) for row in saved_filters(session, li, "customers")] == [
            (again, "tier=high&region=x")
        ]
    with pytest.raises(Denied):
        run(drop_filter, wang, filter_id=again)
    assert run(drop_filter, li, filter_id=again) == again
    for wrong in ({"name": ""}, {"name": "长" * 41}, {"page": "nowhere"}):
        with pytest.raises(Invalid):
            run(save_filter, li, **{"page": "customers", "name": "x", "asked": "", **wrong})


def test_a_customer_is_found_from_the_moment_it_is_recorded_and_by_its_new_name(li):
    made = run(
        add_customer, li, name="曾晓明", kind="individual", phone="138 0000 1234", id_number="110101199001011237"
    )
    asked = (
        "曾晓明",
        "晓明",
        "zengx",
        "zxm",
        "曾小明",
        "13800001234",
        "+8613800001234",
        "1234",
        "110101199001011237",
        "1237",
    )
    assert [typed for typed in asked if found(li, typed) != [made]] == []
    run(change_customer, li, customer_id=made, version=1, name="Anna Smith", phone="13900005678")
    assert [typed for typed in ("anna", "SMITH", "smiht", "5678") if found(li, typed) != [made]] == []
    assert [typed for typed in ("曾晓明", "zxm", "13800001234", "1234") if found(li, typed)] == []


def test_a_customer_is_found_by_its_own_number_and_those_of_its_policies(li):
    made = customer(li, number="K000123")
    term = policy(made, 1_000, "2026-01-01", number="PMO2026001", insured_object="宁A·12345")
    assert term
    assert [
        typed for typed in ("k0001", "PMO2026", "pmo2026001", "宁A12345", "宁a·123") if found(li, typed) != [made]
    ] == []


def test_nobody_out_of_sight_is_found_in_any_way(li):
    made = customer(hire("wang", unit="D2T1"), "欧阳娜娜", phone="13800001234", number="K9")
    policy(made, 1_000, "2026-01-01", number="P1")
    for typed in ("欧阳娜娜", "欧阳那娜", "oynn", "13800001234", "1234", "K9", "P1"):
        assert found(li, typed) == []
        assert found(hire(f"x{typed}", "executive", "C"), typed) == ([] if "1234" in typed else [made])


def test_a_common_name_is_found_among_the_few_of_a_salesperson(li, monkeypatch):
    monkeypatch.setattr("db.finding.MOST", 5)
    monkeypatch.setattr("db.finding.SMALL", 0)
    monkeypatch.setattr("db.finding.WIDE", 10)
    wang = hire("wang", unit="D2T1")
    for number in range(20):
        customer(wang, f"王伟{number}")
    mine = customer(li, "王伟")
    head = hire("head", "manager")
    assert [found(me, typed) for me in (li, head) for typed in ("王伟", "wangw", "ww", "王")] == [[mine]] * 8


def lose_grams(session, actor):
    session.trusted().execute(sa.delete(CustomerGram))
    session.trusted().execute(sa.update(CustomerPrivate).values(phone_tail=None))


def test_a_lost_index_is_seen_and_made_anew(li):
    made = customer(li, "华东物流", phone="13800001234")
    run(lose_grams, SYSTEM)
    assert found(li, "物流") == []
    with reading(SYSTEM) as session:
        assert gram_faults(session, today()) == ["customer_private", "customer_gram"]
    run(mend_grams, SYSTEM)
    assert found(li, "物流") == found(li, "1234") == [made]
    with reading(SYSTEM) as session:
        assert gram_faults(session, today()) == []
