"""Jobs that only one process may do at a time: taken for a while, given back with the day they were done for."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from db.access import SYSTEM
from db.commands.finish_job import finish_job
from db.commands.take_lease import take_lease
from db.run import run

_ME = f"{os.getpid()}-{secrets.token_hex(4)}"


@dataclass
class Turn:
    """Whether a job is this process's to do now, and whether it is done once this process is through with it."""

    mine: bool
    done: bool = True


@contextmanager
def leased(job: str, day: date, *, again: bool = False) -> Iterator[Turn]:
    """The turn at a job; whoever could not do all of it says that it is not `done`, and it is tried again.

    It is not this process's while another holds it, nor, unless `again`, when it was done for that day. A process
    that dies loses it after half an hour.
    """
    turn = Turn(run(take_lease, SYSTEM, job=job, holder=_ME, day=day, again=again))
    through = False
    try:
        yield turn
        through = True
    finally:
        if turn.mine:
            run(finish_job, SYSTEM, job=job, holder=_ME, day=day if through and turn.done else None)
