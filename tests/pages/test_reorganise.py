"""The administrator's page of reorganisations, as it is clicked through."""

from datetime import date

import pytest

import factories as made
import reorganised as re
from db.config import HOME
from db.models.people import Person
from db.queries.actors import actor_named
from opening import field, fine, frames, opening, pick, submit, texts

PAGE = "pages/admin/people.py"
LATER = date(2026, 7, 6)
VERBS = {
    "plan_reorganisation": "新的调整",
    "run_reorganisation": "立即执行",
    "withdraw_reorganisation": "撤回",
    "undo_reorganisation": "撤销",
    "move_person": "调动",
}


@pytest.fixture
def of(url):
    return re.branch()


@pytest.fixture
def page(of, monkeypatch):
    return lambda part="reorganise", **address: opening(monkeypatch)(of.admin, PAGE, part=part, **address)


def act(at, verb):
    """Open the form of an action."""
    (group,) = [one for one in at.get("button_group") if any(VERBS[verb] in each.content for each in one.proto.options)]
    group.set_value([*group.value, verb] if isinstance(group.value, list) else verb)
    return fine(at.run())


def several(at, name):
    (found,) = [one for one in at.multiselect if one.key.endswith(name)]
    return found


def button(at, name):
    (found,) = [one for one in at.button if one.label == name]
    return found


def start(page, code="move"):
    at = act(page(), "plan_reorganisation")
    if code != "move":
        field(at, "kind").set_value(code)
        fine(at.run())
    return at


def filled(at):
    """The new team under the second department."""
    field(at, "parent_id").set_value(made.unit_id("D2"))
    field(at, "code").set_value("D2T9")
    field(at, "name").set_value("新一组")
    field(at, "reason").set_value("架构调整")
    return fine(at.run())


def send(at, name):
    field(at, "sure").check()
    fine(at.run())
    button(at, name).click()
    return fine(at.run())


def test_a_team_is_moved_with_a_preview_and_its_account(page):
    at = start(page)
    field(at, "unit_ids").set_value(made.unit_id("D1T1"))
    fine(at.run())
    filled(at)
    assert "**3** 人将于 **2026年6月30日** 到“第2营业部 / 新一组”，带着 **2** 位客户" in texts(at).replace("\\", "")
    assert list(frames(at)[0]["姓名"]) == ["chen", "li", "wang"]
    button(at, "立即执行").click()
    fine(at.run())
    assert "请先勾选" in texts(at)
    assert re.place("li") == "D1T1"
    send(at, "立即执行")
    assert re.place("li") == "D2T9"
    at = pick(at, "reorganisations", 1)
    assert "✗" not in frames(at)[1].to_string()
    assert set(frames(at)[1]["一致"]) == {"✓"}
    assert "已执行" in texts(at)


def test_the_rules_that_name_a_team_that_closes_are_told_before(page, tmp_path, monkeypatch):
    """Leads of a region go to team D1T1 by its code, which is no more once the team has moved."""
    rules = HOME.read_text("utf-8").replace('unit    = "D3T1"', 'unit    = "D1T1"')
    (tmp_path / "config.toml").write_text(rules, "utf-8")
    monkeypatch.setenv("BAOKE_CONFIG", str(tmp_path / "config.toml"))
    at = start(page)
    field(at, "unit_ids").set_value(made.unit_id("D1T1"))
    fine(at.run())
    told = 'leads.territories[1].unit = "D1T1"'
    assert told in texts(filled(at)).replace("\\", "")
    field(at, "unit_ids").set_value(made.unit_id("D1T2"))
    assert told not in texts(fine(at.run())).replace("\\", "")


def test_a_plan_for_later_is_listed_and_withdrawn(page):
    at = start(page)
    field(at, "unit_ids").set_value(made.unit_id("D1T1"))
    fine(at.run())
    filled(at)
    field(at, "effective_on").set_value(LATER)
    fine(at.run())
    assert "由每日任务自动执行" in texts(at)
    send(at, "按计划执行")
    assert re.place("li") == "D1T1"
    assert "待执行" in frames(at)[0].to_string()
    act(pick(at, "reorganisations", 1), "withdraw_reorganisation")
    button(at, "撤回").click()
    fine(at.run())
    assert re.stands(1).state == "withdrawn"


def test_what_is_overdue_says_why_it_cannot_be_done(page, of, monkeypatch):
    number = re.moved(of.admin, on=LATER)
    made.change(Person, actor_named("chen").person_id, role="salesperson")
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-07")
    at = page()
    assert "到期未执行" in frames(at)[0].to_string()
    act(pick(at, "reorganisations", number), "run_reorganisation")
    button(at, "立即执行").click()
    fine(at.run())
    assert "没有销售经理" in texts(at)
    made.change(Person, actor_named("chen").person_id, role="manager")
    button(at, "立即执行").click()
    fine(at.run())
    assert re.place("li") == "D2T9"


