"""Units and people: who comes, moves, is given another role, leaves, and what the branch may not lose meanwhile."""

from datetime import date

import pytest
from sqlmodel import col, select

import factories as made
from db.access import SYSTEM
from db.commands.add_person import add_person
from db.commands.add_unit import add_unit
from db.commands.change_person import change_person
from db.commands.change_role import change_role
from db.commands.change_unit import change_unit
from db.commands.disable_person import disable_person
from db.commands.enable_person import enable_person
from db.commands.move_person import move_person
from db.commands.set_language import set_language
from db.commands.set_up import set_up
from db.errors import Denied, Invalid, Refusal, Stale, Unknown
from db.models.people import Person, Placement, Role, Unit
from db.models.sales import Lead
from db.models.sign_in import Credential
from db.models.system import Audit
from db.models.work import Activity
from db.queries.accounts import Holdings, holdings, sign_in_state
from db.queries.actors import actor_named
from db.queries.leads import Asked, leads
from db.queries.people import count_people, people, person_row, places
from db.queries.units import unit_tree
from db.run import run
from db.session import reading
from db.sign_in.sessions import find_session, open_session_for

TODAY = date(2026, 6, 30)
HASH = "$2b$04$abcdefghijklmnopqrstuv"


@pytest.fixture
def admin(url):
    made.company()
    return made.hire("admin", "admin", "C")


def row(actor):
    with reading(SYSTEM) as session:
        return person_row(session, made.who(actor))


def add(admin, login="wang", **other):
    order = {"name": "王芳", "role": "salesperson", "unit_id": made.unit_id("D1T1"), "password_hash": HASH} | other
    return run(add_person, admin, login=login, today=TODAY, **order)


def move(admin, actor, unit):
    at = row(actor)
    return run(
        move_person, admin, person_id=at.id, unit_id=made.unit_id(unit), placement_id=at.placement_id, today=TODAY
    )


def disable(admin, actor):
    at = row(actor)
    return run(disable_person, admin, person_id=at.id, version=at.version, today=TODAY)


def role(admin, actor, name):
    at = row(actor)
    return run(change_role, admin, person_id=at.id, version=at.version, role=name)


def sentence(refused):
    return refused.value.sentence("zh")


# -- the first day ---------------------------------------------------------------------------------------------------


def first_day(**other):
    order = {"company": "保客保险", "unit": "第一营业部", "login": "root", "name": "李明"} | other
    return run(set_up, SYSTEM, password_hash=HASH, today=TODAY, **order)


def test_on_the_first_day_there_is_a_company_a_unit_and_an_administrator(url):
    first_day()
    root = actor_named("root")
    assert root.role is Role.ADMIN
    with reading(SYSTEM) as session:
        assert [(unit.depth, unit.name) for unit in unit_tree(session)] == [(0, "保客保险"), (1, "第一营业部")]
        assert sign_in_state(session, root.person_id).must_change


def test_the_first_day_comes_once(url):
    first_day()
    with pytest.raises(Refusal):
        first_day(login="second")
    assert actor_named("second") is None


def test_nobody_signed_in_can_set_up(admin):
    with pytest.raises(Denied):
        run(set_up, admin, company="x", unit="y", login="z", name="z", password_hash=HASH, today=TODAY)


# -- roles -----------------------------------------------------------------------------------------------------------


def test_who_holds_customers_keeps_a_role_that_may_own_them(admin):
    li = made.hire("li")
    made.customer(li)
    with pytest.raises(Refusal) as refused:
        role(admin, li, "claims")
    assert refused.value.key == "people.holds_for_role"
    role(admin, li, "manager")


# -- units -----------------------------------------------------------------------------------------------------------


def test_a_department_and_its_team_join_the_tree(admin):
    department = run(
        add_unit, admin, code="D3", name=" 第3营业部 ", kind="department", parent_id=made.unit_id("C"), region="沪"
    )
    run(add_unit, admin, code="D3T1", name="3部1组", kind="team", parent_id=department)
    made.hire("zhao", unit="D3T1")
    with reading(SYSTEM) as session:
        tree = {unit.code: unit for unit in unit_tree(session)}
    assert list(tree)[-2:] == ["D3", "D3T1"]
    assert (tree["D3"].name, tree["D3"].people, tree["D3"].below, tree["D3T1"].depth) == ("第3营业部", 0, 1, 2)


