"""A list of staff as a personnel office sends it: tried first, then taken over."""

from datetime import date

import pytest
from sqlmodel import select

import factories as made
from db.commands.import_staff import StaffCounts, import_staff
from db.errors import Denied, Refusal
from db.models.people import Person
from db.models.system import Audit
from db.queries.actors import actor_named
from db.queries.staff_plan import Verdict
from db.run import run
from db.staff import take_staff
from db.staff_list import StaffRow, read_staff

HEAD = "login,name,role,unit code,email\n"
TODAY = date(2026, 6, 30)


@pytest.fixture
def admin(url):
    made.company()
    return made.hire("admin", "admin", "C", name="管理员")


@pytest.fixture
def listed(tmp_path, admin):
    """A staff list as a file."""

    def write(text, encoding="utf-8"):
        file = tmp_path / "staff.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return file

    return write


def verdicts(lines):
    return [(line.login, line.verdict.value, line.why) for line in lines]


def test_a_new_branch_comes_by_list(admin, listed):
    file = listed(HEAD + "wang,王芳,salesperson,D1T1,w@example.com\nzhao,赵六,manager,D2,\n")
    assert verdicts(take_staff(admin, file, dry_run=True)) == [("wang", "add", ""), ("zhao", "add", "")]
    assert actor_named("wang") is None
    lines = take_staff(admin, file, dry_run=False)
    assert all(len(line.password) == 19 for line in lines)
    assert actor_named("zhao").unit_id == made.unit_id("D2")
    assert verdicts(take_staff(admin, file, dry_run=False)) == [("wang", "same", ""), ("zhao", "same", "")]


def test_the_next_list_changes_name_role_unit_and_address_and_leaves_the_missing_alone(admin, listed):
    made.hire("wang", name="王芳")
    made.hire("li")
    file = listed(HEAD + "wang,王小芳,manager,D2,w@example.com\n")
    assert verdicts(take_staff(admin, file, dry_run=True)) == [("wang", "change", "name, role, unit, email")]
    take_staff(admin, file, dry_run=False)
    wang = actor_named("wang")
    assert (wang.name, wang.role, wang.unit_id) == ("王小芳", "manager", made.unit_id("D2"))
    assert actor_named("li")
    counts = made.one(select(Audit.change).where(Audit.command == "import_staff", Audit.record_table == None))  # noqa: E711
    assert '"changed": 1' in counts


def test_rows_that_cannot_be_taken_say_why_and_the_others_are_taken(admin, listed):
    made.hire("gone", unit=None, active=0)
    rows = [
        "ok,好人,salesperson,D1T1,",
        "a b,王,salesperson,D1T1,",
        "nameless,,salesperson,D1T1,",
        "boss,王,boss,D1T1,",
        "lost,王,salesperson,X9,",
        "twin,王,salesperson,D1T1,",
        "Twin,王,salesperson,D1T1,",
        "gone,王,salesperson,D1T1,",
        "ADMIN,王,salesperson,D1T1,",
        "mail,王,salesperson,D1T1,nowhere",
        "system,王,system,D1T1,",
    ]
    lines = take_staff(admin, listed(HEAD + "\n".join(rows)), dry_run=False)
    refused = [line for line in lines if line.verdict is Verdict.REJECT]
    assert [line.line for line in refused] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert all(line.why and not line.why.startswith("people.") for line in refused)
    assert actor_named("ok")
    assert not made.one(select(Person).where(Person.login == "twin"))


def test_a_list_cannot_take_the_last_administrator_away_but_can_name_another(admin, listed):
    demoted = "admin,管理员,analyst,C,\n"
    lines = take_staff(admin, listed(HEAD + demoted), dry_run=False)
    assert lines[0].verdict is Verdict.REJECT
    assert actor_named("admin").role == "admin"
    take_staff(admin, listed(HEAD + demoted + "second,李,admin,C,\n"), dry_run=False)
    assert actor_named("admin").role == "analyst"
    assert actor_named("second").role == "admin"


def test_a_list_that_grew_old_between_trial_and_taking_is_refused_whole(admin):
    rows = [StaffRow(2, "wang", "王芳", "salesperson", "D1T1")]
    with pytest.raises(Refusal) as refused:
        run(import_staff, admin, rows=rows, password_hashes={}, today=TODAY)
    assert refused.value.key == "people.staff_changed"
    hashes = {"wang": "$2b$04$x"}
    assert run(import_staff, admin, rows=rows, password_hashes=hashes, today=TODAY) == StaffCounts(1, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("登录名;姓名;角色;单位代码\nwang;王芳;业务员;D1T1\n", "gb18030"),
        ("login\tname\trole\tunit\nwang\t王芳\tsalesperson\tD1T1\n", "utf-16"),
        ('"name","login","unit code","role","extra"\r\n"王芳","wang","D1T1","Salesperson","x"\r\n', "utf-8-sig"),
    ],
)
def test_lists_come_in_any_delimiter_encoding_and_order(admin, listed, text, encoding):
    rows = read_staff(listed(text, encoding))
    assert [(row.login, row.name, row.role, row.unit) for row in rows] == [("wang", "王芳", "salesperson", "D1T1")]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (HEAD, "people.staff_empty"),
        ("a,b\n1,2\n", "people.staff_columns"),
        (b"", "imports.empty"),
        (HEAD + "x,y,salesperson,D1T1,\n" * 2001, "people.staff_many"),
    ],
)
def test_what_is_no_staff_list_is_refused(admin, listed, text, key):
    with pytest.raises(Refusal) as refused:
        read_staff(listed(text))
    assert refused.value.key == key


def test_only_the_administrator_takes_lists_over(admin, listed):
    with pytest.raises(Denied):
        take_staff(made.hire("li"), listed(HEAD + "x,y,admin,C,\n"), dry_run=True)
