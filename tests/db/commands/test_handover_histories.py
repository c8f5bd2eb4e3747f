"""Months of a department drawn by chance: people join, sell, move, fall ill, leave and come back; nobody is ever lost.

After each step the database is compared with plain sets kept beside it. BAOKE_HISTORIES says how many are drawn.
"""

import os
import random
from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.assign_customer import assign_customer
from db.commands.begin_cover import begin_cover
from db.commands.enable_person import enable_person
from db.commands.end_cover import end_cover
from db.commands.move_person import move_person
from db.commands.undo_handover import undo_handover
from db.models.covers import Cover
from db.models.customers import Customer, Membership, Ownership
from db.models.handovers import Handover, HandoverLine
from db.models.people import Person, Placement
from db.models.policies import Credit
from db.periods import today
from db.queries.actors import actor_of
from db.queries.orphans import orphans
from db.run import run
from db.scope import sees
from db.session import reading
from factories import company, customer, hire, one, unit_id
from factories_money import policy
from leaving import agreed, as_of_now, carried_out, version

pytestmark = pytest.mark.ci
HISTORIES = int(os.environ.get("BAOKE_HISTORIES", "4"))
STEPS = 18
TEAMS = ("D1T1", "D1T2")


class History:
    """A department, and beside it who owns which customer as far as is known without looking."""

    def __init__(self, dice):
        company()
        self.dice, self.head = dice, hire("head", "department_head", "D1")
        self.people, self.gone, self.owner, self.credit = [], [], {}, {}
        for _ in range(3):
            self.join()
        for _ in range(5):
            self.sell()

    def join(self):
        number = len(self.people) + len(self.gone)
        self.people.append(hire(f"p{number}", unit=self.dice.choice(TEAMS)))

    def sell(self):
        seller = self.dice.choice(self.people)
        made = customer(seller)
        policy(made, self.dice.randint(1, 9) * 1_000, "2026-01-01")
        self.owner[made] = seller.person_id

    def assign(self):
        number = self.dice.choice(sorted(self.owner))
        takers = [each for each in self.people if each.person_id != self.owner[number]]
        taker = self.dice.choice(takers)
        at = one(select(Customer.version).where(Customer.id == number))
        order = {"customer_id": number, "version": at, "person_id": taker.person_id, "reason": "调整"}
        run(assign_customer, self.head, **order)
        self.owner[number] = taker.person_id

    def move(self):
        who = self.dice.choice(self.people)
        place, here = one_place(who.person_id)
        there = unit_id(next(code for code in TEAMS if unit_id(code) != here))
        run(move_person, SYSTEM, person_id=who.person_id, unit_id=there, placement_id=place, today=today())
        self.refresh()

    def fall_ill(self):
        away, mate = self.dice.sample(self.people, 2)
        if one(select(Cover.id).where(Cover.open == 1)) is None:
            days = {"planned_from": today(), "until": today() + timedelta(5), "reason": "illness"}
            run(begin_cover, self.head, absent_id=away.person_id, substitute_id=mate.person_id, **days)

    def recover(self):
        running = one(select(Cover.id).where(Cover.open == 1))
        if running is not None:
            at = one(select(Cover.version).where(Cover.id == running))
            run(end_cover, self.head, cover_id=running, version=at)

    def leave(self):
        if len(self.people) < 3:
            self.join()
            return
        self.leaver, *takers = self.dice.sample(self.people, self.dice.choice((2, 3)))
        before = as_of_now()
        running = one(select(Cover.id).where(Cover.open == 1))
        made = agreed(self, by=self.head, takers=takers)
        carried_out(self, made, by=self.head)
        for number, successor in lines(made).items():
            self.owner[number] = successor
        if self.dice.random() < 0.4:
            # A cover that ended with the handover does not begin again.
            self.undo(made, before if running is None else None)
        else:
            self.people.remove(self.leaver)
            self.gone.append((self.leaver, made))

    def undo(self, made, before=None):
        back = one(select(Handover.leaver_id).where(Handover.id == made))
        run(undo_handover, self.head, handover_id=made, version=version(made), reason="不走了")
        assert before is None or as_of_now() == before
        for number, successor in lines(made).items():
            if self.owner[number] == successor:
                self.owner[number] = back

    def come_back(self):
        if not self.gone:
            return
        (who, made) = self.gone.pop(self.dice.randrange(len(self.gone)))
        if self.dice.random() < 0.5:
            self.undo(made)
        else:
            at = one(select(Person.version).where(Person.id == who.person_id))
            order = {"person_id": who.person_id, "version": at, "unit_id": unit_id(self.dice.choice(TEAMS))}
            run(enable_person, SYSTEM, today=today(), **order)
        self.people.append(actor_of(who.person_id))

    def refresh(self):
        """Whoever moved acts from another unit."""
        self.people = [actor_of(each.person_id) for each in self.people]

    def check(self):
        with reading(SYSTEM) as session:
            held = dict(
                session.exec(select(Ownership.customer_id, Ownership.person_id).where(Ownership.open == 1)).all()
            )
            active = set(session.exec(select(Person.id).where(Person.active == 1)))
            joined = session.exec(
                select(Membership.customer_id, Membership.person_id).where(Membership.open == 1)
            ).all()
            credit = {row.id: (row.person_id, row.amount, row.share) for row in session.exec(select(Credit))}
            assert orphans(session, today()) == []
        assert held == self.owner
        assert set(held.values()) <= active
        assert {number: credit[number] for number in self.credit} == self.credit
        self.credit = credit
        for each in self.people:
            mine = {number for number, person in held.items() if person == each.person_id}
            mine |= {number for number, person in joined if person == each.person_id}
            with reading(each) as session:
                assert set(session.exec(select(Customer.id).where(sees(each, Customer)))) == mine


def one_place(person_id):
    with reading(SYSTEM) as session:
        which = select(Placement.id, Placement.unit_id).where(col(Placement.person_id) == person_id)
        return session.exec(which.where(col(Placement.open) == 1)).one()


def lines(made):
    with reading(SYSTEM) as session:
        which = select(HandoverLine.customer_id, HandoverLine.successor_id)
        return dict(session.exec(which.where(HandoverLine.handover_id == made)).all())


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_whatever_happens_each_customer_has_one_active_owner_who_alone_owns_it(url, seed):
    dice = random.Random(seed)  # noqa: S311
    history = History(dice)
    steps = ["join", "sell", "sell", "assign", "move", "fall_ill", "recover", "leave", "leave", "come_back"]
    for _ in range(STEPS):
        getattr(history, dice.choice(steps))()
        history.check()
