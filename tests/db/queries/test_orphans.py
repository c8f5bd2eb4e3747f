"""Orphans: the database lets none come about; made past its rules, each is found by cause and age, and told."""

import csv
import io
import logging
from datetime import date
from fractions import Fraction

import pytest
import sqlalchemy as sa
from sqlmodel import select

from db.access import SYSTEM
from db.cli.main import command_line
from db.daily import run_daily
from db.drill import drill_rows
from db.engine import database, sqlite_driver
from db.errors import Denied
from db.measure import measure
from db.models.customers import Customer
from db.models.policies import Policy
from db.periods import Period
from db.queries.orphans import orphan_counts, orphans
from db.session import reading
from factories import company, customer, hire, one
from factories_money import policy
from opening import frames, opening, texts

TODAY = date(2026, 6, 30)
AS_OF = Period(end=date(2026, 7, 1))


@pytest.fixture
def book(url):
    """Li has three customers: one with two policies in force and one that ended, one with one, one with none."""
    company()
    people = {"li": hire("li"), "wang": hire("wang"), "top": hire("top", "executive", "C"),
              "head": hire("head", "department_head", "D1"), "admin": hire("admin", "admin", "C")}  # fmt: skip
    made = {"big": customer(people["li"]), "small": customer(people["wang"]), "bare": customer(people["li"])}
    policy(made["big"], 100, "2026-01-01")
    policy(made["big"], 200, "2026-06-30")
    policy(made["big"], 300, "2024-01-01")
    policy(made["small"], 400, "2025-07-01")
    return people | made


def past_the_rules(*orders, **values):
    """Plain SQL with the references switched off, as nobody but the owner of the database can."""
    sqlite = database().dialect == "sqlite"
    engine = sa.create_engine(database().url, poolclass=sa.NullPool, **({"module": sqlite_driver()} if sqlite else {}))
    off = "PRAGMA foreign_keys = OFF" if sqlite else "SET session_replication_role = replica"
    with engine.begin() as connection:
        for order in (off, *orders):
            connection.execute(sa.text(order), values if order is not off else {})


END = "UPDATE ownership SET valid_to = '2026-06-20' WHERE customer_id = :customer"
LEAVE = "UPDATE person SET active = 0, left_on = '2026-05-31' WHERE id = :person"
UNPLACE = "UPDATE placement SET valid_to = '2026-06-29' WHERE person_id = :person"


def found():
    with reading(SYSTEM) as session:
        return [(one.kind, one.number, one.cause, one.days) for one in orphans(session, TODAY)]


def number_of(customer_id):
    return one(select(Customer.number).where(Customer.id == customer_id))


def in_force(customer_id):
    return one(select(Policy.number).where(Policy.customer_id == customer_id, Policy.inception == date(2026, 1, 1)))


def figure(me, **more):
    with reading(me) as session:
        return measure(session, me, "orphan_policies", period=AS_OF, **more).total


def test_a_book_that_is_in_order_has_none(book, capsys):
    assert found() == []
    assert command_line(["orphans"]) == 0
    assert capsys.readouterr().out.strip() == "0"
    assert [figure(book[who]) for who in ("top", "head", "li")] == [0, 0, 0]


def test_a_customer_whose_owner_ended_is_told_with_its_policies_in_force(book):
    past_the_rules(END, customer=book["big"])
    kinds = [(kind, cause, days) for kind, _number, cause, days in found()]
    # Two of its three policies are in force today; nobody has served it since the 20th.
    assert kinds == [("policy", "no_owner", 10), ("policy", "no_owner", 10), ("customer", "no_owner", 10)]


def test_an_owner_who_left_and_one_without_a_unit_serve_nobody(book):
    past_the_rules(LEAVE, person=book["wang"].person_id)
    past_the_rules(UNPLACE, person=book["li"].person_id)
    causes = {number: (cause, days) for kind, number, cause, days in found() if kind == "customer"}
    assert causes == {
        number_of(book["small"]): ("inactive", 30),
        number_of(book["big"]): ("no_place", 1),
        number_of(book["bare"]): ("no_place", 1),
    }
    assert len([kind for kind, *_rest in found() if kind == "policy"]) == 3


def test_the_figure_counts_the_same_and_lists_what_it_counts(book):
    past_the_rules(END, customer=book["big"])
    past_the_rules(LEAVE, person=book["wang"].person_id)
    # By hand: two policies of the one, one of the other.
    assert figure(book["top"]) == Fraction(3)
    assert figure(book["top"], where={"product": "car"}) == Fraction(3)
    with reading(book["top"]) as session:
        behind = drill_rows(session, book["top"], "orphan_policies", period=AS_OF)
    assert (behind.total, len(behind.rows)) == (3, 3)


def test_an_empty_book_has_no_orphans(url):
    company()
    assert figure(hire("top", "executive", "C")) == 0
    assert found() == []


def test_the_command_line_lists_them_and_fails(book, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    past_the_rules(END, customer=book["big"])
    assert command_line(["orphans", "--format", "csv"]) == 1
    printed = capsys.readouterr()
    heads, *rows = csv.reader(io.StringIO(printed.out))
    assert heads == ["kind", "number", "customer", "cause", "since", "days"]
    assert ["policy", in_force(book["big"]), number_of(book["big"]), "no_owner", "2026-06-20", "10"] in rows
    assert len(rows) == 3
    assert "3 without anybody" in printed.err


def test_the_night_finds_them_and_sounds_the_alarm(book, caplog, capsys):
    assert run_daily(TODAY).orphans == 0
    past_the_rules(END, customer=book["big"])
    with caplog.at_level(logging.ERROR, "db.daily"):
        assert run_daily(TODAY).orphans == 3
    assert [record.levelname for record in caplog.records if record.levelname == "CRITICAL"] == ["CRITICAL"]
    assert number_of(book["big"]) in caplog.text
    assert command_line(["daily"]) == 1
    assert "python -m db orphans" in capsys.readouterr().err


def test_the_counts_are_for_administrators_and_executives_alone(book):
    past_the_rules(END, customer=book["big"])
    for who in ("admin", "top"):
        with reading(book[who]) as session:
            counts = [(one.kind, one.many, one.oldest) for one in orphan_counts(session, book[who], TODAY)]
        assert counts == [("policy", 2, 10), ("customer", 1, 10)]
    for who in ("li", "head"):
        with reading(book[who]) as session, pytest.raises(Denied):
            orphan_counts(session, book[who], TODAY)


def test_the_administrator_sees_counts_and_no_customer(book, monkeypatch):
    visit = opening(monkeypatch)
    at = visit(book["admin"], "pages/admin/people.py", part="orphans")
    assert "都有在职的服务人员" in at.success[0].value
    past_the_rules(END, customer=book["big"])
    at = visit(book["admin"], "pages/admin/people.py", part="orphans")
    assert "绕过了它" in texts(at)
    assert number_of(book["big"]) not in texts(at) + "".join(frame.to_csv() for frame in frames(at))
