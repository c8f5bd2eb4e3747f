"""The administrator's page of units and people, as it is clicked through."""

import re

import pytest
from sqlmodel import select

import factories as made
from db.models.people import Person, Unit
from db.models.sign_in import Credential
from db.queries.actors import actor_named
from db.sign_in.passwords import password_fits
from db.sign_in.sessions import find_session, open_session_for
from opening import field, fine, frames, opening, pick, submit, texts

PAGE = "pages/admin/people.py"


@pytest.fixture
def admin(url):
    made.company()
    return made.hire("admin", "admin", "C", name="管理员")


@pytest.fixture
def page(admin, monkeypatch):
    """Open the page as the administrator."""
    return lambda **address: opening(monkeypatch)(admin, PAGE, **address)


def act(at, verb):
    """Open the form of an action."""
    (group,) = [each for each in at.get("button_group") if verb in _verbs(each)]
    group.set_value([*group.value, verb] if isinstance(group.value, list) else verb)
    return fine(at.run())


def _verbs(group):
    formatted = {
        "add_person": "新增人员",
        "change_person": "更正资料",
        "move_person": "调动",
        "change_role": "更改角色",
    }
    formatted |= {"reset_password": "重置密码", "end_sessions": "全部退出", "disable_person": "停用账号"}
    formatted |= {"enable_person": "重新启用", "add_unit": "新增单位", "change_unit": "更名、关闭或启用"}
    formatted |= {"see_as": "以其视角查看"}
    shown = [option.content for option in group.proto.options]
    return [verb for verb, name in formatted.items() if any(each.endswith(name) for each in shown)]


def switch(at):
    (found,) = [toggle for toggle in at.toggle if toggle.key.endswith(".active")]
    return found


def person(login):
    return made.one(select(Person).where(Person.login == login))


def test_somebody_new_gets_a_password_that_is_shown_once(page):
    at = act(page(), "add_person")
    field(at, "login").set_value("wang")
    field(at, "name").set_value("王芳")
    field(at, "unit_id").set_value(made.unit_id("D1T1"))
    submit(at)
    password = at.code[0].value
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", password)
    wang = actor_named("wang")
    assert wang.unit_id == made.unit_id("D1T1")
    stored = made.one(select(Credential.password_hash).where(Credential.person_id == wang.person_id))
    assert password_fits(password, stored)
    at.button(key="one_time_away").click().run()
    assert password not in texts(at) + "".join(code.value for code in at.code)
    assert "wang" in frames(at)[0].to_string()


def test_a_refused_form_keeps_what_was_typed_and_says_why(page):
    at = act(page(), "add_person")
    field(at, "login").set_value("a b")
    field(at, "name").set_value("王芳")
    submit(at)
    assert "请选择单位" in texts(at)
    field(at, "unit_id").set_value(made.unit_id("D1T1"))
    submit(at)
    assert "登录名只能用" in texts(at)
    assert field(at, "name").value == "王芳"
    assert field(at, "login").value == "a b"
    field(at, "login").set_value("wang")
    submit(at)
    assert actor_named("wang")


def test_a_person_is_moved_and_given_another_role(page):
    li = made.hire("li", name="李四")
    at = pick(page(), "people", li.person_id)
    assert "1部1组" in texts(at)
    act(at, "move_person")
    field(at, "unit_id").set_value(made.unit_id("D2T1"))
    submit(at)
    assert actor_named("li").unit_id == made.unit_id("D2T1")
    pick(at, "people", li.person_id)
    act(at, "change_role")
    field(at, "0.role").set_value("manager")
    submit(at)
    assert actor_named("li").role == "manager"


def test_a_name_changed_behind_the_form_is_shown_beside_what_was_typed(page):
    li = made.hire("li", name="李四")
    at = act(pick(page(), "people", li.person_id), "change_person")
    field(at, "name").set_value("李思")
    made.change(Person, li.person_id, name="李斯")
    submit(at)
    assert "修改了该记录" in texts(at)
    assert {"李思", "李斯"} <= set(frames(at)[-1].to_numpy().ravel()) | set(frames(at)[-2].to_numpy().ravel())
    assert person("li").name == "李斯"
    next(button for button in at.button if "保留我的" in button.label).click().run()
    submit(at)
    assert person("li").name == "李思"


def test_disabling_asks_once_more_and_says_what_is_held(page):
    li, wang = made.hire("li", name="李四"), made.hire("wang")
    customer = made.customer(li)
    at = act(pick(page(), "people", li.person_id), "disable_person")
    assert "1 位客户" in texts(at)
    submit(at)
    assert "请先勾选" in texts(at)
    field(at, "sure").check()
    submit(at)
    assert "须先办理交接才能停用" in texts(at)
    assert actor_named("li")
    made.hand_over(customer, wang, "2026-06-30")
    field(at, "sure").check()
    submit(at)
    assert actor_named("li") is None