@pytest.mark.parametrize(
    ("kind", "parent", "refusal"),
    [
        ("team", "C", "people.wrong_parent"),
        ("team", None, "people.wrong_parent"),
        ("department", "D1T1", "people.wrong_parent"),
        ("company", None, "people.one_company"),
        ("company", "C", "people.one_company"),
        ("branch", "C", "people.unknown_kind"),
    ],
)
def test_a_unit_stands_only_where_its_kind_belongs(admin, kind, parent, refusal):
    with pytest.raises(Refusal) as refused:
        run(add_unit, admin, code="X", name="x", kind=kind, parent_id=parent and made.unit_id(parent))
    assert refused.value.key == refusal


def test_a_units_code_is_its_own(admin):
    with pytest.raises(Refusal) as refused:
        run(add_unit, admin, code="D1", name="x", kind="department", parent_id=made.unit_id("C"))
    assert "D1" in sentence(refused)


def test_every_wrong_field_is_told_at_once(admin):
    with pytest.raises(Invalid) as refused:
        run(add_unit, admin, code="a b", name="", kind="team", region="x" * 41)
    assert set(refused.value.fields) == {"code", "name", "region"}


def change(admin, code, **values):
    unit = made.one(select(Unit).where(Unit.code == code))
    order = {"name": unit.name, "version": unit.version} | values
    return run(change_unit, admin, unit_id=unit.id, **order)


def test_a_unit_closes_when_it_is_empty_and_can_be_opened_again(admin):
    li = made.hire("li", unit="D2T2")
    with pytest.raises(Refusal) as refused:
        change(admin, "D2T2", active=0)
    assert "1 名人员" in sentence(refused)
    move(admin, li, "D2T1")
    change(admin, "D2T2", active=0)
    with pytest.raises(Refusal, match="closed"):
        move(admin, li, "D2T2")
    with reading(SYSTEM) as session:
        assert "D2T2" not in {unit.code for unit in unit_tree(session)}
        assert "D2T2" in {unit.code for unit in unit_tree(session, closed=True)}
    change(admin, "D2T2", active=1)
    move(admin, li, "D2T2")


def test_a_unit_with_open_units_below_does_not_close_nor_open_under_a_closed_one(admin):
    with pytest.raises(Refusal) as refused:
        change(admin, "D2", active=0)
    assert "2 个下级单位" in sentence(refused)
    for code in ("D2T1", "D2T2", "D2"):
        change(admin, code, active=0)
    with pytest.raises(Refusal, match="closed"):
        change(admin, "D2T1", active=1)


def test_of_two_who_rename_a_unit_the_second_is_told(admin):
    change(admin, "D1", name="直销部")
    with pytest.raises(Stale):
        change(admin, "D1", name="渠道部", version=1)
    assert made.one(select(Unit.name).where(Unit.code == "D1")) == "直销部"


# -- people ----------------------------------------------------------------------------------------------------------


def test_who_is_added_has_a_place_from_today_and_a_one_time_password(admin):
    person_id = add(admin, email=" fang@example.com ")
    with reading(admin) as session:
        found = person_row(session, person_id)
        state = sign_in_state(session, person_id)
    assert (found.login, found.unit_code, found.placed_on, found.email) == ("wang", "D1T1", TODAY, "fang@example.com")
    assert state.has_password
    assert state.must_change
    assert actor_named("wang").units == {made.unit_id("D1T1")}


def test_a_login_is_given_once_whatever_its_case(admin):
    add(admin)
    with pytest.raises(Refusal) as refused:
        add(admin, login="WANG")
    assert refused.value.key == "people.login_taken"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"login": ""}, "login"),
        ({"login": "a b"}, "login"),
        ({"login": "x" * 65}, "login"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"email": "nowhere"}, "email"),
    ],
)
def test_what_cannot_be_taken_is_told_by_field(admin, typed, field):
    with pytest.raises(Invalid) as refused:
        add(admin, **typed)
    assert list(refused.value.fields) == [field]


def test_an_unknown_role_is_answered_with_the_choices(admin):
    with pytest.raises(Unknown, match="salesperson") as refused:
        add(admin, role="boss")
    assert "system" not in refused.value.choices


def test_the_same_form_sent_twice_adds_one_person(admin):
    order = {"name": "王芳", "role": "salesperson", "unit_id": made.unit_id("D1T1"), "password_hash": HASH}
    first = run(add_person, admin, key="k1", login="wang", today=TODAY, **order)
    assert run(add_person, admin, key="k1", login="wang", today=TODAY, **order) == first


