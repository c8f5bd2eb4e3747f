"""The frame script as Streamlit runs it: the entrance, the way through it, the menu, and out on the next click."""

import pyotp
import pytest
from streamlit.testing.v1 import AppTest

from components.navigation import ENTRIES, file_of
from db.access import OPENS
from db.commands.end_sessions import end_sessions
from db.commands.enrol_totp import enrol_totp
from db.commands.sign_out_everywhere import sign_out_everywhere
from db.models.people import Person, Role
from db.models.sign_in import SignInTicket
from db.periods import now
from db.queries.audits import Sought, audits
from db.run import run
from db.session import reading
from db.sign_in.credentials import new_credential
from db.sign_in.entry import choose_password
from db.sign_in.second_factor import new_enrolment
from db.sign_in.sessions import find_session, open_session_for
from db.sign_in.throttle import browser_hash
from driver import ROOT
from factories import PASSWORD, change, hire, staff, write

BROWSER = "b" * 43
ACCOUNT = "pages/account/account.py"


@pytest.fixture
def people(url):
    return staff()


@pytest.fixture
def jar(monkeypatch):
    """The cookies of the browser that runs the scripts of a test."""
    held = {"baoke": None, "baoke_browser": BROWSER}
    monkeypatch.setattr("components.cookies.cookie", held.get)
    monkeypatch.setattr("components.cookies.client_address", lambda: "127.0.0.1")
    return held


@pytest.fixture
def tab(people, jar):
    """Open a tab, as somebody or as nobody."""

    def opened(login=None, page=None):
        jar["baoke"] = open_session_for(people[login].person_id) if login else None
        at = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=30).run()
        return at.switch_page(page).run() if page else at

    return opened


def texts(at):
    shown = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.info, *at.error, *at.warning, *at.text]
    return "\n".join(str(element.value) for element in shown)


def send(at, **typed):
    """Fill text fields by their place and press the form's button."""
    for place, text in typed.items():
        at.text_input[int(place.removeprefix("field"))].set_value(text)
    return next(button for button in at.button if "FormSubmitter" in str(button.key)).click().run()


def ticket():
    from db.access import SYSTEM
    from db.session import reading

    with reading(SYSTEM) as session:
        return session.get(SignInTicket, browser_hash(BROWSER))


def test_a_stranger_sees_the_form_and_nothing_else(tab):
    at = tab()
    assert not at.exception
    assert [field.label for field in at.text_input] == ["用户名", "密码"]
    assert not at.sidebar.button
    assert not at.dataframe


def test_a_wrong_password_is_told_in_the_visitors_language(tab):
    at = send(tab(), field0="manager", field1="wrong")
    assert at.error[0].value == "用户名或密码错误。"
    at.segmented_control[0].set_value("en").run()
    assert send(at, field0="nobody", field1="wrong").error[0].value == "The user name or the password is wrong."
    assert ticket() is None


def test_the_right_one_leaves_a_ticket_and_leads_to_where_the_cookie_is_set(tab, people):
    at = send(tab(), field0="manager", field1=PASSWORD)
    assert not at.exception
    assert "/session/open" in texts(at)
    assert ticket().person_id == people["manager"].person_id
    assert "monkey" not in texts(at)


def test_without_cookies_the_page_says_so(tab, jar):
    jar["baoke_browser"] = None
    at = send(tab(), field0="manager", field1=PASSWORD)
    assert "Cookie" in at.error[0].value
    assert ticket() is None


def test_first_sign_in_of_an_administrator_new_password_then_phone(tab, people):
    admin = hire("newadmin", "admin", None)
    write(new_credential(admin.person_id, PASSWORD))
    at = send(tab(), field0="newadmin", field1=PASSWORD)
    assert ticket() is None
    at = send(at, field0="short", field1="short")
    assert "至少需要 8 个字符" in at.error[0].value
    at = send(at, field0="für mich allein", field1="für dich allein")
    assert "不一致" in at.error[0].value
    at = send(at, field0="für mich allein", field1="für mich allein")
    assert ticket() is None
    at.checkbox[0].check()
    at = send(at, field0=pyotp.TOTP(at.code[0].value).at(now()))
    assert not at.exception
    assert ticket().person_id == admin.person_id


def test_a_code_is_asked_for_and_a_wrong_one_does_not_pass(tab, people):
    me = people["manager"]
    offer = new_enrolment(me.login)
    run(enrol_totp, me, code=pyotp.TOTP(offer.shared).at(now()), **offer.order(me.person_id))
    at = send(tab(), field0="manager", field1=PASSWORD)
    at = send(at, field0="000000")
    assert at.error
    assert ticket() is None
    at = send(at, field0=offer.recovery_codes[0])
    assert ticket().person_id == me.person_id


def test_who_is_halfway_is_out_once_the_password_is_reset(tab, people):
    from db.commands.reset_password import reset_password
    from db.sign_in.passwords import hash_password

    newcomer = hire("newcomer")
    write(new_credential(newcomer.person_id, PASSWORD))
    at = send(tab(), field0="newcomer", field1=PASSWORD)
    run(reset_password, people["admin"], person_id=newcomer.person_id, password_hash=hash_password("einmal-kennwort"))
    at = send(at, field0="für mich allein", field1="für mich allein")
    assert at.error
    assert ticket() is None


def test_halfway_stays_in_the_browser_that_came_so_far(tab, jar):
    newcomer = hire("newcomer")
    write(new_credential(newcomer.person_id, PASSWORD))
    at = send(tab(), field0="newcomer", field1=PASSWORD)
    assert len(at.text_input) == 2
    assert at.text_input[0].label == "新密码"
    jar["baoke_browser"] = "c" * 43
    assert at.run().text_input[0].label == "用户名"


