"""A book of any size in a second or two: rows made by the database itself, all that hangs on a customer among them."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import SQLModel, select

from db.access import SYSTEM
from db.models.people import Unit
from db.run import run
from db.summaries import recount
from factories import one, product

START, TODAY, ENDS = date(2026, 1, 1), date(2026, 6, 30), date(2027, 1, 1)
SALE = {
    "title": "续保", "kind": "project", "business_type": "new", "stage": "set_up", "outcome": "open",
    "expected_premium": 1_000, "probability": 30, "expected_close": ENDS, "opened_on": START, "stage_since": START,
    "evidence_on": START, "next_step": "", "key": 0, "version": 1,
}  # fmt: skip
WORK = {
    "kind": "visit", "outcome": "", "new_fact": 0, "next_step": "", "result": "", "facts": "", "moves": 0,
    "unplanned": 0, "version": 1, "subject": "拜访", "planned_on": TODAY,
}  # fmt: skip
DUE = {"start_on": START, "due_on": ENDS, "first_due_on": ENDS, "stage": "set_up", "lane": "sales", "name": "查勘"}


def book_of(person, size, *, unit="D1T1"):
    """That many customers of a person, each with a contact, two policies with their ledger and credit, a project with a
    milestone and a risk, a visit made and one to make; a claim on every fourth, and a lead for every hundredth.
    """
    made = product()
    place = one(select(Unit.id).where(Unit.code == unit))

    def make(session, actor):
        writer = Writer(session.trusted(), size)
        _customers(writer, person.person_id)
        _policies(writer, made, place, person.person_id)
        _work(writer, made, place, person.person_id)
        writer.set_sequences()
        recount(session)
        session.notebook.quiet = True

    run(make, SYSTEM)


class Writer:
    """Inserts a row for each number up to the size, by one statement a table."""

    def __init__(self, connection, size):
        self.connection, self.size, self.tables = connection, size, []
        first = sa.select(sa.literal(1).label("i")).cte("number", recursive=True)
        self.numbers = first.union_all(sa.select(first.c.i + 1).where(first.c.i < size))
        self.i = self.numbers.c.i

    def rows(self, name, /, *where, **values):
        table = SQLModel.metadata.tables[name]
        self.tables.append(table)
        columns = [value if isinstance(value, sa.ColumnElement) else typed(table, key, value)
                   for key, value in values.items()]  # fmt: skip
        made = sa.select(*columns).select_from(self.numbers).where(*where)
        self.connection.execute(sa.insert(table).from_select(list(values), made))

    def set_sequences(self):
        if self.connection.dialect.name == "postgresql":
            for table in {table for table in self.tables if "id" in table.c}:
                top = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 1)).scalar_subquery()
                serial = sa.func.pg_get_serial_sequence(table.name, "id")
                self.connection.execute(sa.select(sa.func.setval(serial, top)))


def typed(table, name, value):
    kind = table.c[name].type
    return sa.literal(value, sa.String() if isinstance(kind, sa.Enum) else kind)


def named(letter, number):
    return sa.literal(letter) + sa.cast(number, sa.String)


def _customers(w, person):
    w.rows("customer", id=w.i, number=named("K", w.i), name=named("客户", w.i), kind="individual", tier="standard",
           tags="", needs="", owned=1, known_since=START, version=1)  # fmt: skip
    w.rows("ownership", id=w.i, customer_id=w.i, person_id=person, valid_from=START, reason="")
    w.rows("contact", id=w.i, customer_id=w.i, name="联系人", role="decision_maker", version=1)


def _policies(w, made, place, person):
    for at in (0, 1):
        number = w.i * 2 - at
        w.rows("policy", id=number, number=named("P", number), customer_id=w.i, product_id=made, inception=START,
               expiry=ENDS, signed_on=START, premium=100_000 + w.i % 977 * 100, channel="agent", business_type="new",
               version=1)  # fmt: skip
        for step, kind in enumerate(("sign", "instalment", "instalment", "receipt")):
            event = number * 4 - step
            share = 100_000 if kind == "sign" else 40_000
            signed = {"cover_on": START, "from_day": START.toordinal(), "to_day": ENDS.toordinal()}
            w.rows("premium_event", id=event, policy_id=number, kind=kind, booked_on=START, unit_id=place,
                   amount=share + w.i % 977, basis="known", **signed if kind == "sign" else {})  # fmt: skip
            w.rows("credit", id=event, premium_event_id=event, person_id=person, share=10_000,
                   amount=share + w.i % 977, leads=1)  # fmt: skip
    fourth = w.i % 4 == 0
    w.rows("claim", fourth, id=w.i, number=named("S", w.i), policy_id=w.i * 2, loss_on=START, reported_on=START,
           status="reported", cause="", basis="known", version=1)  # fmt: skip


def _work(w, made, place, person):
    w.rows("opportunity", id=w.i, customer_id=w.i, product_id=made, **SALE)
    w.rows("milestone", id=w.i, opportunity_id=w.i, person_id=person, status="open", evidence="", waived_reason="",
           version=1, **DUE)  # fmt: skip
    w.rows("project_risk", id=w.i, opportunity_id=w.i, text="压价", likelihood=1, impact=3, person_id=person,
           state="open", noted_on=START, version=1)  # fmt: skip
    w.rows("activity", id=w.i * 2, customer_id=w.i, person_id=person, status="planned", **WORK)
    w.rows("activity", id=w.i * 2 - 1, customer_id=w.i, person_id=person, status="done", done_on=START, **WORK)
    w.rows("lead", w.i % 100 == 0, id=w.i, name=named("潜客", w.i), kind="individual", contact_name="", note="",
           source="website", status="new", received_on=START, unit_id=place, person_id=person, version=1)  # fmt: skip
