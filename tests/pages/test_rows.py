"""From any figure to the entries that add up to it, and out as a file that holds the same."""

import csv
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from sqlmodel import select

from components.exports import Stamp, as_csv
from components.menu import written_file
from components.rows import Wanted, _sheet
from components.sheets import exact_entry
from db.access import SYSTEM
from db.measure import measure
from db.metrics import METRICS
from db.models.system import Audit
from db.periods import month, year
from db.queries.actors import actor_named
from db.run import run
from db.session import reading
from db.summaries import rebuild, refresh_first_policies
from factories import company, customer, hand_over, hire, one
from factories_money import claim, policy, receive
from opening import fine, frames, texts

ROWS = "pages/figures/rows.py"
STAMP = Stamp("王芳", "2026-06-30 09:15", "已赚保费", "导出")


def booked(session, actor) -> None:
    refresh_first_policies(session)
    rebuild(session)


@pytest.fixture
def head(url, monkeypatch):
    monkeypatch.setattr("components.rows.A_PAGE", 10)
    company()
    li = hire("li", name="李娜")
    for number in range(12):
        policy(customer(li, f"客户 {number:02}"), 1_000 + number, f"2026-0{number % 6 + 1}-10")
    first = policy(customer(li, "=1+1"), 9_000, "2025-02-01")
    claim(first, "2026-02-01", estimate=2_000)
    run(booked, SYSTEM)
    return hire("head", "department_head", "D1")


def li_of():
    found = actor_named("li")
    assert found is not None
    return found


def listed(at):
    return frames(at)[0]


def test_the_entries_of_a_month_add_up_to_the_figure(head, visit):
    at = visit(head, ROWS, metric="signed_premium", period="2026-03")
    assert listed(at)["金额（元）"].sum() == sum(1_000 + number for number in range(12) if number % 6 == 2)
    assert at.metric[0].value == "¥2,010.00"
    assert at.metric[1].value == "2"
    assert "2026年3月" in texts(at)


def test_many_entries_are_turned_by_page_and_ordered(head, visit):
    at = visit(head, ROWS, metric="signed_premium", period="2026", order="-amount")
    assert len(listed(at)) == 10
    assert listed(at)["金额（元）"].iloc[0] == 1_011
    at = visit(head, ROWS, metric="signed_premium", period="2026", order="-amount", p="2")
    assert len(listed(at)) == 2
    assert listed(at)["金额（元）"].iloc[-1] == 1_000


def test_filters_come_from_the_address(head, visit):
    assert len(listed(visit(head, ROWS, metric="signed_premium", period="2026", salesperson="li"))) == 10
    at = visit(head, ROWS, metric="signed_premium", period="2026", team="D1T2")
    assert "此期间没有数据" in texts(at)
    assert "1部2组" in texts(at)


def test_of_a_ratio_both_sides_can_be_listed(head, visit):
    at = visit(head, ROWS, metric="loss_ratio", period="2026")
    assert listed(at)["金额（元）"].sum() == 2_000
    at = visit(head, ROWS, metric="loss_ratio", period="2026", side="earned_premium")
    assert [metric.label for metric in at.metric] == ["综合赔付率", "已赚保费", "笔数"]
    assert len(listed(at)) == 10


def test_above_the_sides_of_a_ratio_stands_the_ratio_itself(head, visit):
    at = visit(head, ROWS, metric="receivable_ratio", period="2026-06")
    assert at.subheader[0].value == "应收率"
    assert at.metric[0].value == "174.59%"
    assert at.metric[1].value == "¥21,066.00"


def test_a_balance_is_taken_apart_by_policy_and_adds_up_to_the_figure(head, visit):
    term = policy(customer(li_of(), "分期客户"), 1_200, "2026-01-01", parts=4)
    receive(term, 300, "2026-01-01")
    run(booked, SYSTEM)
    at = visit(head, ROWS, metric="receivable", period="2026-06", shown="records")
    shown, total = listed(at), at.metric[0].value
    assert at.metric[1].label == "未结件数"
    assert (shown["金额（元）"].iloc[0], len(shown)) == (9_000, 10)
    rest = listed(visit(head, ROWS, metric="receivable", period="2026-06", shown="records", p="2"))
    assert f"¥{shown['金额（元）'].sum() + rest['金额（元）'].sum():,.2f}" == total
    both = [*shown.itertuples(index=False), *rest.itertuples(index=False)]
    (mine,) = [row for row in both if row[1] == "分期客户"]
    assert (str(mine[2])[:10], mine[3], mine[4]) == ("2026-04-01", 90, 900)
    smallest = listed(visit(head, ROWS, metric="receivable", period="2026-06", shown="records", order="amount"))
    assert smallest["金额（元）"].iloc[0] == 900


def test_a_balance_of_claims_is_taken_apart_by_claim(head, visit):
    at = visit(head, ROWS, metric="outstanding_claims", period="2026-06", shown="records")
    assert list(listed(at)["金额（元）"]) == [2_000]
    assert "逾期天数" not in listed(at).columns
    flow = visit(head, ROWS, metric="signed_premium", period="2026-06", shown="records")
    assert "类别" in listed(flow).columns


