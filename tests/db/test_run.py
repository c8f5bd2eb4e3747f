"""The one path of writing: right, key, version, audit and commit are one, and a refusal leaves nothing behind."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import pytest
from sqlmodel import col, func, select

from db.access import GRANTS, SYSTEM, Grant, Role
from db.engine import database
from db.errors import Denied, Refusal, Stale
from db.models.customers import Customer
from db.models.people import Unit
from db.models.sales import Opportunity
from db.models.system import Audit, CommandKey
from db.record import found, fresh
from db.run import run
from db.session import reading
from factories import change, company, customer, hire, one, opportunity, write


@dataclass(frozen=True)
class Kept:
    """An answer that is more than a number."""

    number: int
    on: date


def rename_customer(session, actor, *, customer_id: int, name: str, version: int = 0) -> int:
    record = found(session, actor, Customer, customer_id)
    if version:
        fresh(session, record, version)
    record.name = name
    return customer_id


def open_unit_named(session, actor, *, code: str) -> Kept:
    unit = Unit(code=code, name=code, kind="company")
    session.add(unit)
    session.flush()
    return Kept(unit.id, date(2026, 6, 30))


def fall_over(session, actor, *, customer_id: int) -> None:
    rename_customer(session, actor, customer_id=customer_id, name="改了")
    session.flush()
    raise RuntimeError("power cut")


def leave_an_orphan(session, actor) -> None:
    session.add(Customer(number="X1", name="x", kind="individual"))


@pytest.fixture
def li(url, monkeypatch):
    company()
    grant = Grant(frozenset({Role.SALESPERSON}), (Customer,))
    for command in (rename_customer, fall_over):
        monkeypatch.setitem(GRANTS, command.__name__, grant)
    return hire("li")


def audits(**where):
    with reading(SYSTEM) as session:
        return list(session.exec(select(Audit).filter_by(**where).order_by(col(Audit.id))))


def name_of(customer_id):
    return one(select(Customer.name).where(Customer.id == customer_id))


def test_a_change_and_its_audit_are_one_commit(li):
    made = customer(li, "老名")
    run(rename_customer, li, customer_id=made, name="新名")
    (row,) = audits(command="rename_customer")
    assert (row.outcome, row.actor_id, row.record_table, row.record_id) == ("done", li.person_id, "customer", made)
    assert json.loads(row.change)["name"] == ["老名", "新名"]


def test_a_command_that_raises_leaves_nothing_and_no_lock(li):
    made = customer(li, "老名")
    before = len(audits())
    for _ in range(3):
        with pytest.raises(RuntimeError):
            run(fall_over, li, customer_id=made, key="again")
    assert (name_of(made), len(audits())) == ("老名", before)
    assert one(select(CommandKey)) is None
    run(rename_customer, li, customer_id=made, name="新名")
    assert name_of(made) == "新名"


def test_a_denial_changes_nothing_and_is_on_record(li):
    made, boss = customer(li, "老名"), hire("boss", "manager")
    with pytest.raises(Denied):
        run(rename_customer, boss, customer_id=made, name="抢")
    far = hire("far", unit="D2T1")
    with pytest.raises(Denied):
        run(rename_customer, far, customer_id=made, name="抢", key="k")
    told = [(row.actor_login, row.outcome, json.loads(row.change)) for row in audits(command="rename_customer")]
    assert told == [
        ("boss", "denied", {"refused": "core.not_allowed"}),
        ("far", "denied", {"refused": "core.not_found"}),
    ]
    assert name_of(made) == "老名"
    assert one(select(CommandKey)) is None


def test_a_command_without_a_grant_is_the_systems_alone(li):
    for me in (li, hire("root", "admin", "C")):
        with pytest.raises(Denied):
            run(leave_an_orphan, me)


def test_a_rule_checked_at_the_commit_refuses_and_leaves_no_lock(li):
    for _ in range(3):
        with pytest.raises(Refusal) as told:
            run(leave_an_orphan, SYSTEM)
        assert told.value.sentence("zh") != told.value.key
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: write(Unit(code=f"X{number}", name="x", kind="company")), range(4)))
    assert len(set(made)) == 4
    assert one(select(Customer).where(Customer.number == "X1")) is None


def test_three_fast_clicks_make_one_record(li):
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: run(open_unit_named, SYSTEM, key="form-7", code="N1"), range(3)))
    assert len(set(answers)) == 1
    assert one(select(func.count()).where(Unit.code == "N1")) == 1
    assert len(audits(command="open_unit_named")) == 1
    # The answer that is remembered is of the command's own type.
    assert run(open_unit_named, SYSTEM, key="form-7", code="N1") == answers[0]


def test_a_key_is_its_owners_and_its_commands(li, monkeypatch):
    made, wang = customer(li), hire("wang")
    theirs = customer(wang)
    run(rename_customer, li, customer_id=made, name="一", key="form-7")
    with pytest.raises(Denied):
        run(rename_customer, wang, customer_id=theirs, name="二", key="form-7")
    monkeypatch.setitem(GRANTS, "add_nothing", Grant(frozenset({Role.SALESPERSON})))

    def add_nothing(session, actor) -> int:
        return 7

    with pytest.raises(Denied):
        run(add_nothing, li, key="form-7")
    assert name_of(theirs) != "二"


def test_a_refused_order_may_be_put_right_under_the_same_key(li):
    made = customer(li)
    change(Customer, made, name="别人改的")
    with pytest.raises(Stale):
        run(rename_customer, li, customer_id=made, name="我的", version=1, key="form-7")
    run(rename_customer, li, customer_id=made, name="我的", version=2, key="form-7")
    assert name_of(made) == "我的"


def test_a_form_from_before_somebody_elses_change_is_refused_with_their_name(li):
    made = customer(li)
    run(rename_customer, li, customer_id=made, name="一", version=1)
    with pytest.raises(Stale) as stale:
        run(rename_customer, li, customer_id=made, name="二", version=1)
    assert stale.value.params["by"] == "li"


def edit_together(editors, saves, *, on):
    """So many threads read a record, change it and save with the version they read; saved, refused."""

    def edit(_editor):
        saved = refused = 0
        for _ in range(saves):
            seen = one(select(Opportunity.version).where(Opportunity.id == on))
            try:
                run(add_one, SYSTEM, sale=on, version=seen)
                saved += 1
            except Stale:
                refused += 1
        return saved, refused

    with ThreadPoolExecutor(editors) as pool:
        counts = list(pool.map(edit, range(editors)))
    return tuple(map(sum, zip(*counts, strict=True)))


def add_one(session, actor, *, sale: int, version: int) -> None:
    record = found(session, actor, Opportunity, sale)
    fresh(session, record, version)
    record.expected_premium += 1


def lost_updates(li, editors, saves):
    """(saved, refused, lost) of editors who all change one record."""
    sale = opportunity(customer(li), premium=0)
    saved, refused = edit_together(editors, saves, on=sale)
    kept = one(select(Opportunity.expected_premium).where(Opportunity.id == sale))
    return saved, refused, saved - kept


def test_eight_editors_of_one_record_lose_nothing(li):
    saved, refused, lost = lost_updates(li, 8, 4)
    assert (saved + refused, lost) == (32, 0)
    assert saved >= 4


@pytest.mark.ci
def test_sixteen_editors_of_one_record_lose_nothing_in_a_thousand_saves(li):
    saved, refused, lost = lost_updates(li, 16, 63)
    assert (saved + refused, lost) == (1008, 0)
    assert refused > 0


def test_a_second_process_waits_in_the_same_line(li):
    """The command line beside the app takes the same file lock."""
    if database().dialect != "sqlite":
        return
    from filelock import FileLock, Timeout

    path = database().url.removeprefix("sqlite:///") + ".lock"
    with database().lock.hold(), pytest.raises(Timeout):
        FileLock(path).acquire(timeout=0)
    FileLock(path).acquire(timeout=1).lock.release()
