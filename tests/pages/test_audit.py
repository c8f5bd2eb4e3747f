"""The audit as the administrator reads it."""

import pytest
from sqlmodel import select

import factories as made
from components.audit_names import named_so, numbered
from db.access import GRANTS, SYSTEM
from db.came_from import coming_from
from db.commands.change_person import change_person
from db.commands.change_role import change_role
from db.commands.note_audit_check import note_audit_check
from db.errors import Denied
from db.models.people import Person
from db.models.system import Audit
from db.periods import now
from db.queries import audits as listed
from db.queries.audits import Sought, audits, changes_of, count_audits
from db.queries.people import person_row
from db.run import run
from db.session import reading
from opening import fine, frames, opening, pick, texts
from source import ROOT

PAGE = "pages/admin/audit.py"


@pytest.fixture
def admin(url):
    made.company()
    return made.hire("admin", "admin", "C", name="管理员")


@pytest.fixture
def history(admin):
    """A name is corrected, and a salesperson tries to become an administrator."""
    li = made.hire("li", name="李四")
    with reading(SYSTEM) as session:
        version = person_row(session, li.person_id).version
    run(change_person, admin, person_id=li.person_id, version=version, name="李思", email="li@example.com")
    with pytest.raises(Denied):
        run(change_role, li, person_id=li.person_id, version=2, role="admin")
    return admin


def found(actor, **sought):
    with reading(actor) as session:
        rows = audits(session, actor, Sought(**sought))
        assert count_audits(session, actor, Sought(**sought)) == len(rows)
        return [(row.command, row.outcome, row.actor_login) for row in rows]


def test_the_audit_is_found_by_command_outcome_person_and_day(history):
    assert found(history, command="change_person") == [("change_person", "done", "admin")]
    assert found(history, outcome="denied") == [("change_role", "denied", "li")]
    assert found(history, search="LI", command="change_role") == [("change_role", "denied", "li")]
    assert found(history, search="修改", commands=("change_role",)) == [("change_role", "denied", "li")]
    person = made.one(select(Person.id).where(Person.login == "li"))
    mended = found(history, search=f"人员 {person}", number=person, command="change_person")
    assert mended == [("change_person", "done", "admin")]
    # What 李思 did, and what was done to them.
    assert found(history, search="李思") == [("change_role", "denied", "li"), ("change_person", "done", "admin")]
    assert found(history, search="%") == []
    assert ("change_person", "done", "admin") in found(history, table="person", since=now().date())
    assert found(history, until=now().date().replace(year=2020)) == []


def test_a_text_is_looked_for_among_the_latest_rows_of_the_days_chosen(history, monkeypatch):
    assert len(found(history, search="李思")) == 2
    monkeypatch.setattr(listed, "LOOKED_THROUGH", 1)
    assert found(history, search="李思") == [("change_role", "denied", "li")]
    assert found(history, search="李思", until=now().date().replace(year=2020)) == []


def test_who_keeps_no_audit_reads_none(history):
    assert found(made.hire("wang", "department_head", "D1")) == []


def test_a_long_audit_is_counted_only_so_far(history, monkeypatch):
    monkeypatch.setattr(listed, "MOST_COUNTED", 3)
    with reading(history) as session:
        assert count_audits(session, history, Sought()) == 4


def test_the_page_shows_what_was_before_and_after_with_personal_fields_masked(history, monkeypatch):
    at = opening(monkeypatch)(history, PAGE)
    assert "更正人员资料" in list(frames(at)[0]["操作"])
    row = made.one(select(Audit).where(Audit.command == "change_person"))
    pick(at, "audit", row.id)
    lines = frames(at)[-1].to_numpy().tolist()
    assert ["名称", "李四", "李思"] in lines
    assert "li@example.com" not in str(lines)
    assert "例" not in texts(at)


