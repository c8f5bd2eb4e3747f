"""Events of a history: each an order to the product and a line in the book, or a refusal that the book foresees."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.commands.add_member import add_member
from db.commands.assign_customer import assign_customer
from db.commands.begin_cover import begin_cover
from db.commands.enable_person import enable_person
from db.commands.end_cover import end_cover
from db.commands.move_person import move_person
from db.commands.settle_access import settle_access
from db.errors import Refusal
from db.models.covers import Cover
from db.models.customers import Customer
from db.models.people import Person, Placement
from db.periods import today
from db.queries.actors import actor_of
from db.run import run
from factories import activity, company, customer, day, hire, one, unit_id, write_all
from factories_money import policy
from plain_department import Colleague, Sight

UNITS = {"C": None, "D1": "C", "D2": "C", "D1T1": "D1", "D1T2": "D1", "D2T1": "D2", "D2T2": "D2"}
FIRST = {"head1": ("department_head", "D1"), "head2": ("department_head", "D2"), "boss1": ("manager", "D1T1"),
         "boss2": ("manager", "D1T2"), "boss3": ("manager", "D2T1"), "ann": ("salesperson", "D1T1"),
         "bob": ("salesperson", "D1T1")}  # fmt: skip
NAMES = ("cai", "dai", "eva", "fan", "gao", "han", "ida", "jin", "kim", "lin", "mei", "nan", "ou", "pan", "qi", "ren",
         "su", "tang", "wu", "xu")  # fmt: skip


def begin(book):
    """Two departments of two teams, all but one with a manager; two who sell, each with a customer."""
    units, since = company(), day("2020-01-01")
    book.parents = dict(UNITS)
    book.teams = {code for code in UNITS if "T" in code}
    people = [Person(login=name, name=name, role=role, joined_on=since) for name, (role, _code) in FIRST.items()]
    for number, (name, (role, code)) in zip(write_all(people), FIRST.items(), strict=True):
        book.people[name] = Colleague(number, role, code)
    placed = ({"person_id": each.number, "unit_id": units[each.unit]} for each in book.people.values())
    write_all([Placement(**each, valid_from=since) for each in placed])
    for name in ("ann", "bob"):
        sell(book, name, 1_000)


def actor(book, name):
    return actor_of(book.people[name].number)


def head(book, unit):
    """Who heads the department that a unit is of, as they are today."""
    return actor(book, {"D1": "head1", "D2": "head2"}[book.department(unit)])


def head_of(book, name):
    return head(book, book.people[name].unit)


def refused(call, *args, **more):
    with pytest.raises(Refusal):
        call(*args, **more)


def join(book, team, role):
    name = next(name for name in NAMES if name not in book.people)
    book.people[name] = Colleague(hire(name, role, team).person_id, role, team)


def sell(book, who, premium):
    number = customer(book.people[who].number)
    policy(number, premium, "2026-01-01")
    book.owners[number] = who
    if who in (away for away, _mate in book.away.values()):
        # What is new of somebody who is away is served from the next morning on.
        run(settle_access, SYSTEM, today=today())


def plan_visit(book, number):
    """With whoever owns the customer, though somebody may stand in for them."""
    activity(number, today() + timedelta(1))


def assign(book, number, taker):
    at = one(select(Customer.version).where(Customer.id == number))
    order = {"customer_id": number, "version": at, "person_id": book.people[taker].number, "reason": "调整"}
    run(assign_customer, head_of(book, book.owners[number]), **order)
    book.owners[number] = taker


def invite(book, number, who, *, writes):
    order = {"customer_id": number, "person_id": book.people[who].number, "can_write": writes, "reason": "一起看"}
    run(add_member, actor(book, book.owners[number]), **order)
    book.sights[number, who] = Sight(writes)


def stand_in(book, away, mate):
    """Nobody in a row: who stands in for somebody is not away, and who is away has one to stand in."""
    people = {"absent_id": book.people[away].number, "substitute_id": book.people[mate].number}
    order = {"planned_from": today(), "until": today() + timedelta(5), "reason": "illness", **people}
    absent, present = ({pair[side] for pair in book.away.values()} for side in (0, 1))
    if away in absent | present or mate in absent:
        refused(run, begin_cover, head_of(book, away), **order)
        return
    book.away[run(begin_cover, head_of(book, away), **order)] = (away, mate)


def recover(book, cover):
    away, _mate = book.away.pop(cover)
    at = one(select(Cover.version).where(Cover.id == cover))
    run(end_cover, head_of(book, away), cover_id=cover, version=at)


def move(book, who, team):
    mine = book.people[who]
    place = one(select(Placement.id).where(Placement.person_id == mine.number, Placement.open == 1))
    order = {"person_id": mine.number, "unit_id": unit_id(team), "placement_id": place, "today": today()}
    if mine.unit == team:
        refused(run, move_person, SYSTEM, **order)
        return
    run(move_person, SYSTEM, **order)
    book.place(who, team)


def come_back(book, who, team):
    at = one(select(Person.version).where(Person.id == book.people[who].number))
    order = {"person_id": book.people[who].number, "version": at, "unit_id": unit_id(team), "today": today()}
    run(enable_person, SYSTEM, **order)
    book.place(who, team)