def demoted(people, me):
    change(Person, me.person_id, role="salesperson")


def disabled(people, me):
    change(Person, me.person_id, active=0)


def re_passworded(people, me):
    choose_password(me, "ein ganz anderes Passwort")


def signed_out_everywhere(people, me):
    run(sign_out_everywhere, me)


def ended_by_the_administrator(people, me):
    run(end_sessions, people["admin"], person_id=me.person_id)


@pytest.mark.parametrize(
    "happens",
    [demoted, disabled, re_passworded, signed_out_everywhere, ended_by_the_administrator],
    ids=lambda f: f.__name__,
)
def test_out_on_the_next_click_in_every_tab(tab, people, happens):
    tabs = [tab("manager", ACCOUNT) for _ in range(2)]
    assert all("我的账号" in texts(at) for at in tabs)
    happens(people, people["manager"])
    for at in tabs:
        at.button[0].click().run()
        assert "我的账号" not in texts(at)
        assert "您已退出" in texts(at)
        assert "/session/again" in texts(at)
        assert not at.text_input


def test_the_way_out_ends_the_session(tab, jar):
    at = tab("manager", ACCOUNT)
    at.button(key="sign_out").click().run()
    assert find_session(jar["baoke"]) is None
    assert "/session/close" in texts(at)


def test_a_socket_taken_over_by_somebody_else_shows_and_keeps_nothing_of_the_owner(tab, jar, people):
    at = tab("executive", ACCOUNT)
    at.session_state["kept"] = "the executive's"
    jar["baoke"] = None
    at.run()
    assert "executive" not in texts(at)
    assert "kept" not in at.session_state
    at = tab("executive", ACCOUNT)
    at.session_state["kept"] = "the executive's"
    jar["baoke"] = open_session_for(people["salesperson"].person_id)
    at.run()
    assert "salesperson" in texts(at)
    assert "executive" not in texts(at)
    assert "kept" not in at.session_state


@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.SYSTEM])
def test_every_role_opens_its_account_in_both_languages(tab, role):
    at = tab(role, ACCOUNT)
    assert not at.exception
    assert at.subheader[0].value == "我的账号"
    at.segmented_control(key="account_language").set_value("en").run()
    assert not at.exception
    assert at.subheader[0].value == "My account"
    assert tab(role, ACCOUNT).subheader[0].value == "My account"


ADMINS_PAGE = (
    'import streamlit as st\nfrom components.sign_in import signed_in\nme = signed_in("people")\nst.title("列表")'
)


def test_a_page_that_is_not_the_roles_is_a_calm_closed_door(jar, people):
    jar["baoke"] = open_session_for(people["salesperson"].person_id)
    at = AppTest.from_string(ADMINS_PAGE).run()
    assert "没有权限" in texts(at)
    assert not at.title
    jar["baoke"] = open_session_for(people["admin"].person_id)
    assert AppTest.from_string(ADMINS_PAGE).run().title[0].value == "列表"


def test_a_page_that_is_not_the_roles_leaves_one_denial_for_each_session(jar, people):
    li, denied = people["salesperson"], []
    for _session in range(2):
        jar["baoke"] = open_session_for(li.person_id)
        for _tab in range(2):
            AppTest.from_string(ADMINS_PAGE).run().run()
        with reading(people["admin"]) as session:
            denied.append(audits(session, people["admin"], Sought(command="refuse_page")))
    assert [len(rows) for rows in denied] == [1, 2]
    row = denied[0][0]
    assert (row.actor_login, row.outcome, row.change) == (li.login, "denied", '{"page": "people"}')


def test_a_page_reached_past_the_frame_shows_a_stranger_nothing(jar, people):
    at = AppTest.from_string(ADMINS_PAGE).run()
    assert not at.title
    assert "您已退出" in texts(at)


def test_a_person_without_a_place_is_told_so(jar, people):
    newcomer = hire("newcomer", unit=None)
    write(new_credential(newcomer.person_id, PASSWORD))
    jar["baoke"] = open_session_for(newcomer.person_id)
    assert "尚未分配" in texts(AppTest.from_string(ADMINS_PAGE).run())


def test_the_menu_knows_every_page_and_every_page_has_its_script():
    assert {entry.name for entry in ENTRIES} == set(OPENS)
    assert not [entry.name for entry in ENTRIES if file_of(entry.name) is None]


def test_config_takes_pages_away_with_what_is_part_of_them(tmp_path, monkeypatch, people):
    from components.navigation import opens_here

    me = people["manager"]
    assert opens_here(me, "customer")
    narrow = tmp_path / "config.toml"
    monkeypatch.setenv("BAOKE_CONFIG", str(narrow))
    narrow.write_text('[company]\nname = {zh = "甲", en = "A"}\n[views.manager]\npages = ["claims"]\n', "utf-8")
    named = {"home", "account", "notices", "exports", "rows", "search", "claims"}
    assert {page for page in OPENS if opens_here(me, page)} == named


def test_a_saved_mistake_leaves_everybody_at_work_and_is_told_to_who_edits(tmp_path, monkeypatch, tab):
    file = tmp_path / "config.toml"
    file.write_text((ROOT / "config.toml").read_text("utf-8"), "utf-8")
    monkeypatch.setenv("BAOKE_CONFIG", str(file))
    tab("manager", ACCOUNT)
    file.write_text('[company]\nname = {zh = "甲", en = "A"}\n[views.manager]\ntiles = ["loss_raito"]\n', "utf-8")
    seen = {login: texts(tab(login, ACCOUNT)) for login in ("manager", "analyst", "admin")}
    assert "loss_raito" not in seen["manager"]
    for login in ("analyst", "admin"):
        assert "config.toml 有误" in seen[login]
        assert "loss_raito" in seen[login]
