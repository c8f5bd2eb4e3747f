"""What a day needs, whoever thinks of it first: the app, or `python -m db daily`. Twice is like once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from smtplib import SMTPException
from threading import Event, Thread
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from db.access import SYSTEM
from db.audit_check import AuditCheck, check_audit
from db.commands.make_plan import make_plan
from db.commands.mend_grams import mend_grams
from db.commands.mend_summaries import mend_summaries
from db.commands.note_audit_check import note_audit_check
from db.commands.note_due import note_due
from db.commands.return_idle_leads import return_idle_leads
from db.commands.set_tiers import set_tiers
from db.commands.settle_access import settle_access
from db.commands.sweep_up import sweep_up
from db.config import ConfigError, config
from db.day_steps import Failed, Steps
from db.digest import send_digests
from db.engine import database_url
from db.errors import Refusal
from db.gram_index import gram_faults
from db.handover_days import carry_out_due
from db.leases import leased
from db.migrate import newest, revision
from db.models.system import Lease
from db.periods import now, today
from db.queries.orphans import orphans
from db.queries.planners import planners
from db.queries.summary_faults import summary_faults
from db.reorganisation_days import reorganise_due
from db.rules.calendar import calendar_day
from db.run import run
from db.session import reading
from db.webhook import post_summary

log = logging.getLogger(__name__)
Result = TypeVar("Result")

JOB = "daily"
FIRST_LOOK, NEXT_LOOK = 60.0, 3600.0


@dataclass(frozen=True)
class Day:
    """What the day's work came to."""

    tiers: int
    returned: int
    purged: int
    mended: int
    planned: int = 0
    due: int = 0
    overdue: int = 0
    mails: int = 0
    posted: bool = False
    orphans: int = 0
    audit: AuditCheck | None = None
    handed: int = 0
    reorganised: int = 0
    failed: tuple[Failed, ...] = ()


def run_daily(day: date, *, again: bool = True) -> Day | None:
    """Do the day's work under the lease; None if another process is at it or, unless `again`, it is done."""
    with leased(JOB, day, again=again) as turn:
        if not turn.mine:
            return None
        steps = Steps()
        done = _work(day, steps)
        turn.done = not steps.again
        return done


def begin() -> None:
    """At the start of the server: look beside it, in a minute and then every hour, whether there is work."""
    Thread(target=_look, args=(Event(),), name="daily", daemon=True).start()


def _look(stopped: Event) -> None:
    wait = FIRST_LOOK
    while not stopped.wait(wait):
        run_if_due()
        wait = NEXT_LOOK


def run_if_due() -> Day | None:
    """The day's work if nobody did it yet; for a thread beside the app, where a failure is for the log."""
    try:
        return None if _is_done(today()) else run_daily(today(), again=False)
    except (Refusal, ConfigError, SQLAlchemyError):
        log.exception("the day's work could not be done")
        return None


def _is_done(day: date) -> bool:
    """Whether there is nothing to do: it was done, or there are no tables of this program's revision yet."""
    if revision(database_url()) != newest():
        return True
    with reading(SYSTEM) as session:
        return (
            session.exec(select(Lease.job).where(Lease.job == JOB, Lease.done_for == day.isoformat())).first()
            is not None
        )


def _work(day: date, steps: Steps) -> Day:
    # Before anything is told or planned by who sees what.
    reorganised = reorganise_due(day, steps)
    # Not one of the steps: while it fails nothing may be told by yesterday's sight.
    run(settle_access, SYSTEM, today=day)
    rules, leads = config().rules.high_value, config().leads
    # First of all: whoever takes over today has the day's plan and reminders.
    handed = carry_out_due(day, steps)
    tiers = _try(steps, set_tiers, 0, today=day, least_premium=rules.premium_fen, least_policies=rules.policies)
    mended = steps.tried("mend_summaries", lambda: _mended(day), 0)
    returned = _try(steps, return_idle_leads, 0, today=day, after_days=leads.return_days)
    due, overdue = _try(steps, note_due, (0, 0), today=day)
    purged = _try(steps, sweep_up, 0, at=now())
    alone = steps.tried("orphans", lambda: _orphans(day), 0)
    mails = steps.tried("send_digests", lambda: _told(send_digests), None) or 0
    posted = bool(steps.tried("post_summary", lambda: _told(lambda: post_summary(day, orphans=alone)), None))
    planned = _plans(day, steps)
    audit = steps.tried("note_audit_check", _audit_checked, None)
    told = (mails, posted, alone, audit, handed, reorganised, tuple(steps.failed))
    return Day(tiers, returned, purged, mended, planned, due, overdue, *told)


def _try(steps: Steps, command: Callable[..., Result], otherwise: Result, **order: Any) -> Result:
    return steps.tried(command.__name__, lambda: run(command, SYSTEM, **order), otherwise)


def _mended(day: date) -> int:
    """How many summaries and lists of names were not as what they are made from, and are made anew."""
    with reading(SYSTEM) as session:
        faults, unfound = summary_faults(session), gram_faults(session, day)
    if unfound:
        log.warning("what records are found by is made anew: %s", ", ".join(unfound))
        run(mend_grams, SYSTEM)
    if faults:
        # Checking reads only; the write lock is taken where something has to be mended.
        log.warning("summaries differ from the ledgers and are computed anew: %s", ", ".join(faults))
        run(mend_summaries, SYSTEM)
    return len(faults) + len(unfound)


def _orphans(day: date) -> int:
    """How many there are, which is none; any is an alarm, since the database refuses what makes one."""
    with reading(SYSTEM) as session:
        found = orphans(session, day)
    for one in found:
        log.error("orphan: %s %s, %s since %s", one.kind, one.number, one.cause, one.since)
    if found:
        log.critical(Refusal("orphans.alarm", many=len(found)).sentence("en"))
    return len(found)


def _audit_checked() -> AuditCheck:
    """Whether the audit is as it was written; the note of it stands on the administrators' pages."""
    found = check_audit()
    if found.broken:
        log.error("the audit's chain is broken (%s) at row %s, after row %s", found.broken, found.row, found.last.id)
    run(note_audit_check, SYSTEM, rows=found.rows, last_row=found.last.id, broken=found.broken)
    return found


def _plans(day: date, steps: Steps) -> int:
    """The morning's plan of everybody who sells, one transaction a person; none on a day that is not worked."""
    if not calendar_day(day).works:
        return 0
    with reading(SYSTEM) as session:
        people = planners(session)
    return sum(steps.tried("make_plan", partial(_plan, person), 0, person_id=person) for person in people)


def _plan(person: int) -> int:
    return run(make_plan, SYSTEM, person_id=person).items


def _told(send: Callable[[], Result]) -> Result | None:
    """What goes out of the house must not undo the day's work in it: a server that does not answer is for the log."""
    try:
        return send()
    except (Refusal, OSError, SMTPException, ValueError):
        log.exception("a daily message could not be sent")
        return None
