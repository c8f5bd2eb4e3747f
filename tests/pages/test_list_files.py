"""Every list as a file: all that its filters find, in the reader's language, masked, harmless, noted first."""

import csv
import io
import json

import pytest
from sqlmodel import col, select

from components.menu import written_file
from db.models.claims import Claim
from db.models.system import Audit
from factories import activity, change, company, customer, hire, lead, one, opportunity
from factories_money import claim, policy
from opening import fine, opening

CUSTOMERS, CLAIMS = "pages/customers/customers.py", "pages/book/claims.py"
SALES, LEADS, WORK = "pages/sales/opportunities.py", "pages/sales/leads.py", "pages/work/activities.py"
MANY = 60
"""More than one page."""


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李娜")


@pytest.fixture
def offered(monkeypatch):
    """What the menu of a list offers, once its page is opened: title, what it says about itself, the maker."""
    found = {}

    def noted(_me, key, title, about, sheet, **_more):
        found[key] = (title, about, sheet)

    monkeypatch.setattr("components.list_file.downloads", noted)
    return found


@pytest.fixture
def file_of(monkeypatch, offered):
    """A function that opens a list as an actor and answers the rows of its CSV."""
    visit = opening(monkeypatch)

    def made(me, page, key, spoken="zh", **address):
        at = visit(me, page, **address)
        at.session_state[f"export.{key}"] = True
        fine(at.run())
        title, about, sheet = offered[key]
        written = written_file(me, "csv", title, about, sheet, spoken).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(written)))

    return made


def noted_last():
    record = one(select(Audit).order_by(col(Audit.id).desc()))
    return record.command, json.loads(record.change)


def test_customers_that_were_found_are_in_it_all_and_masked(li, file_of):
    customer(li, "别处客户", region="北京", phone="13800001234")
    for number in range(MANY):
        customer(li, f"=客户{number:02}", region="上海", phone="13900001234")
    heads, *rows = file_of(li, CUSTOMERS, "customers", region="上海")
    assert len(rows) == MANY
    assert rows[0][0] == "'=客户00"
    assert "13900001234" not in str(rows)
    command, told = noted_last()
    assert (command, told["rows"], told["file"]) == ("export_rows", MANY, "csv")
    assert "地区=上海" in told["where"]
    assert heads[0] == "客户"


def test_opportunities_of_all_pages_with_their_premium_to_the_fen(li, file_of):
    theirs = customer(li)
    for number in range(MANY):
        opportunity(theirs, "quote", title=f"+商机{number:02}", premium=1_234)
    opportunity(theirs, "won", title="已成交")
    heads, *rows = file_of(li, SALES, "opportunities", "en")
    assert heads[:4] == ["Opportunity", "Stage", "Expected premium (yuan)", "Expected close"]
    assert len(rows) == MANY
    assert {row[2] for row in rows} == {"1234.00"}
    assert all(row[0].startswith("'+商机") for row in rows)
    assert {row[heads.index("Stalled")] for row in rows} <= {"Yes", "No"}


def test_leads_are_masked_and_only_those_asked_for(li, file_of):
    lead("D1T1", li, name="展会客", source="exhibition", phone="13800001234", phone_mask="138****1234")
    lead("D1T1", li, name="官网客", source="website")
    lead("D2T1", name="别处的")
    _heads, *rows = file_of(li, LEADS, "leads", source="exhibition")
    assert [row[0] for row in rows] == ["展会客"]
    assert "138****1234" in rows[0]
    assert "13800001234" not in str(rows)


def test_activities_of_all_pages_with_what_came_of_them(li, file_of):
    theirs = customer(li)
    for number in range(MANY):
        activity(theirs, "2026-06-01", li, subject=f"拜访{number}", status="done", outcome="@SUM(1)")
    heads, *rows = file_of(li, WORK, "activities", "en", status="done")
    assert len(rows) == MANY
    assert {row[heads.index("Outcome")] for row in rows} == {"'@SUM(1)"}


def test_claims_are_those_of_the_own_book(li, file_of):
    claim(policy(customer(li), 10_000, "2025-08-01"), "2026-02-01", estimate=3_000)
    claim(policy(customer(hire("far", unit="D2T1")), 10_000, "2025-08-01"), "2026-02-01", estimate=9_000)
    heads, *rows = file_of(li, CLAIMS, "claims")
    assert [row[heads.index("未决（元）")] for row in rows] == ["3000.00"]
    change(Claim, 1, cause="=cmd|'/c calc'!A1")
    assert "'=cmd" in str(file_of(li, CLAIMS, "claims"))


def test_a_search_for_a_phone_stands_neither_in_the_file_nor_in_the_audit(li, file_of, offered, monkeypatch):
    customer(li, "华东物流", phone="13800001234")
    monkeypatch.setattr("components.narrowing.search_box", lambda *_: "13800001234")
    rows = file_of(li, CUSTOMERS, "customers")
    assert len(rows) == 2
    assert "13800001234" not in str(noted_last())
    assert ("搜索", "***") in offered["customers"][1]


def test_more_than_a_file_takes_is_said_and_not_cut_off_in_silence(li, offered, monkeypatch):
    monkeypatch.setattr("components.list_file.MOST_EXPORTED", 1)
    customer(li)
    customer(li)
    at = opening(monkeypatch)(li, CUSTOMERS)
    at.session_state["export.customers"] = True
    fine(at.run())
    assert not offered
    assert any("请先缩小范围再导出" in caption.value for caption in at.caption)