def test_who_moves_sees_the_new_team_at_once_and_the_old_place_stays_in_the_history(admin):
    li = made.hire("li", "manager", "D1T1")
    move(admin, li, "D2T1")
    assert actor_named("li").units == {made.unit_id("D2T1")}
    with reading(SYSTEM) as session:
        assert places(session, li.person_id) == [(TODAY, None, "2部1组"), (date(2015, 1, 1), TODAY, "1部1组")]


def test_of_two_who_move_a_person_the_second_is_told(admin):
    li = made.hire("li")
    before = row(li).placement_id
    move(admin, li, "D2T1")
    with pytest.raises(Stale):
        run(
            move_person,
            admin,
            person_id=li.person_id,
            unit_id=made.unit_id("D2T2"),
            placement_id=before,
            today=TODAY,
        )


def test_a_move_to_where_one_is_already_says_so(admin):
    with pytest.raises(Refusal) as refused:
        move(admin, made.hire("li"), "D1T1")
    assert refused.value.key == "people.already_there"


def test_who_moves_twice_on_a_day_ends_in_one_place(admin):
    li = made.hire("li")
    move(admin, li, "D2T1")
    move(admin, li, "D1T2")
    assert row(li).unit_code == "D1T2"
    assert len(list_open(li)) == 1


def list_open(actor):
    with reading(SYSTEM) as session:
        which = select(Placement).where(Placement.person_id == made.who(actor), col(Placement.open) == 1)
        return session.exec(which).all()


def test_a_new_role_ends_the_open_sessions_of_the_old_one(admin):
    wang = add(admin)
    cookie = open_session_for(wang)
    role(admin, wang, "manager")
    assert find_session(cookie) is None
    assert actor_named("wang").role is Role.MANAGER


def test_the_name_is_corrected_and_the_audit_knows_before_and_after(admin):
    wang = add(admin)
    run(change_person, admin, person_id=wang, version=row(wang).version, name="王小芳", email="w@example.com")
    change = made.one(select(Audit.change).where(Audit.command == "change_person"))
    assert '["王芳", "王小芳"]' in change
    assert "w@example.com" not in change


def test_everybody_chooses_their_own_language(admin):
    li = made.hire("li")
    run(set_language, li, language="en")
    assert actor_named("li").language == "en"
    with pytest.raises(Unknown):
        run(set_language, li, language="fr")


# -- leaving ---------------------------------------------------------------------------------------------------------


def test_who_is_disabled_is_out_everywhere_and_has_no_place(admin):
    wang = add(admin)
    cookie = open_session_for(wang)
    disable(admin, wang)
    assert find_session(cookie) is None
    assert actor_named("wang") is None
    left = row(wang)
    assert (left.active, left.left_on, left.unit_code) == (0, TODAY, None)


def test_who_holds_anything_is_not_disabled_and_the_sentence_counts_it(admin):
    li, wang = made.hire("li"), made.hire("wang")
    first, second = made.customer(li), made.customer(li)
    made.activity(first, "2026-07-01", li)
    made.member(made.customer(wang), li)
    held = made.lead("D1T1", li)
    with reading(SYSTEM) as session:
        assert holdings(session, li.person_id) == Holdings(customers=2, memberships=1, activities=1, leads=1)
    with pytest.raises(Refusal) as refused:
        disable(admin, li)
    assert "2 位客户、1 个协办客户、1 项未完成的活动、1 条未结线索和 0 个项目节点或风险" in sentence(refused)
    assert actor_named("li")
    made.hand_over(first, wang, "2026-06-30")
    made.hand_over(second, wang, "2026-06-30")
    with pytest.raises(Refusal):
        disable(admin, li)
    for activity in [made.one(select(Activity))]:
        made.change(Activity, activity.id, status="done", done_on=TODAY)
    end_memberships(li)
    with pytest.raises(Refusal):
        disable(admin, li)
    made.change(Lead, held, status="dropped")
    disable(admin, li)


def end_memberships(actor):
    from db.models.customers import Membership

    found = made.one(select(Membership).where(Membership.person_id == actor.person_id))
    made.change(Membership, found.id, valid_to=TODAY)