def test_every_figure_lists_its_entries(head, visit):
    at = visit(head, ROWS)
    for metric in METRICS:
        at.query_params["metric"] = metric
        fine(at.run())
        assert "暂时无法显示" not in texts(at), metric


def test_a_figure_that_is_not_open_to_the_role_is_not_listed(head, visit):
    service = hire("service", "service", "C")
    assert "未对您的角色开放" in texts(visit(service, ROWS, metric="signed_premium"))


def test_a_link_with_a_figure_or_a_period_that_there_is_not_says_so(head, visit):
    for wrong in ({"metric": "nonsense"}, {"metric": "signed_premium", "period": "2018-13"}):
        assert "链接有误" in texts(visit(head, ROWS, **wrong))


def test_a_customer_handed_out_of_scope_is_masked_and_its_money_stays(head, visit):
    number = one(select(Audit.id))
    assert number is not None
    li, other = hire("li2"), hire("other", unit="D2T1")
    moved = customer(li, "移交的客户")
    policy(moved, 500, "2026-06-20")
    hand_over(moved, other, "2026-06-25")
    run(booked, SYSTEM)
    at = visit(head, ROWS, metric="signed_premium", period="2026", salesperson="li2")
    assert listed(at)["金额（元）"].sum() == 500
    assert "移交的客户" not in listed(at).to_string()
    assert "不在管辖范围" in listed(at).to_string()


def asked(**more):
    return Wanted(METRICS["signed_premium"], "signed_premium", year(2025), {}, "entries", "-day", 1)


def test_the_file_has_the_same_rows_and_sum_and_is_noted_before_the_first_byte(head):
    content = written_file(head, "xlsx", "签单保费", [("期间", "2025年")], lambda: _sheet(head, asked()), "zh")
    book = openpyxl.load_workbook(io.BytesIO(content))
    [columns, row] = list(book["1"].iter_rows(values_only=True))
    assert columns[-1] == "金额（元）"
    assert row[-1] == 9_000
    assert book["1"]["E2"].data_type == "s"
    assert "head (head)" in book["2"]["B1"].value
    note = one(select(Audit).where(Audit.command == "export_rows"))
    assert note.actor_login == "head"
    assert '"rows": 1' in note.change


def test_the_csv_holds_no_live_formula(head):
    content = written_file(head, "csv", "签单保费", [], lambda: _sheet(head, asked()), "zh").decode("utf-8-sig")
    assert "'=1+1" in content
    assert ",=1+1" not in content
    assert as_csv is not None


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_of_what_is_earned_day_by_day_adds_up_to_the_figure_to_the_fen(head, kind):
    for place in range(40):  # each of them earns a part of a fen
        policy(customer(li_of(), f"零头 {place}"), 1_000 + place, "2026-01-01")
    run(booked, SYSTEM)
    march = Wanted(METRICS["earned_premium"], "earned_premium", month(date(2026, 3, 1)), {}, "entries", "-day", 1)
    with reading(head) as session:
        figure = measure(session, head, "earned_premium", period=march.period).total
    content = written_file(head, kind, "已赚保费", [], lambda: _sheet(head, march), "zh")
    if kind == "csv":
        [_columns, *rows] = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        amounts = [Decimal(row[-2]) for row in rows]
    else:
        [_columns, *rows] = openpyxl.load_workbook(io.BytesIO(content))["1"].iter_rows(values_only=True)
        amounts = [Decimal(str(row[-1])) for row in rows]
    assert len(amounts) > 40
    assert round(sum(amounts) * 100) == round(figure)
    assert round(sum(round(amount, 2) for amount in amounts) * 100) != round(figure)


def test_an_entry_of_whole_fen_keeps_two_decimals_and_a_part_of_a_fen_all_of_them():
    whole, part = (exact_entry(value, "yuan") for value in (Fraction(12_345), Fraction(1, 1_000_000)))
    content = as_csv(["已赚", "未赚", "其余"], [[whole, part, None]], STAMP).decode("utf-8-sig")
    assert "123.45,0.00000001," in content


def test_a_balance_opens_on_what_is_open_as_of_its_last_day_and_its_entries_are_a_choice_away(head, visit):
    at = visit(head, ROWS, metric="receivable", period="2026-05")
    assert at.metric[1].label == "未结件数"
    assert "截至 2026年5月31日" in texts(at)
    assert "2026年5月至" not in texts(at)
    total = at.metric[0].value
    of_entries = visit(head, ROWS, metric="receivable", period="2026-05", shown="entries")
    assert of_entries.metric[0].value == total
    assert of_entries.metric[1].label == "笔数"
    assert "类别" in listed(of_entries).columns


def test_a_flow_is_told_by_its_days_and_lists_its_entries(head, visit):
    at = visit(head, ROWS, metric="signed_premium", period="2026-03")
    assert "截至" not in texts(at)
    assert "类别" in listed(at).columns


def test_of_a_whole_company_the_entries_of_a_balance_come_first(head, visit):
    at = visit(hire("boss", "executive", "C"), ROWS, metric="receivable", period="2026-05")
    assert at.metric[1].label == "笔数"
    assert "截至 2026年5月31日" in texts(at)