def test_done_by_mistake_it_is_undone_with_a_reason(page, of):
    number = re.moved(of.admin)
    at = act(pick(page(), "reorganisations", number), "undo_reorganisation")
    submit(at)
    assert "请填写原因" in texts(at)
    field(at, "reason").set_value("误操作")
    submit(at)
    assert re.place("li") == "D1T1"


def test_two_teams_are_merged_into_one_of_them(page):
    at = start(page, "merge")
    several(at, ".sources").set_value([made.unit_id("D1T1"), made.unit_id("D1T2")])
    fine(at.run())
    field(at, "into_id").set_value(made.unit_id("D1T2"))
    field(at, "reason").set_value("合并")
    fine(at.run())
    send(at, "立即执行")
    assert {re.place(login) for login in ("li", "wang", "chen", "zhao")} == {"D1T2"}


def test_some_of_a_team_are_split_off(page):
    wu = made.hire("wu", "manager", "D1T1").person_id
    at = start(page, "split")
    field(at, "unit_ids").set_value(made.unit_id("D1T1"))
    fine(at.run())
    several(at, ".people").set_value([wu, actor_named("li").person_id])
    fine(at.run())
    filled(at)
    send(at, "立即执行")
    assert [re.place(login) for login in ("li", "wu", "wang")] == ["D2T9", "D2T9", "D1T1"]


def test_a_refused_plan_keeps_what_was_typed(page):
    at = start(page)
    field(at, "unit_ids").set_value(made.unit_id("D1T1"))
    fine(at.run())
    filled(at)
    field(at, "code").set_value("D2T1")
    fine(at.run())
    send(at, "立即执行")
    assert "代码“D2T1”已被使用" in texts(at)
    assert field(at, "name").value == "新一组"


def test_one_person_moves_on_a_day_to_come(page):
    li = actor_named("li").person_id
    at = pick(page("people"), "people", li)
    act(at, "move_person")
    field(at, "unit_id").set_value(made.unit_id("D2T1"))
    field(at, "effective_on").set_value(LATER)
    submit(at)
    assert "请填写原因" in texts(at)
    field(at, "reason").set_value("调岗")
    submit(at)
    assert re.place("li") == "D1T1"
    assert re.stands(1).effective_on == LATER


def test_the_tree_is_shown_as_of_a_day(page, of):
    re.moved(of.admin, on=LATER)
    at = page("units")
    rows = frames(at)[0]
    assert any(name.endswith("1部1组") for name in rows["单位"])
    assert any(name.startswith("├─ ") for name in rows["单位"])
    assert rows[rows["代码"] == "D1T1"]["负责人"].item() == "chen"
    at.date_input(key="units.day").set_value(LATER).run()
    rows = frames(fine(at))[0]
    assert "D1T1" not in set(rows["代码"])
    assert rows[rows["代码"] == "D2T9"]["人数"].item() == 3
    assert "将设立" in set(rows["状态"])
    at.toggle(key="units.closed").set_value(True).run()
    assert "D1T1" in set(frames(fine(at))[0]["代码"])
    at.date_input(key="units.day").set_value(date(2014, 1, 1)).run()
    assert set(frames(fine(at))[0]["人数"]) == {0}


def test_it_speaks_english_too(page, of):
    made.change(Person, of.admin.person_id, language="en")
    number = re.moved(of.admin)
    at = pick(page(), "reorganisations", number)
    shown = texts(at) + "".join(frame.columns.str.cat() for frame in frames(at))
    for known in ("架构调整", "新一组", "1部1组", "第1营业部", "第2营业部"):
        shown = shown.replace(known, "")
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in shown)


def test_a_merge_without_a_place_to_go_asks_for_it_alone(page):
    at = start(page, "merge")
    several(at, ".sources").set_value([made.unit_id("D1T1"), made.unit_id("D1T2")])
    fine(at.run())
    assert "请选择去向" in texts(at)
    assert not [one for one in at.button if one.label == "立即执行"]


def test_what_was_ticked_for_one_day_is_not_ticked_for_another(page):
    at = start(page)
    field(at, "unit_ids").set_value(made.unit_id("D1T1"))
    fine(at.run())
    filled(at)
    field(at, "sure").check()
    fine(at.run())
    assert field(at, "sure").value
    field(at, "effective_on").set_value(LATER)
    fine(at.run())
    assert not field(at, "sure").value


def test_whoever_goes_on_a_day_to_come_has_it_on_their_card(page, of):
    re.moved(of.admin, on=LATER)
    assert "2026年7月6日 调到“第2营业部 / 新一组”" in texts(pick(page("people"), "people", actor_named("li").person_id))
