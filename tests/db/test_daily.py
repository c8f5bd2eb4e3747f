"""The day's work: value tiers by the rule, summaries that agree with the ledgers, old things swept away, once a day."""

import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

import factories as made
import factories_money as money
from db import daily
from db.access import SYSTEM
from db.cli.main import command_line
from db.commands.make_plan import PlanMade
from db.commands.mend_summaries import mend_summaries
from db.commands.set_tiers import set_tiers
from db.commands.sweep_up import sweep_up
from db.commands.take_lease import take_lease
from db.daily import JOB, run_daily, run_if_due
from db.errors import Busy, Refusal
from db.leases import leased
from db.models.customers import Customer
from db.models.sales import Lead
from db.models.sign_in import Throttle
from db.models.summaries import CustomersByOwner, MonthByProduct
from db.models.system import Audit, CommandKey, Lease
from db.models.work import Activity
from db.periods import now
from db.queries.summary_faults import summary_faults
from db.run import run
from db.session import reading

TODAY = date(2026, 6, 30)


@pytest.fixture
def li(url):
    made.company()
    return made.hire("li")


def tiers(today=TODAY, premium=1_000_000, policies=3):
    return run(set_tiers, SYSTEM, today=today, least_premium=premium, least_policies=policies)


def tier(customer):
    return made.one(select(Customer.tier).where(Customer.id == customer))


def test_a_customer_is_high_by_premium_or_by_policies_in_force(li):
    rich, many, ended, small = (made.customer(li) for _ in range(4))
    money.policy(rich, 10_000, "2026-01-01")
    for _ in range(3):
        money.policy(many, 100, "2026-01-01")
    money.policy(ended, 50_000, "2024-01-01")
    money.policy(small, 9_999, "2026-01-01")
    assert tiers() == 2
    assert [tier(each) for each in (rich, many, ended, small)] == ["high", "high", "standard", "standard"]
    assert tiers() == 0


def test_who_is_no_longer_high_goes_back_and_the_owners_count_follows(li):
    rich = made.customer(li)
    money.policy(rich, 10_000, "2025-06-30")
    assert tiers(date(2026, 6, 29)) == 1
    assert made.one(select(CustomersByOwner.customers).where(CustomersByOwner.tier == "high")) == 1
    assert tiers(date(2026, 6, 30)) == 1
    assert tier(rich) == "standard"
    assert made.one(select(CustomersByOwner.customers).where(CustomersByOwner.tier == "high")) is None


def test_leads_that_nobody_contacted_in_time_go_back_once(li):
    idle, fresh = made.lead("D1T1", li, received_on="2026-06-23"), made.lead("D1T1", li, received_on="2026-06-24")
    assert run_daily(TODAY).returned == 1
    assert run_daily(TODAY).returned == 0
    assert made.one(select(Lead.person_id).where(Lead.id == idle)) is None
    assert made.one(select(Lead.person_id).where(Lead.id == fresh)) == li.person_id


def faults():
    with reading(SYSTEM) as session:
        return summary_faults(session)


def test_summaries_that_agree_are_left_alone_and_others_are_mended(li):
    first = money.policy(made.customer(li), 36_500, "2025-03-01", parts=4)
    money.claim(first, "2025-05-01", estimate=500)
    run(mend_summaries, SYSTEM)
    assert faults() == []

    def spoil(session, actor):
        session.trusted().execute(sa.update(MonthByProduct).values(amount=MonthByProduct.amount + 1))

    run(spoil, SYSTEM)
    assert "signed" in faults()
    assert run_daily(TODAY).mended
    assert faults() == []
    assert run_daily(TODAY).mended == 0


def test_what_is_a_week_old_is_swept_away(li):
    from db.commands.set_language import set_language

    run(set_language, li, key="form-1", language="en")
    made.write(Throttle(source_hash="x", level=1.0, at=now()))
    assert run(sweep_up, SYSTEM, at=now() + timedelta(days=6)) == 0
    assert run(sweep_up, SYSTEM, at=now() + timedelta(days=8)) == 2
    assert made.one(select(CommandKey)) is None


def test_the_app_does_the_days_work_only_if_nobody_did(li, monkeypatch):
    assert run_if_due() is not None
    assert run_if_due() is None
    assert run_daily(TODAY) is not None
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-01")
    assert run_if_due() is not None
    assert made.one(select(Lease.done_for)) == "2026-07-01"


