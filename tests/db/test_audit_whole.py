"""Whatever anybody does, each record that it changed stands in the audit: the database itself says what was changed.

Triggers note every row written; after each command the audit's new rows are held against them. BAOKE_OPERATIONS says
how many commands the soak tier draws.
"""

import os
import random
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from db.access import SYSTEM
from db.audit import UNAUDITED
from db.audit_check import check_audit
from db.commands.add_comment import add_comment
from db.commands.add_contact import add_contact
from db.commands.add_customer import add_customer
from db.commands.add_member import add_member
from db.commands.add_opportunity import add_opportunity
from db.commands.assign_customer import assign_customer
from db.commands.change_opportunity import change_opportunity
from db.commands.close_activity import close_activity
from db.commands.end_membership import end_membership
from db.commands.log_activity import log_activity
from db.commands.move_activity import move_activity
from db.commands.plan_activity import plan_activity
from db.commands.tag_customers import tag_customers
from db.engine import database
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.customers import Customer, Membership
from db.models.sales import Opportunity
from db.models.summaries import CustomersByOwner, MonthByPerson, MonthByProduct
from db.models.system import Audit
from db.models.work import Activity
from db.periods import today
from db.run import run
from db.session import reading
from factories import company, customer, hire, opportunity, product

WORKED_OUT = (CustomersByOwner, MonthByPerson, MonthByProduct)
ENDS = ("done", "denied", "refused")
NOTED = sorted(
    table.name
    for table in SQLModel.metadata.tables.values()
    if table.name not in {model.__tablename__ for model in (*UNAUDITED, *WORKED_OUT)} and "id" in table.c
)


@pytest.fixture(autouse=True)
def own_installation(tmp_path, monkeypatch):
    """Where the chain ends is kept beside the data, by the database's name, which tests on PostgreSQL share."""
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "installation"))


def spies():
    """A row of `spied` for each row that is inserted, changed or deleted from now on."""
    lite = database().dialect == "sqlite"
    texts = ["CREATE TABLE spied (name TEXT, number INTEGER)"]
    for name in NOTED:
        for verb, which in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            noted = f"INSERT INTO spied VALUES ('{name}', {which}.id)"  # noqa: S608 - names of our own tables
            if lite:
                texts.append(f"CREATE TRIGGER spy_{name}_{verb} AFTER {verb} ON {name} BEGIN {noted}; END")
                continue
            made = f"CREATE FUNCTION spy_{name}_{verb}() RETURNS trigger LANGUAGE plpgsql AS"
            texts.append(f"{made} $$ BEGIN {noted}; RETURN NULL; END $$")
            on = f"CREATE TRIGGER spy_{name}_{verb} AFTER {verb} ON {name} FOR EACH ROW"
            texts.append(f"{on} EXECUTE FUNCTION spy_{name}_{verb}()")
    with database().write.begin() as connection:
        for text in texts:
            connection.exec_driver_sql(text)


def written():
    """What was changed since this was asked last."""
    with database().write.begin() as connection:
        rows = {tuple(row) for row in connection.execute(sa.text("SELECT DISTINCT name, number FROM spied"))}
        connection.execute(sa.text("DELETE FROM spied"))
    return rows


