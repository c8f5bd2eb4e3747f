"""The pipeline reports as a manager opens them: each part, each click, each file."""

import pytest
from sqlmodel import select

from components.menu import written_file
from components.pipeline.cases import _sheet, bound
from components.pipeline.changes import change_columns
from db.access import SYSTEM
from db.models.people import Person
from db.models.search import SavedFilter
from db.models.system import Audit
from db.pipeline import Lens
from db.queries.pipeline_changes import change_rows
from db.session import reading
from factories import change, company, customer, day, fen, hire, moved, one, opportunity, put_off, repriced
from factories_money import target
from opening import counting, fine, frames, pick, submit, texts

PAGE = "pages/figures/pipeline.py"
PARTS = ("changes", "forecast", "coverage", "funnel", "velocity", "ageing")
BUDGETS = dict.fromkeys(PARTS, 26) | {"coverage": 40}
"""The coverage measures five figures, of the whole and by unit, each from its own ledger."""


@pytest.fixture
def team(url):
    """Two sellers: a sale that moved on and was priced anew this week, one that was won, one that is new."""
    company()
    li, wang, chen = hire("li", name="李娜"), hire("wang"), hire("chen", "manager")
    up = opportunity(customer(li, "=甲 [公司](x)"), "needs", opened_on="2026-05-01", premium=700, title="甲")
    moved(up, "contact", "needs", "2026-06-29", days=59)
    repriced(up, 500, 700, "2026-06-28")
    put_off(up, "2026-07-01", "2026-08-01", "2026-06-28")
    won = opportunity(customer(wang, "乙公司"), "won", premium=900, title="乙", closed_on=day("2026-06-27"))
    moved(won, "contact", "won", "2026-06-27", days=57)
    new = opportunity(customer(wang, "丙公司"), opened_on="2026-06-30", premium=300, title="丙")
    target("D1T1", "signed_premium", "2026-06-01", fen(1_000))
    return {"li": li, "chen": chen, "up": up, "won": won, "new": new}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_part_opens_within_its_budget(team, visit, part, language):
    at = visit(team["chen"], PAGE, part=part)
    at.session_state["baoke_language"] = language
    customer(team["li"])
    with counting() as asked:
        fine(at.run())
    assert len(asked) <= BUDGETS[part], len(asked)
    assert at.dataframe


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", ["executive", "department_head", "manager"])
def test_an_empty_pipeline_is_said_calmly(url, visit, part, role):
    company()
    at = visit(hire("me", role, {"executive": "C", "department_head": "D1"}.get(role, "D1T1")), PAGE, part=part)
    assert not at.exception
    assert not at.dataframe


def test_a_click_lists_what_the_bar_is_and_the_way_to_each(team, visit):
    at = visit(team["chen"], PAGE)
    assert list(frames(at)[0]["变化"]) == ["成交", "成交推迟", "推进", "新增", "保费调高"]
    assert "5 条 · 涉及保费合计 2,800.00 元" in texts(at).replace("\\", "")
    assert frames(at)[0]["涉及保费（元）"].sum() == 2_800
    at = visit(team["chen"], PAGE, what="raised")
    [row] = frames(at)[0].to_dict("records")
    assert (row["商机"], row["从 → 到"], row["涉及保费（元）"]) == ("甲", "500.00 → 700.00", 200)
    at = pick(at, "pipeline.changes.list", team["up"])
    assert "甲" in [link.proto.label for link in at.get("page_link")]


def test_the_kinds_of_change_are_written_out_on_the_axis_and_in_the_list(team, visit):
    change(Person, team["chen"].person_id, language="en")
    at = visit(team["chen"], PAGE)
    shown = at.get("plotly_chart")[0].proto.spec
    assert all(f"{kind} \\u00b7 1" in shown.replace("·", "\\u00b7") for kind in ("Raised", "Close later"))
    assert "premium at stake in all: 2,800.00 yuan" in texts(at).replace("\\", "")


def test_each_click_lists_as_many_as_the_figure_says(team, visit):
    chen = team["chen"]
    at = visit(chen, PAGE, part="funnel", step="needs")
    assert len(frames(at)[-1]) == 2
    at = visit(chen, PAGE, part="velocity", stage="contact", month="2026-06")
    assert sorted(frames(at)[0]["天数"]) == [57, 59]
    assert "2 次离开，平均 58 天，中位数 58 天" in texts(at)
    at = visit(chen, PAGE, part="ageing", stage="needs", age="2")
    assert list(frames(at)[0]["商机"]) == ["甲"]
    at = visit(chen, PAGE, part="forecast", month="2026-06", side="won")
    assert frames(at)[-1]["成交（元）" if "成交（元）" in frames(at)[-1] else "成交"].sum() == 900
    at = visit(chen, PAGE, part="coverage", whom="li")
    assert frames(at)[-1]["金额（元）"].sum() == 210


def test_a_chart_is_titled_by_what_it_draws(team, visit):
    at = visit(team["chen"], PAGE, part="coverage", by="salesperson")
    assert "加权在途保费，按业务员" in texts(at)
    assert "覆盖率" in frames(at)[0]


@pytest.mark.parametrize("part", PARTS)
def test_behind_three_dots_stand_the_formula_and_the_files(team, visit, part):
    at = visit(team["chen"], PAGE, part=part)
    at.session_state[f"pipeline.{part}.menu"] = True
    at = fine(at.run())
    files = [button.proto.label for button in at.get("download_button")]
    assert files[:2] == ["CSV", "XLSX"]


def test_a_filter_is_kept_under_a_name_and_used_again(team, visit):
    at = visit(team["chen"], PAGE, part="ageing", kind="project", what="won")
    at.session_state["filters.saved"] = True
    at = fine(at.run())
    at.text_input(key="save_filter.0.name").set_value("项目")
    at = submit(at, "save_filter")
    [kept] = kept_of(team["chen"])
    assert (kept.page, kept.name, kept.asked) == ("pipeline", "项目", "part=ageing&kind=project")


def kept_of(me):
    with reading(SYSTEM) as session:
        return session.exec(select(SavedFilter).where(SavedFilter.person_id == me.person_id)).all()


def test_what_the_address_asks_for_wrongly_is_asked_as_nothing(team, visit):
    for part in PARTS:
        wrong = {"what": "x", "stage": "x", "age": "99", "month": "2026-99", "side": "x", "whom": "x", "step": "x"}
        at = visit(team["chen"], PAGE, part=part, cohort="x", kind="x", period="x", team="x", **wrong)
        assert not at.exception


def test_the_file_holds_what_is_seen_with_names_as_text(team):
    def asked():
        return _sheet(team["chen"], bound(change_rows, Lens(), day("2026-06-24"), "won"), change_columns())

    file = written_file(team["chen"], "csv", "成交", [("期间", "本周")], asked, "zh").decode("utf-8-sig")
    assert "900" in file
    assert one(select(Audit).where(Audit.command == "export_rows")) is not None
