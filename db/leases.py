"""Jobs that only one process may do at a time: taken for a while, given back with the day they were done for."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from db.access import SYSTEM
from db.commands.finish_job import finish_job
from db.commands.take_lease import take_lease
from db.run import run

_ME = f"{os.getpid()}-{secrets.token_hex(4)}"


@contextmanager
def leased(job: str, day: date, *, again: bool = False) -> Iterator[bool]:
    """Whether the job is this process's to do now.

    It is not while another process holds it, nor, unless `again`, when it was done for that day. A process that dies
    loses it after half an hour.
    """
    mine = run(take_lease, SYSTEM, job=job, holder=_ME, day=day, again=again)
    done = False
    try:
        yield mine
        done = True
    finally:
        if mine:
            run(finish_job, SYSTEM, job=job, holder=_ME, day=day if done else None)