class Office:
    """Some salespeople, their manager and a stranger, who do at random what people do."""

    def __init__(self, dice):
        company()
        self.dice = dice
        self.people = [hire(f"p{number}") for number in range(3)]
        self.boss, self.far = hire("boss", "manager"), hire("far", unit="D2T1")
        self.product = product()
        for person in (*self.people, self.far):
            for _ in range(3):
                opportunity(customer(person), product_id=self.product)

    def anybody(self):
        return self.dice.choice([*self.people, *self.people, self.boss, self.far])

    def any_of(self, model, *where):
        """A record out of everything, in sight or not, as (id, version)."""
        with reading(SYSTEM) as session:
            ids = session.exec(
                select(model.id, model.version).where(*where).order_by(col(model.id).desc()).limit(60)
            ).all()
        return self.dice.choice(ids) if ids else (0, 1)

    def day(self):
        return today() + timedelta(days=self.dice.randint(0, 30))

    def customer_id(self):
        return self.any_of(Customer)[0]

    def add_customer(self):
        return add_customer, {"name": f"客户{self.dice.random()}", "kind": "individual", "confirmed": True}

    def add_contact(self):
        return add_contact, {"customer_id": self.customer_id(), "name": "王五", "role": "user"}

    def tag(self):
        return tag_customers, {"customer_ids": [self.customer_id()], "tag": self.dice.choice("甲乙丙丁")}

    def plan(self):
        about = {"customer_id": self.customer_id(), "subject": "回访", "planned_on": self.day()}
        return plan_activity, about | {"kind": self.dice.choice(["visit", "call"])}

    def log(self):
        about = {"customer_id": self.customer_id(), "subject": "来电", "kind": "call", "result": "reached"}
        return log_activity, about | ({"next_step": "报价", "next_on": self.day()} if self.dice.random() < 0.3 else {})

    def close(self):
        number, version = self.any_of(Activity, Activity.open == 1)
        return close_activity, {"activity_id": number, "version": version, "result": "agreed", "outcome": "好"}

    def move(self):
        number, version = self.any_of(Activity, Activity.open == 1)
        return move_activity, {"activity_id": number, "version": version, "to_day": self.day(), "reason": "no_time"}

    def sell(self):
        sale = {"title": "年度保障", "kind": "relationship", "business_type": "new", "product_id": self.product}
        money = {"expected_premium": self.dice.randint(1, 9) * 100_000, "expected_close": self.day()}
        return add_opportunity, {"customer_id": self.customer_id(), **sale, **money}

    def change(self):
        number, version = self.any_of(Opportunity)
        about = {"title": "年度保障", "business_type": "new", "product_id": self.product, "expected_close": self.day()}
        money = {"expected_premium": self.dice.randint(1, 9) * 100_000, "next_step": self.dice.choice(["", "报价"])}
        return change_opportunity, {"opportunity_id": number, "version": version, **about, **money}

    def say(self):
        return add_comment, {"about": "customer", "record_id": self.customer_id(), "text": "请跟进 @p1"}

    def assign(self):
        number, version = self.any_of(Customer)
        taker = self.dice.choice(self.people).person_id
        return assign_customer, {"customer_id": number, "version": version, "person_id": taker, "reason": "调整"}

    def share(self):
        member = {
            "person_id": self.dice.choice([*self.people, self.far]).person_id,
            "can_write": self.dice.random() < 0.5,
        }
        return add_member, {"customer_id": self.customer_id(), "reason": "协作", **member}

    def unshare(self):
        number, version = self.any_of(Membership, Membership.open == 1)
        return end_membership, {"membership_id": number, "version": version}

    WAYS = (add_customer, add_contact, tag, plan, log, close, move, sell, change, say, assign, share, unshare)


def last_row():
    with reading(SYSTEM) as session:
        return session.exec(select(sa.func.max(Audit.id))).one() or 0


def since(number):
    with reading(SYSTEM) as session:
        return list(session.exec(select(Audit).where(col(Audit.id) > number).order_by(col(Audit.id))))


def work(operations, seed):
    """So many commands; answers how often each ended how."""
    dice = random.Random(seed)  # noqa: S311
    office = Office(dice)
    spies()
    ended, at = {}, last_row()
    for _ in range(operations):
        who = dice.choice([office.boss, office.anybody()])
        command, order = dice.choice(Office.WAYS)(office)
        try:
            run(command, who, **order)
            how = "done"
        except (Denied, Stale, Refusal, Invalid) as refused:
            how = "denied" if isinstance(refused, Denied) else "refused"
        rows = since(at)
        at = rows[-1].id if rows else at
        changed = {(row.record_table, row.record_id) for row in rows if row.record_table and row.outcome == "done"}
        assert changed == written(), (command.__name__, order)
        assert {(row.command, row.actor_login) for row in rows} <= {(command.__name__, who.login)}
        outcomes = {row.outcome for row in rows}
        assert outcomes in {"done": ({"done"},), "denied": ({"denied"},), "refused": ({"denied"}, set())}[how]
        ended[command.__name__, how] = ended.get((command.__name__, how), 0) + 1
    return ended


def test_the_audit_has_each_record_that_a_command_changed_and_no_other(url):
    ended = work(250, 7)
    assert {name for name, how in ended if how == "done"} == {
        *(
            "add_customer",
            "add_contact",
            "tag_customers",
            "plan_activity",
            "log_activity",
            "close_activity",
            "move_activity",
        ),
        *("add_opportunity", "change_opportunity", "add_comment", "assign_customer", "add_member", "end_membership"),
    }
    assert any(how == "denied" for _name, how in ended)
    assert check_audit().broken is None


@pytest.mark.soak
def test_a_hundred_thousand_commands_leave_nothing_out(url, backend, capsys):
    operations, start = int(os.environ.get("BAOKE_OPERATIONS", "100000")), time.perf_counter()
    ended = work(operations, 11)
    found = check_audit()
    assert found.broken is None
    with capsys.disabled():
        how = {end: sum(many for (_name, was), many in ended.items() if was == end) for end in ENDS}
        taken = time.perf_counter() - start
        print(f"\n{backend}: {operations:,} commands in {taken:.0f} s, {how}, audit of {found.rows:,} rows")  # noqa: T201
