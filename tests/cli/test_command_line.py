"""The command line as somebody at a terminal meets it: what it prints, where, and with which exit code."""

import csv
import io
import json
import re
import subprocess
import sys
from fractions import Fraction

import pytest
import sqlalchemy as sa
from sqlmodel import select

import factories as made
import factories_money as money
import tampering
from db.access import SYSTEM
from db.anchors import FOLDER
from db.cli.figures import written
from db.cli.main import app, command_line
from db.cli.rows import aligned, safe
from db.commands.mend_summaries import mend_summaries
from db.engine import database, forget_databases
from db.errors import sentences
from db.figures import Unit
from db.keys import data_folder
from db.models.people import Person
from db.models.system import Audit
from db.queries.actors import actor_named
from db.queries.people import person_with_login
from db.session import reading
from db.sign_in.passwords import password_fits
from source import ROOT


@pytest.fixture(autouse=True)
def english(monkeypatch, tmp_path):
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "installation"))
    monkeypatch.setenv("BAOKE_SECRET_KEY", "k" * 40)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def baoke(url, capsys):
    """Run the command line; answers exit code, stdout and stderr."""

    def run(*arguments):
        capsys.readouterr()
        code = command_line(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def empty_place(tmp_path, monkeypatch):
    """A machine with no database yet."""
    monkeypatch.setenv("BAOKE_DATABASE_URL", f"sqlite:///{tmp_path}/fresh.sqlite3")
    forget_databases()
    yield
    forget_databases()


def rows_of(printed):
    return list(csv.reader(io.StringIO(printed)))


SETUP = ("setup", "--company", "保客保险", "--unit", "第一营业部", "--login", "root", "--name", "李明")


# -- the first day ---------------------------------------------------------------------------------------------------


def test_the_first_day_on_a_fresh_machine(empty_place, capsys):
    assert command_line(list(SETUP)) == 0
    printed = capsys.readouterr()
    password = printed.out.strip()
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", password)
    assert "shown this once" in printed.err
    from db.models.sign_in import Credential

    stored = made.one(select(Credential.password_hash))
    assert password_fits(password, stored)
    assert actor_named("root").role == "admin"
    assert command_line(list(SETUP)) == 3
    assert "setup needs an empty one" in capsys.readouterr().err


def test_without_a_terminal_setup_says_what_it_needs(empty_place, capsys):
    assert command_line(["setup", "--company", "x"]) == 3
    assert "--login" in capsys.readouterr().err


def test_at_a_terminal_setup_asks(empty_place, capsys, monkeypatch):
    answers = iter(["保客保险", "第一营业部", "root", "李明"])
    monkeypatch.setattr("db.cli.company.at_a_terminal", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_args, **_named: next(answers))
    assert command_line(["setup"]) == 0
    assert actor_named("root").name == "李明"


def test_init_makes_tables_with_nothing_in_them_and_twice_is_like_once(empty_place, capsys):
    assert command_line(["user", "list"]) == 1
    assert "init" in capsys.readouterr().err
    assert command_line(["init"]) == 0
    assert command_line(["init"]) == 0
    assert "nothing changed" in capsys.readouterr().err
    assert made.one(select(Person)) is None
    assert command_line(["migrate"]) == 0


# -- people and units ------------------------------------------------------------------------------------------------


def test_a_life_in_the_branch(baoke):
    made.company()
    code, password, said = baoke("user", "add", "wang", "王芳", "--role", "salesperson", "--unit", "D1T1")
    assert (code, len(password.strip())) == (0, 19)
    assert "wang is added" in said
    assert baoke("user", "role", "wang", "manager")[0] == 0
    assert baoke("user", "move", "wang", "D2T1")[0] == 0
    assert rows_of(baoke("user", "list", "--format", "csv")[1]) == [
        ["login", "name", "role", "unit", "email", "active"],
        ["wang", "王芳", "manager", "D2T1", "", "1"],
    ]
    assert baoke("user", "reset", "wang")[1] != password
    assert baoke("user", "sign-out", "wang")[0] == 0
    assert baoke("user", "disable", "wang")[0] == 0
    assert baoke("user", "list", "--format", "json")[1].strip() == "[]"
    assert baoke("user", "enable", "wang", "--unit", "D1T2")[0] == 0
    with reading(SYSTEM) as session:
        assert person_with_login(session, "wang").unit_code == "D1T2"


def test_units_are_added_renamed_and_closed(baoke):
    made.company()
    assert baoke("unit", "add", "D3", "第3营业部", "--kind", "department", "--under", "C")[0] == 0
    assert baoke("unit", "add", "D3T1", "3部1组", "--under", "D3")[0] == 0
    assert baoke("unit", "rename", "D3", "渠道部")[0] == 0
    assert baoke("unit", "close", "D3")[0] == 3
    assert baoke("unit", "close", "D3T1")[0] == 0
    codes = [row["code"] for row in json.loads(baoke("unit", "list", "--format", "json")[1])]
    assert codes == ["C", "D1", "D1T1", "D1T2", "D2", "D2T1", "D2T2", "D3"]
    assert baoke("unit", "open", "D3T1")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("user", "role", "nobody", "manager"), 2, "nobody has the login 'nobody'"),
        (("user", "role", "li", "boss"), 2, "salesperson, manager"),
        (("user", "move", "li", "X9"), 2, "choose from C, D1"),
        (("user", "disable", "li"), 3, "still holds customers (1)"),
        (("unit", "add", "a b", "x", "--under", "D1"), 3, "code: A code takes letters"),
        (("unit", "add", "D1", "x", "--kind", "department", "--under", "C"), 3, "taken"),
        (("nothing",), 2, "No such command"),
        (("figure",), 2, "Missing"),
        (("figure", "signed_premium", "--as", "nobody"), 2, "nobody has the login"),
        (("figure", "loss_raito", "--as", "li"), 2, "loss_ratio"),
        (("figure", "signed_premium", "--as", "li", "--by", "moon"), 2, "month"),
        (("figure", "signed_premium", "--as", "li", "--where", "line"), 3, "DIM=VALUE"),
        (("figure", "signed_premium", "--as", "root"), 3, "may not"),
        (("figure", "signed_premium", "--as", "li", "--from", "1.1.2025"), 2, "1.1.2025"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_an_exit_code(baoke, arguments, code, told):
    made.company()
    made.customer(made.hire("li"))
    made.hire("root", "admin", "C")
    found, out, said = baoke(*arguments)
    assert (found, out) == (code, "")
    assert told in said
    assert "Traceback" not in said


def test_messages_are_chinese_where_lang_is(baoke, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    made.company()
    assert "没有登录名为“nobody”的人员" in baoke("user", "reset", "nobody")[2]


def test_a_staff_list_is_tried_and_then_taken_over(baoke, tmp_path):
    made.company()
    made.hire("li", name="李四")
    file = tmp_path / "staff.csv"
    file.write_text("登录名;姓名;角色;单位代码\nli;李思;业务员;D1T1\nwang;王芳;销售经理;D2\nzhao;赵六;boss;D2\n", "gbk")
    code, printed, _said = baoke("user", "import", str(file), "--dry-run", "--format", "csv")
    assert code == 0
    assert [row[1:5] for row in rows_of(printed)[1:]] == [
        ["li", "李思", "change", "name"],
        ["wang", "王芳", "add", ""],
        ["zhao", "赵六", "reject", "role: There is no such role."],
    ]
    assert actor_named("wang") is None
    taken = rows_of(baoke("user", "import", str(file), "--format", "csv")[1])
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", taken[2][5])
    assert actor_named("wang").role == "manager"
    assert [row[3] for row in rows_of(baoke("user", "import", str(file), "--format", "csv")[1])[1:]] == [
        "same", "same", "reject"
    ]  # fmt: skip


# -- figures ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def a_book(url):
    made.company()
    li, wang = made.hire("li"), made.hire("wang", unit="D2T1")
    made.hire("boss", "executive", "C")
    money.policy(made.customer(li), 1_000.55, "2025-03-01")
    money.policy(made.customer(wang), 2_000, "2025-04-15")
    money.policy(made.customer(wang), 4_000, "2026-01-10")
    made.change(Person, li.person_id, name="=1+1")
    made.run(mend_summaries, SYSTEM)


def figure(baoke, *arguments):
    code, printed, said = baoke("figure", *arguments, "--format", "csv")
    assert (code, said) == (0, "")
    assert "\r" not in printed
    return rows_of(printed)


def test_a_figure_as_csv_has_a_column_per_dimension_and_no_total(baoke, a_book):
    assert figure(baoke, "signed_premium", "--as", "boss") == [["signed_premium"], ["7000.55"]]
    assert figure(baoke, "signed_premium", "--as", "li") == [["signed_premium"], ["1000.55"]]
    assert figure(baoke, "signed_premium", "--by", "year", "--as", "boss") == [
        ["year", "signed_premium"], ["2025", "3000.55"], ["2026", "4000.00"]
    ]  # fmt: skip
    assert figure(baoke, "signed_premium", "--by", "department", "--by", "month", "--as", "boss")[1:] == [
        ["D1", "2025-03", "1000.55"], ["D2", "2025-04", "2000.00"], ["D2", "2026-01", "4000.00"]
    ]  # fmt: skip


def test_to_is_exclusive_and_from_is_the_beginning(baoke, a_book):
    assert figure(baoke, "signed_premium", "--to", "2025-04-15", "--as", "boss")[1] == ["1000.55"]
    assert figure(baoke, "signed_premium", "--from", "2025-04-15", "--as", "boss")[1] == ["6000.00"]
    assert figure(baoke, "signed_premium", "--where", "department=D2", "--to", "2026-01-01", "--as", "boss")[1] == [
        "2000.00"
    ]


def test_counts_are_whole_and_a_ratio_without_denominator_is_empty(baoke, a_book):
    assert figure(baoke, "new_customers", "--as", "boss")[1] == ["3"]
    code, printed, _said = baoke("figure", "loss_ratio", "--to", "2020-01-01", "--as", "boss", "--format", "csv")
    assert (code, printed) == (0, 'loss_ratio\n""\n')


def test_a_refused_figure_leaves_an_empty_stdout(baoke, a_book):
    made.hire("root", "admin", "C")
    assert baoke("figure", "signed_premium", "--as", "root", "--format", "csv")[:2] == (3, "")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (2_585_417_241, Unit.YUAN, "25854172.41"),
        (Fraction(1, 3), Unit.YUAN, "0.00"),
        (Fraction(-1, 2), Unit.YUAN, "-0.01"),
        (Fraction(363, 1000), Unit.RATIO, "0.3630"),
        (Fraction(4), Unit.COUNT, "4"),
        (Fraction(7, 2), Unit.DAYS, "3.50"),
        (None, Unit.RATIO, ""),
    ],
)
def test_numbers_are_written_plainly(value, unit, shown):
    assert written(value, unit) == shown


