"""A list of leads comes in as a file: checked, told what is known already, given out or left in the pool, once."""

import csv
import json
from datetime import date

import pytest
from sqlmodel import col, func, select

from db.access import SYSTEM
from db.commands.drop_lead import drop_lead
from db.config import config
from db.errors import Refusal
from db.imports.import_file import import_file
from db.models.imports import ImportLead, ImportOrigin, ImportRun, ImportVerdict
from db.models.leads import LeadEvent
from db.models.people import Unit
from db.models.policies import Product
from db.models.sales import Lead
from db.models.search import LeadGram
from db.models.system import Audit
from db.queries.actors import actor_named
from db.queries.leads import Asked, leads
from db.rules.identity import phone_hash
from db.run import run
from db.session import reading
from factories import change, company, customer, hire, lead, one, product, unit_id

HEADS = (
    "编号", "名称", "类型", "联系人", "电话", "邮箱", "来源", "收到日", "地区", "意向险类", "预计保费", "单位",
    "持有人", "备注",
)  # fmt: skip


@pytest.fixture
def care(url):
    company()
    change(Product, product("car", line="motor"), line_zh="车险")
    hire("li", name="李娜")
    hire("wang", unit="D1T2", name="王强")
    return hire("care", "service", "C")


@pytest.fixture
def bring(tmp_path, care):
    """A function that brings rows in as somebody, by the shipped profile."""

    def brought(*rows, me=care, name="leads.csv", heads=HEADS, **more):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heads)
            writer.writerows([row.get(head, "") for head in heads] for row in rows)
        return import_file(path, profile="leads", actor=me, **more)

    return brought


def row(name, **cells):
    given = {"phone": "电话", "unit": "单位", "owner": "持有人", "source": "来源", "line": "意向险类", "number": "编号"}
    given |= {"premium": "预计保费", "email": "邮箱", "on": "收到日", "kind": "类型"}
    return {"名称": name, "来源": "展会", "单位": "D1T1", **{given[key]: value for key, value in cells.items()}}


def every(model, *criteria):
    with reading(SYSTEM) as session:
        key = next(iter(model.__table__.primary_key))
        return session.exec(select(model).where(*criteria).order_by(key)).all()


def test_rows_become_leads_in_the_pool_of_their_unit_and_those_that_are_named_go_to_whom(bring):
    tally = bring(
        row("华东物流", kind="企业", phone="+86 138-0000-1234", line="车险", premium="12,000.50", on="2026/6/29"),
        row("王女士", owner="wang", unit="", source="website", email="w@example.com"),
    ).tally
    assert (tally.read, tally.new, tally.accepted, tally.rejected) == (2, 2, 2, 0)
    assert (tally.named, tally.by_rule, tally.pooled) == (1, 0, 1)
    assert (tally.premium, tally.sources) == (1_200_050, {"exhibition": 1, "website": 1})
    first, second = every(Lead)
    assert (first.kind, first.source, first.line, first.expected_premium) == (
        "organisation", "exhibition", "motor", 1_200_050,
    )  # fmt: skip
    assert (first.phone, first.phone_mask, first.person_id) == ("13800001234", "138****1234", None)
    assert (first.unit_id, str(first.received_on), first.assigned_on) == (unit_id("D1T1"), "2026-06-29", None)
    assert (second.unit_id, second.assigned_on) == (unit_id("D1T2"), date(2026, 6, 30))
    steps = [(event.lead_id, str(event.step), event.holder_id) for event in every(LeadEvent)]
    assert steps == [(1, "received", None), (2, "received", None), (2, "assigned", second.person_id)]
    assert one(select(func.count()).select_from(LeadGram).where(col(LeadGram.record_id) == first.id))
    assert not every(ImportLead)
    assert not every(ImportVerdict)


def test_they_are_found_by_whoever_works_there_and_nobody_else(bring):
    bring(row("华东物流", phone="13800001234"))
    for login, seen in (("li", ["华东物流"]), ("wang", [])):
        me = actor_named(login)
        with reading(me) as session:
            assert [each.name for each in leads(session, me, Asked(part="pool"))] == seen


def test_the_rules_give_them_out_where_config_says_so(bring, monkeypatch):
    monkeypatch.setitem(config().leads.__dict__, "on_arrival", True)
    hire("zhao")
    rows = [row(f"客户{number}", phone=f"1380000{number:04}") for number in range(4)]
    tried = bring(*rows, dry_run=True).tally
    assert (tried.by_rule, tried.pooled) == (4, 0)
    assert not every(Lead)
    tally = bring(*rows).tally
    assert (tally.by_rule, tally.pooled) == (4, 0)
    assert sorted(one_lead.person_id for one_lead in every(Lead)) == [1, 1, 4, 4]
    assert {event.way for event in every(LeadEvent, col(LeadEvent.step) == "assigned")} <= {"load", "round_robin"}