def test_the_page_is_narrowed_by_its_address(history, monkeypatch):
    at = opening(monkeypatch)(history, PAGE, outcome="denied")
    assert list(frames(at)[0]["操作人"]) == ["李思 (li)"]
    at.text_input(key="audit.search").set_value("nothing like it").run()
    assert "没有符合条件" in texts(fine(at))


def test_every_command_has_a_name_in_the_audit():
    from components.words import words

    commands = {file.stem for file in (ROOT / "db/commands").glob("*.py")} - {"__init__"}
    assert not [name for name in sorted(commands | set(GRANTS)) if f"command.{name}" not in words()]


@pytest.mark.parametrize("role", ["salesperson", "department_head", "executive", "service"])
def test_nobody_else_opens_it(url, monkeypatch, role):
    made.company()
    at = opening(monkeypatch)(made.hire("other", role, "D1"), PAGE)
    assert "没有权限" in texts(at)
    assert not frames(at)


def test_a_person_is_named_in_it_though_nobody_signed_in_did_it(admin):
    assert made.one(select(Audit.actor_login).where(Audit.record_table == "person")) == "system"
    assert made.one(select(Person.login)) == "admin"


def test_what_the_system_did_by_itself_is_called_so(admin, monkeypatch):
    (listed_rows,) = frames(opening(monkeypatch)(admin, PAGE))
    seen = set(listed_rows["操作人"])
    assert "系统" in seen
    assert "system" not in seen


def test_what_a_customer_is_called_stands_as_a_mask():
    """Who reads the audit has no business with customers."""
    named = '{"name": [null, "华东物流"], "region": [null, "D1"]}'
    row = {"command": "add_customer", "outcome": "done", "change": named}
    told = {change.field: change.after for change in changes_of(Audit(record_table="customer", **row))}
    assert told == {"name": "华***", "region": "D1"}
    assert changes_of(Audit(record_table="unit", **row))[0].after == "华东物流"


def test_the_page_says_up_to_where_the_chain_was_followed(history, monkeypatch):
    assert "尚未核对" in texts(opening(monkeypatch)(history, PAGE))
    run(note_audit_check, SYSTEM, rows=7, last_row=7, broken=None)
    assert "核对至第 7 号，完整" in texts(opening(monkeypatch)(history, PAGE))


def test_a_broken_chain_stands_on_every_page_of_who_keeps_the_audit(history, monkeypatch):
    run(note_audit_check, SYSTEM, rows=6, last_row=6, broken="row")
    li = made.hire("zhou")
    for page in (PAGE, "pages/account/account.py"):
        assert "第 6 号之后断开" in texts(opening(monkeypatch)(history, page))
    assert "断开" not in texts(opening(monkeypatch)(li, "pages/account/account.py"))
    assert ("note_audit_check", "broken", "system") in found(history, outcome="broken")


def test_what_a_widget_does_before_the_page_runs_comes_from_there_too(history, monkeypatch):
    at = opening(monkeypatch)(history, PAGE)
    fine(at.get("button_group")[0].set_value("en").run())
    assert made.one(select(Audit.came_from).where(Audit.command == "set_language")) == "127.0.0.1"


def test_it_is_kept_from_where_something_was_done(history, monkeypatch):
    at = opening(monkeypatch)(history, PAGE)
    with coming_from("10.1.2.3"):
        run(note_audit_check, SYSTEM, rows=1, last_row=1, broken=None)
    row = made.one(select(Audit).order_by(Audit.id.desc()))
    assert (row.command, row.came_from) == ("note_audit_check", "10.1.2.3")
    assert "来自 10\\.1\\.2\\.3" in texts(pick(at, "audit", row.id))


def test_a_text_means_the_command_or_record_that_the_list_calls_so():
    assert named_so("更改角色", GRANTS) == ("change_role",)
    assert named_so("", GRANTS) == ()
    assert [numbered(text) for text in ("258", "客户 258", "Customer 258", "K000258", "2026-06-30", "")] == [
        258, 258, 258, None, None, None
    ]  # fmt: skip