# -- the rest --------------------------------------------------------------------------------------------------------


def test_typed_text_is_no_formula_and_steers_no_terminal():
    assert safe("=1+1") == "'=1+1"
    assert safe(" \u3000@x") == "' \u3000@x"
    assert safe("a\x1b[31m") == "a\ufffd[31m"
    assert aligned(("名", "n"), [("王芳", 5), ("x", 12)]).splitlines()[2:] == ["王芳   5", "x     12"]


def test_backup_and_restore_on_the_command_line(baoke, tmp_path, a_book):
    file = tmp_path / "b.zip"
    assert baoke("backup", str(file))[0] == 0
    assert baoke("backup", str(file))[0] == 3
    code, _out, said = baoke("restore", str(file))
    assert code == 3
    assert "--force" in said
    assert baoke("restore", str(file), "--force")[0] == 0
    assert figure(baoke, "signed_premium", "--as", "boss")[1] == ["7000.55"]
    assert baoke("restore", str(tmp_path / "missing.zip"))[0] == 2


def test_the_days_work_on_the_command_line(baoke, a_book):
    code, _out, said = baoke("daily")
    assert code == 0
    assert "0 customers changed tier" in said


def test_the_audit_is_followed_on_the_command_line(baoke, a_book, monkeypatch):
    code, out, said = baoke("audit", "verify")
    assert (code, out) == (0, f"{re.findall(r'[0-9]+', said)[0]}\n")
    assert "is whole" in said
    [anchor] = (data_folder() / FOLDER).iterdir()
    anchor.unlink()
    code, out, said = baoke("audit", "verify")
    assert (code, out) == (1, "")
    assert "python -m db audit anchor" in said
    assert baoke("daily")[0] == 1
    assert baoke("audit", "anchor")[0] == 0
    assert baoke("audit", "verify")[0] == baoke("daily")[0] == 0
    anchored = made.one(select(Audit).where(Audit.command == "anchor_audit"))
    assert anchored.came_from.startswith("cli:")
    tampering.unlock()
    change(2)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    code, out, said = baoke("audit", "verify")
    assert (code, out) == (1, "")
    assert "审计链在第 2 号断开" in said
    assert baoke("audit", "anchor")[0] == 1