def test_what_nobody_can_take_waits_in_the_pool(bring, monkeypatch):
    monkeypatch.setitem(config().leads.__dict__, "on_arrival", True)
    monkeypatch.setitem(config().leads.__dict__, "most_open", 1)
    tally = bring(row("甲", phone="13800000001"), row("乙", phone="13800000002")).tally
    assert (tally.by_rule, tally.pooled) == (1, 1)


def test_what_cannot_be_taken_is_told_with_its_reason(bring, tmp_path):
    lead("D2T1", name="老线索", phone_hash=phone_hash("13900000000"), phone="13900000000")
    rejects = tmp_path / "rejects.csv"
    tally = bring(
        row("好的", phone="13800000001"),
        row("空号", phone="123"),
        row("错邮箱", email="nobody"),
        row("没听说过", source="梦里"),
        row("没有的险类", line="太空"),
        row("明天", on="2026-07-01"),
        row("没有单位", unit="X9"),
        row("哪里都不是", unit=""),
        row("没有的人", owner="nobody"),
        row("同号", phone="138 0000 0001"),
        row("老号", phone="13900000000"),
        row(""),
        rejects=rejects,
    ).tally
    assert (tally.new, tally.rejected, tally.duplicates) == (1, 11, 0)
    wanted = "phone email source line ahead unknown_unit unit owner same_phone open_lead empty_cell"
    assert tally.reasons == {f"imports.row_{name}": 1 for name in wanted.split()}
    text = rejects.read_text("utf-8-sig")
    assert "电话号码无效" in text
    assert "已有相同电话的未结线索" in text
    assert "老线索" not in text


def test_a_unit_is_named_by_its_code_or_by_a_name_that_no_other_in_use_has(bring):
    for code, name in (("D1T1", "城东一队"), ("D1T2", "重名队"), ("D2T1", "重名队")):
        change(Unit, unit_id(code), name=name)
    rows = [row("甲", unit="城东一队"), row("乙", unit="D1T2"), row("丙", unit="重名队")]
    tally = bring(*rows).tally
    assert (tally.new, tally.reasons) == (2, {"imports.row_unknown_unit": 1})
    assert [each.unit_id for each in every(Lead)] == [unit_id("D1T1"), unit_id("D1T2")]
    change(Unit, unit_id("D2T1"), active=0)
    assert bring(*rows).tally.new == 1
    assert every(Lead)[-1].unit_id == unit_id("D1T2")


def test_the_same_file_again_changes_nothing_even_when_its_leads_are_worked_and_gone(bring):
    second = row("乙", phone="13800000002")
    rows = [row("甲", number="A-1", phone="13800000001"), second, second]
    first = bring(*rows).tally
    assert (first.new, first.duplicates) == (2, 1)
    boss = hire("boss", "manager")
    run(drop_lead, boss, lead_id=1, version=1, reason="空号")
    again = bring(*rows).tally
    assert (again.new, again.same, again.duplicates, again.changes) == (0, 2, 1, False)
    assert [json.loads(kept.report)["new"] for kept in every(ImportRun)] == [2]
    assert [each.status for each in every(Lead)] == ["dropped", "new"]
    assert len(every(LeadEvent)) == 3
    assert len(every(Audit, col(Audit.command) == "import_leads")) == 1
    more = bring(*rows, row("丙", phone="13800000003"), name="more.csv").tally
    assert (more.new, more.same) == (1, 2)


def test_a_number_that_comes_with_other_content_is_no_new_lead(bring):
    bring(row("甲", number="A-1", phone="13800000001"))
    tally = bring(row("甲改名", number="A-1", phone="13800000009"), row("又", number="A-1"), name="next.csv").tally
    assert (tally.same, tally.rejected, tally.reasons) == (1, 1, {"imports.row_twice": 1})
    assert [each.name for each in every(Lead)] == ["甲"]


def test_a_file_may_lack_what_is_optional_and_never_what_is_needed(bring):
    tally = bring({"名称": "甲", "来源": "展会", "单位": "D1T1"}, heads=("名称", "来源", "单位")).tally
    assert tally.new == 1
    with pytest.raises(Refusal) as refused:
        bring({"名称": "甲", "单位": "D1T1"}, heads=("名称", "单位"), name="bare.csv")
    assert refused.value.key == "imports.missing_columns"


def test_it_is_noted_as_one_import_without_a_number_of_anybody(bring, care):
    bring(row("甲", phone="13800000001"))
    (noted,) = every(Audit, col(Audit.command) == "import_leads")
    told = json.loads(noted.change)
    assert (told["new"], told["file"], noted.actor_login) == (1, "leads.csv", "care")
    assert "13800000001" not in noted.change
    assert len(one(select(ImportOrigin.origin))) == 64


def test_a_salesperson_brings_no_files_in(bring):
    with pytest.raises(Refusal):
        bring(row("甲"), me=actor_named("li"))
    assert not every(Lead)


def test_a_phone_of_a_customer_is_neither_told_nor_in_the_way(bring):
    customer(actor_named("wang"), "机密客户", phone="13800000001")
    report = bring(row("甲", phone="13800000001"))
    assert report.tally.new == 1
    assert "机密" not in str(report)