def test_what_somebody_holds_is_nobodys_to_know_but_who_keeps_the_accounts(admin):
    li = made.hire("li")
    made.customer(li)
    with reading(li) as session:
        assert not holdings(session, li.person_id)
    with reading(admin) as session:
        assert holdings(session, li.person_id).customers == 1


@pytest.mark.parametrize("change", ["move", "role"])
def test_who_is_disabled_can_be_given_nothing(admin, change):
    wang = add(admin)
    disable(admin, wang)
    with pytest.raises(Refusal) as refused:
        move(admin, wang, "D2T1") if change == "move" else role(admin, wang, "manager")
    assert refused.value.key == "people.not_active"


def test_who_comes_back_is_given_a_place_and_signs_in_anew(admin):
    wang = add(admin)
    cookie = open_session_for(wang)
    disable(admin, wang)
    left = row(wang)
    run(
        enable_person,
        admin,
        person_id=wang,
        version=left.version,
        unit_id=made.unit_id("D2T1"),
        today=TODAY,
    )
    assert actor_named("wang").unit_id == made.unit_id("D2T1")
    assert row(wang).left_on is None
    assert find_session(cookie) is None


def test_disabling_twice_is_disabling_once(admin):
    wang = add(admin)
    disable(admin, wang)
    epoch = made.one(select(Credential.epoch).where(Credential.person_id == wang))
    disable(admin, wang)
    assert made.one(select(Credential.epoch).where(Credential.person_id == wang)) == epoch


def test_the_last_administrator_can_neither_leave_nor_become_somebody_else(admin):
    for attempt in (lambda: disable(admin, admin), lambda: role(admin, admin, "analyst")):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.key == "people.last_admin"
    second = made.hire("second", "admin", "C")
    role(admin, admin, "analyst")
    with pytest.raises(Refusal):
        disable(second, second)


def test_a_disabled_administrator_does_not_count_as_one(admin):
    second = made.hire("second", "admin", "C")
    disable(admin, second)
    with pytest.raises(Refusal):
        role(admin, admin, "analyst")


@pytest.mark.parametrize("login", ["salesperson", "manager", "department_head", "executive", "service", "analyst"])
def test_only_the_administrator_keeps_people_and_units(admin, login):
    other = made.hire(login, login, "D1T1")
    with pytest.raises(Denied):
        add(other, login="new")
    with pytest.raises(Denied):
        role(other, other, "admin")
    with pytest.raises(Denied):
        change(other, "D1", name="x")
    assert made.one(select(Person).where(Person.login == "new")) is None


# -- the directory ---------------------------------------------------------------------------------------------------


def test_the_directory_is_searched_narrowed_and_paged(admin):
    for number in range(25):
        made.hire(f"s{number:02}", name=f"员工{number}", unit="D1T1" if number < 20 else "D2T1")
    made.hire("gone", unit=None, active=0)
    with reading(admin) as session:
        assert [person.login for person in people(session, limit=2, offset=1)] == ["s00", "s01"]
        assert count_people(session) == 26
        assert [person.login for person in people(session, search="员工2")] == [
            "s02", "s20", "s21", "s22", "s23", "s24"
        ]  # fmt: skip
        assert count_people(session, units=[made.unit_id("D2T1")]) == 5
        assert [person.login for person in people(session, active=0)] == ["gone"]
        assert [person.login for person in people(session, role=Role.ADMIN)] == ["admin"]
        assert count_people(session, search="%") == 0


def test_open_leads_go_along_with_who_moves_and_what_is_over_stays_where_it_was(admin):
    li = made.hire("li")
    mine, over = made.lead("D1T1", li), made.lead("D1T1", li, name="没戏的", status="dropped")
    pool = made.lead("D1T1", name="池中客")
    move(admin, li, "D1T2")
    units = {number: one_lead(number).unit_id for number in (mine, over, pool)}
    assert units == {mine: made.unit_id("D1T2"), over: made.unit_id("D1T1"), pool: made.unit_id("D1T1")}
    assert one_lead(mine).version == 2
    for unit, seen in (("D1T1", {over, pool}), ("D1T2", {mine})):
        boss = made.hire(f"boss{unit}", "manager", unit)
        with reading(boss) as session:
            assert {row.id for row in leads(session, boss, Asked(status="all"))} == seen
    noted = made.one(select(Audit).where(Audit.command == "move_person"))
    assert '"open_leads": 1' in noted.change


def one_lead(number):
    return made.one(select(Lead).where(Lead.id == number))
