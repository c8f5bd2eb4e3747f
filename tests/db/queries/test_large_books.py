"""A book of five thousand customers is scored, and split over twelve, in seconds."""

import random
import time
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from db.access import SYSTEM
from db.config import config
from db.models.people import Role
from db.queries.completeness import completeness
from db.queries.split_facts import split_facts
from db.rules.split import propose
from db.run import run
from db.session import reading
from factories import company, hire, product, unit_id

pytestmark = [pytest.mark.ci, pytest.mark.alone]

CUSTOMERS, SUCCESSORS = 5_000, 12
TODAY = date(2026, 6, 30)


@pytest.fixture
def book(url):
    """The head, a leaver who owns five thousand customers with all that hangs on them, and the successors."""
    company()
    head, leaver = hire("head", Role.DEPARTMENT_HEAD, "D1"), hire("leaver")
    team = [hire(f"s{number}", unit=("D1T1", "D1T2")[number % 2]) for number in range(SUCCESSORS)]
    rows = made(leaver.person_id, [product("car"), product("fire"), product("life")], unit_id("D1T1"))

    def pour(session, actor) -> None:
        for name, of_table in rows.items():
            session.trusted().execute(sa.insert(SQLModel.metadata.tables[name]), of_table)

    run(pour, SYSTEM)
    return head, leaver, team


def made(owner, products, unit):
    """Rows by table: three policies, a ledger, six activities, two contacts, and now and then a claim, for each."""
    dice = random.Random(5)  # noqa: S311 - a made-up book, the same each time
    rows = {name: [] for name in ("customer", "ownership", "contact", "policy", "premium_event", "activity", "claim")}
    for at in range(1, CUSTOMERS + 1):
        rows["customer"].append(
            {
                "id": at, "version": 1, "number": f"K{at}", "name": f"客户{at}", "kind": "organisation",
                "tier": "standard", "tags": "", "needs": dice.choice(["", "财产险"]), "owned": 1,
                "region": dice.choice(["江苏", "浙江", "四川"]),
                "parent_id": at - 1 if at > 1 and dice.random() < 0.1 else None,
            }
        )  # fmt: skip
        rows["ownership"].append({"customer_id": at, "person_id": owner, "valid_from": date(2020, 1, 1), "reason": ""})
        for role in ("decision_maker", "user"):
            rows["contact"].append(
                {
                    "version": 1,
                    "customer_id": at,
                    "name": role,
                    "role": role,
                    "phone_mask": dice.choice([None, "138****0000"]),
                }
            )
        _policies(rows, dice, at, products, unit)
        _work(rows, dice, at, owner)
    return rows


def _policies(rows, dice, customer, products, unit):
    for turn in range(3):
        policy, begins = customer * 3 + turn, date(2024, 1, 1) + timedelta(dice.randrange(900))
        premium = int(dice.lognormvariate(12, 1.2))
        rows["policy"].append(
            {
                "id": policy, "version": 1, "number": f"P{policy}", "customer_id": customer,
                "product_id": dice.choice(products), "inception": begins, "expiry": begins + timedelta(365),
                "signed_on": begins, "premium": premium, "channel": "agent", "business_type": "new",
                "settled_on": begins if dice.random() < 0.7 else None,
            }
        )  # fmt: skip
        kinds = ["sign", "instalment", *(["receipt"] if dice.random() < 0.9 else [])]
        rows["premium_event"] += [
            {
                "policy_id": policy, "kind": kind, "booked_on": begins, "cover_on": begins if kind == "sign" else None,
                "amount": premium, "unit_id": unit, "basis": "known",
            }
            for kind in kinds
        ]  # fmt: skip
        if turn == 0 and customer % 20 == 0:
            rows["claim"].append(
                {
                    "version": 1, "number": f"CL{policy}", "policy_id": policy, "loss_on": begins,
                    "reported_on": begins, "status": "reported", "cause": "", "basis": "known",
                }
            )  # fmt: skip


def _work(rows, dice, customer, owner):
    for turn in range(6):
        done = turn < 5
        day = TODAY - timedelta(dice.randrange(1, 400)) if done else TODAY + timedelta(dice.randrange(-20, 20))
        rows["activity"].append(
            {
                "version": 1, "customer_id": customer, "person_id": owner, "kind": "visit",
                "status": "done" if done else "planned", "subject": "拜访", "planned_on": day,
                "done_on": day if done else None, "outcome": dice.choice(["", "已谈"]), "new_fact": 0, "next_step": "",
                "result": "", "facts": "", "moves": 0, "unplanned": 0,
            }
        )  # fmt: skip


def test_five_thousand_are_scored_and_split_in_seconds(book, capsys, backend):
    head, leaver, team = book
    people = [one.person_id for one in team]
    with reading(head) as session:
        scores, scored = timed(lambda: completeness(session, head, range(1, CUSTOMERS + 1)))
        facts, read = timed(lambda: split_facts(session, head, leaver_id=leaver.person_id, people=people))
    choices, split = timed(lambda: propose(facts.customers, facts.successors, config().handover.split))
    assert len(scores) == len(choices) == CUSTOMERS
    assert scored[0] < 15
    assert read[0] < 15
    assert split[0] < 30
    with capsys.disabled():
        print(f"\n{backend}: {CUSTOMERS} customers over {SUCCESSORS}, seconds by the clock and of this process:")  # noqa: T201
        for what, (clock, own) in {"scored": scored, "read": read, "split": split}.items():
            print(f"  {what} {clock:.2f} ({own:.2f})")  # noqa: T201


def timed(work):
    """What it answers, and how many seconds passed by the clock and in this process alone."""
    began = time.perf_counter(), time.process_time()
    answer = work()
    return answer, (time.perf_counter() - began[0], time.process_time() - began[1])