def test_who_was_disabled_is_found_and_enabled(page):
    li = made.hire("li", unit=None, active=0)
    at = page(state="disabled")
    assert "li" in frames(at)[0].to_string()
    act(pick(at, "people", li), "enable_person")
    field(at, "unit_id").set_value(made.unit_id("D1"))
    submit(at)
    assert actor_named("li").unit_id == made.unit_id("D1")


def test_reset_and_sign_out_end_every_session(page):
    from db.sign_in.credentials import new_credential

    li = made.hire("li", name="李四")
    made.write(new_credential(li.person_id, "correct horse", must_change=False, exempt=True))
    first = page()
    cookie = open_session_for(li.person_id)
    at = act(pick(first, "people", li.person_id), "end_sessions")
    field(at, "sure").check()
    submit(at)
    assert find_session(cookie) is None
    pick(at, "people", li.person_id)
    act(at, "reset_password")
    submit(at)
    password = at.code[0].value
    stored = made.one(select(Credential).where(Credential.person_id == li.person_id))
    assert password_fits(password, stored.password_hash)
    assert stored.must_change


def test_the_last_administrator_stays(page, admin):
    at = act(pick(page(), "people", admin.person_id), "disable_person")
    field(at, "sure").check()
    submit(at)
    assert "最后一名" in texts(at)
    assert actor_named("admin")


def test_the_directory_is_narrowed_by_the_address(page):
    made.hire("li", name="李四", unit="D1T1")
    made.hire("wang", "manager", "D2", name="王芳")
    at = page(unit="D1")
    assert list(frames(at)[0]["登录名"]) == ["li"]
    assert list(frames(page(role="manager"))[0]["登录名"]) == ["wang"]
    at = page()
    at.text_input(key="people.search").set_value("芳").run()
    assert list(frames(fine(at))[0]["登录名"]) == ["wang"]
    at.text_input(key="people.search").set_value("nobody").run()
    assert "没有符合条件" in texts(fine(at))


def test_a_unit_is_added_renamed_and_closed(page):
    at = act(page(part="units"), "add_unit")
    field(at, "parent_id").set_value(made.unit_id("C"))
    field(at, "name").set_value("第3营业部")
    field(at, "code").set_value("D3")
    submit(at)
    unit = made.one(select(Unit).where(Unit.code == "D3"))
    assert unit.kind == "department"
    act(pick(at, "units", unit.id), "change_unit")
    field(at, "name").set_value("渠道部")
    switch(at).set_value(False)
    submit(at)
    unit = made.one(select(Unit).where(Unit.code == "D3"))
    assert (unit.name, unit.active) == ("渠道部", 0)
    assert "渠道部" not in frames(at)[0].to_string()
    at.toggle(key="units.closed").set_value(True).run()
    assert "渠道部" in frames(fine(at))[0].to_string()


def test_a_unit_with_people_says_so(page):
    made.hire("li", unit="D1T1")
    at = act(pick(page(part="units"), "units", made.unit_id("D1T1")), "change_unit")
    switch(at).set_value(False)
    submit(at)
    assert "还有 1 名人员" in texts(at)


def test_a_staff_list_is_looked_at_and_taken_over(page):
    made.hire("li", name="李四")
    at = page(part="staff")
    rows = "login,name,role,unit code\nli,李思,salesperson,D1T1\nwang,王芳,业务员,D1T1\nzhao,赵六,boss,D1T1\n"
    at.file_uploader[0].upload("staff.csv", rows.encode()).run()
    fine(at)
    assert [metric.value for metric in at.metric] == ["1", "1", "0", "1"]
    assert actor_named("wang") is None
    at.button(key="staff.take").click().run()
    fine(at)
    assert actor_named("wang").name == "王芳"
    assert actor_named("li").name == "李思"
    passwords = frames(at)[0]
    stored = made.one(
        select(Credential.password_hash).join(Person, Person.id == Credential.person_id).where(Person.login == "wang")
    )
    assert password_fits(passwords["一次性密码"][0], stored)
    at.button(key="staff.away").click().run()
    assert "一次性密码" not in "".join(str(list(frame.columns)) for frame in frames(fine(at)))


def test_a_file_that_is_no_list_is_refused_in_a_sentence(page):
    at = page(part="staff")
    at.file_uploader[0].upload("staff.csv", b"a,b\n1,2\n").run()
    assert "缺少这些列" in texts(fine(at))


def test_the_page_speaks_english_too(page, admin):
    made.change(Person, admin.person_id, language="en")
    made.hire("li", "manager", name="Li")
    for part in ("people", "units", "staff"):
        at = page(part=part)
        shown = texts(at) + "".join(frame.columns.str.cat() for frame in frames(at))
        assert not re.search("[\u4e00-\u9fff]", shown.replace("管理员", ""))


@pytest.mark.parametrize("role", ["salesperson", "manager", "executive", "service", "analyst"])
def test_nobody_else_opens_it(url, monkeypatch, role):
    made.company()
    at = opening(monkeypatch)(made.hire("other", role, "D1"), PAGE)
    assert "没有权限" in texts(at)
    assert not frames(at)