def change(row):
    with database().write.connect() as connection:
        connection.execute(sa.text("UPDATE audit SET actor_login = 'x' WHERE id = :row"), {"row": row})
        connection.commit()


def verbs(application, above=()):
    for group in application.registered_groups:
        yield from verbs(group.typer_instance, (*above, group.name))
    yield from ((*above, command.name) for command in application.registered_commands)


@pytest.mark.parametrize("verb", sorted(verbs(app)), ids=" ".join)
def test_every_verb_explains_itself(baoke, verb):
    code, shown, _said = baoke(*verb, "--help")
    assert code == 0
    parameters = shown.split("Options:")[1]
    assert "Usage" in shown
    assert not re.search(r"^  --[\w-]+( +[A-Z]+)?$(?!\n {10})", parameters, re.MULTILINE)


def test_every_word_of_the_command_line_is_used():
    """The words test looks at refusals; what is said beside them is looked at here."""
    said = "\n".join(file.read_text("utf-8") for file in (ROOT / "db").rglob("*.py"))
    assert not [key for key in sentences() if key.startswith("cli.") and f'"{key}"' not in said]
    assert not [key for key in re.findall(r'"(cli\.\w+)"', said) if key not in sentences()]


def test_as_a_program_it_ends_with_its_exit_code(url):
    ended = subprocess.run(
        [sys.executable, "-m", "db", "user", "reset", "nobody"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
