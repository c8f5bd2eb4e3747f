"""Opportunities edited in their list: rows are saved by their ids, and nothing typed is lost when one is refused."""

from datetime import date

import pytest
from sqlmodel import select

from db.models.sales import CloseDateChange, Opportunity
from factories import change, company, customer, hire, one, opportunity
from opening import fine, frames, opening, texts

LIST = "pages/sales/opportunities.py"


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李娜")


@pytest.fixture
def sheet(li, monkeypatch):
    """The sheet with three sales, the next to close first, and their ids."""
    ids = [
        opportunity(customer(li), "quote", title=title, expected_close=date(2026, month, 1))
        for title, month in (("车险", 7), ("财产险", 8), ("货运险", 9))
    ]
    return opening(monkeypatch)(li, LIST, view="edit"), ids


def now_in(made):
    return one(select(Opportunity).where(Opportunity.id == made))


def write(at, **cells_of_rows):
    """Type into cells, by the number of their row: r0={"next_step": …}."""
    typed = {int(row[1:]): cells for row, cells in cells_of_rows.items()}
    key = at.session_state["sale_sheet"].widget()
    at.session_state[key] = {"edited_rows": typed, "added_rows": [], "deleted_rows": []}
    return fine(at.run())


def press(at, name):
    button = next(button for button in at.button if str(button.key).startswith(f"sale_sheet.{name}"))
    return fine(button.click().run())


def save(at):
    return press(at, "save")


def test_several_rows_are_saved_by_their_ids(sheet):
    at, (car, property_, cargo) = sheet
    at = write(
        at,
        r0={"next_step": "约总经理", "next_step_on": "2026-07-05"},
        r2={"expected_premium": 12_345.67, "expected_close": "2026-10-01"},
    )
    assert "保存 2 行修改" in [button.label for button in at.button]
    at = save(at)
    assert (now_in(car).next_step, now_in(car).next_step_on) == ("约总经理", date(2026, 7, 5))
    assert (now_in(cargo).expected_premium, now_in(cargo).expected_close) == (1_234_567, date(2026, 10, 1))
    assert now_in(property_).version == 1
    assert one(select(CloseDateChange.days)) == 30
    assert "商机已保存" in texts(at)


def test_a_row_that_somebody_changed_meanwhile_is_shown_and_the_others_are_saved(sheet):
    at, (car, property_, _cargo) = sheet
    at = write(at, r0={"next_step": "我的"}, r1={"next_step": "我的", "expected_premium": 5_000.0})
    change(Opportunity, property_, next_step="经理的")
    at = save(at)
    assert now_in(car).next_step == "我的"
    assert now_in(property_).next_step == "经理的"
    shown = texts(at)
    assert "修改" in shown
    assert "下一步：我填写的 我的，最新的 经理的" in shown
    assert "预计保费（元）：我填写的 5,000.00，最新的 10,000.00" in shown
    assert list(at.session_state["sale_sheet"].typed) == [property_]
    at = save(press(at, "keep"))
    assert (now_in(property_).next_step, now_in(property_).expected_premium) == ("我的", 500_000)


def test_the_newest_is_taken_for_that_row_alone(sheet):
    at, (car, property_, _cargo) = sheet
    at = write(at, r0={"expected_premium": None}, r1={"next_step": "我的"})
    change(Opportunity, property_, next_step="经理的")
    at = press(save(at), "take")
    assert list(at.session_state["sale_sheet"].typed) == [car]
    assert now_in(property_).next_step == "经理的"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"expected_close": "2026-06-01"}, "预计成交日不能早于今天"),
        ({"expected_close": "2199-01-01"}, "日期太远"),
        ({"expected_close": "nonsense"}, "预计成交日"),
        ({"expected_premium": 1e9}, "预计保费不能超过 100,000,000 元"),
        ({"next_step": "长" * 201}, "下一步"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_keeps_what_was_typed(sheet, cells, told):
    at, (car, property_, _cargo) = sheet
    at = save(write(at, r0=cells, r1={"next_step": "打电话"}))
    assert told in texts(at).replace("\\", "")
    assert now_in(car).version == 1
    assert now_in(property_).next_step == "打电话"
    assert list(at.session_state["sale_sheet"].typed) == [car]
    at = save(write(at, r0={name: None if name.endswith("_on") else good(name) for name in cells}))
    assert now_in(car).version == 2


def good(name):
    return {"expected_close": "2026-09-09", "expected_premium": 10.0, "next_step": "短"}[name]


def test_unsaved_changes_outlive_another_filter_until_they_are_discarded(sheet):
    at, (car, *_others) = sheet
    at = write(at, r0={"next_step": "约总经理"})
    at.query_params["sort"] = "premium"
    at = fine(at.run())
    assert "这些修改还没有保存" in texts(at)
    at = press(at, "discard")
    assert "这些修改还没有保存" not in texts(at)
    assert now_in(car).next_step == ""


def test_who_only_reads_gets_no_sheet(li, monkeypatch):
    opportunity(customer(li), "quote")
    at = opening(monkeypatch)(hire("top", "executive", "C"), LIST, view="edit")
    assert "sale_sheet" not in at.session_state
    assert len(frames(at)[0]) == 1