def test_the_app_looks_again_every_hour_until_it_stops(monkeypatch):
    waited, worked = [], []

    class Clock:
        def wait(self, seconds):
            waited.append(seconds)
            return len(waited) > 3

    monkeypatch.setattr(daily, "run_if_due", lambda: worked.append(1))
    daily._look(Clock())
    assert waited == [60.0, 3600.0, 3600.0, 3600.0]
    assert len(worked) == 3


def test_before_there_are_tables_there_is_nothing_to_do(tmp_path, monkeypatch, caplog):
    from db.engine import forget_databases

    monkeypatch.setenv("BAOKE_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite3")
    assert run_if_due() is None
    assert not caplog.records
    forget_databases()


def test_two_processes_do_not_do_it_at_once_and_a_dead_one_loses_it(li):
    assert run(take_lease, SYSTEM, job=JOB, holder="another", day=TODAY)
    assert run_daily(TODAY) is None
    lease = made.one(select(Lease))
    assert lease.holder == "another"

    def die(session, actor):
        session.exec(select(Lease)).one().until = now() - timedelta(seconds=1)

    run(die, SYSTEM)
    assert run_daily(TODAY) is not None


def test_work_that_fails_is_given_back_undone(li):
    """By `leased`, which ends with finish_job."""

    def fail():
        with leased(JOB, TODAY):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    lease = made.one(select(Lease))
    assert (lease.holder, lease.done_for) == ("", None)


def test_one_persons_refusal_keeps_nobody_elses_plan_waiting(li, monkeypatch, capsys):
    """Three people with a renewal each, and the middle one's plan is refused."""
    wang, zhao = made.hire("wang"), made.hire("zhao")
    for person in (li, wang, zhao):
        money.policy(made.customer(person), 12_300, "2025-07-20", paid=True)

    def make_plan(session, actor, *, person_id) -> PlanMade:
        if person_id == wang.person_id:
            raise Refusal("work.closed")
        return as_ever(session, actor, person_id=person_id)

    as_ever = daily.make_plan
    monkeypatch.setattr(daily, "make_plan", make_plan)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert command_line(["daily"]) == 1
    told = capsys.readouterr().err
    assert ("2 items of today's plans made" in told, "make_plan (wang)" in told) == (True, True)
    with reading(SYSTEM) as session:
        [note] = session.exec(select(Audit).where(Audit.command == "note_failure")).all()
    assert (note.outcome, json.loads(note.change)) == (
        "denied",
        {"command": "make_plan", "person_id": wang.person_id, "refused": "work.closed"},
    )
    assert made.one(select(Lease.done_for)) == TODAY.isoformat()


def test_a_step_that_was_kept_waiting_is_tried_again_in_an_hour_and_the_rest_is_done(li, monkeypatch):
    made.lead("D1T1", li, received_on="2026-06-23")

    def set_tiers(session, actor, **order) -> int:
        raise Busy("core.busy")

    with monkeypatch.context() as hindered:
        hindered.setattr(daily, "set_tiers", set_tiers)
        done = run_if_due()
    assert (done.returned, [one.step for one in done.failed]) == (1, ["set_tiers"])
    assert run_if_due().failed == ()
    assert run_if_due() is None


def test_nothing_is_told_by_yesterdays_sight(li, monkeypatch):
    """What was meant to end could not be ended: nobody has a plan by it, and in an hour it is tried again."""
    money.policy(made.customer(li), 12_300, "2025-07-20", paid=True)

    def settle_access(session, actor, *, today) -> tuple[int, int]:
        raise Busy("core.busy")

    with monkeypatch.context() as hindered:
        hindered.setattr(daily, "settle_access", settle_access)
        assert run_if_due() is None
    assert made.one(select(Activity.id)) is None
    assert run_if_due().planned == 1


def test_a_day_that_cannot_be_worked_is_for_the_log(li, monkeypatch, caplog):
    from db.config import ConfigError

    def broken():
        raise ConfigError("config.toml: nothing")

    monkeypatch.setattr("db.daily.config", broken)
    assert run_if_due() is None
    assert "could not be done" in caplog.text
