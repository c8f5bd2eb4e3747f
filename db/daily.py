"""What a day needs, whoever thinks of it first: the app, or `python -m db daily`. Twice is like once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import SQLAlchemyError

from db.access import SYSTEM
from db.commands.mend_summaries import mend_summaries
from db.commands.set_tiers import set_tiers
from db.commands.sweep_up import sweep_up
from db.config import ConfigError, config
from db.errors import Refusal
from db.leases import leased
from db.periods import now, today
from db.queries.summary_faults import summary_faults
from db.run import run
from db.session import reading

log = logging.getLogger(__name__)

JOB = "daily"


@dataclass(frozen=True)
class Day:
    """What the day's work came to."""

    tiers: int
    purged: int
    mended: int


def run_daily(day: date, *, again: bool = True) -> Day | None:
    """Do the day's work under the lease; None if another process is at it or, unless `again`, it is done."""
    with leased(JOB, day, again=again) as mine:
        return _work(day) if mine else None


def run_if_due() -> Day | None:
    """The day's work if nobody did it yet; for a thread beside the app, where a failure is for the log."""
    try:
        return run_daily(today(), again=False)
    except (Refusal, ConfigError, SQLAlchemyError):
        log.exception("the day's work could not be done")
        return None


def _work(day: date) -> Day:
    rule = config().rules.high_value
    tiers = run(set_tiers, SYSTEM, today=day, least_premium=rule.premium_fen, least_policies=rule.policies)
    with reading(SYSTEM) as session:
        faults = summary_faults(session)
    if faults:
        # Checking reads only; the write lock is taken where something has to be mended.
        log.warning("summaries differ from the ledgers and are computed anew: %s", ", ".join(faults))
        run(mend_summaries, SYSTEM)
    return Day(tiers, run(sweep_up, SYSTEM, at=now()), len(faults))
