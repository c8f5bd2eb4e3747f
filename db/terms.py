"""Nobody sees by yesterday's leave: the first click of a day ends what is over, whether or not the daily job ran."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.settle_access import settle_access
from db.engine import database
from db.models.covers import Cover
from db.models.customers import Membership
from db.periods import today
from db.run import run
from db.session import ActorSession, reading

LOOKED = "access_settled_for"


def end_what_is_over() -> None:
    """Once a day and process: a look into two small indexes, and the day's change where there is one to make.

    If that cannot be done, whoever clicked is told so and sees nothing.
    """
    day, notes = today(), database().notes
    if notes.get(LOOKED) == day:
        return
    with reading(SYSTEM) as session:
        due = is_due(session, day)
    if due:
        run(settle_access, SYSTEM, today=day)
    notes[LOOKED] = day


def is_due(session: ActorSession, day: date) -> bool:
    """Whether anything that gives sight was meant to end before that day, or a cover to begin."""
    changing = (
        select(Membership.id).where(col(Membership.until) < day, col(Membership.valid_to).is_(None)),
        select(Cover.id).where(col(Cover.until) < day, col(Cover.open) == 1),
        select(Cover.id).where(col(Cover.planned_from) <= day, col(Cover.began_on).is_(None), col(Cover.open) == 1),
    )
    return session.exec(select(sa.or_(*(sa.exists(one) for one in changing)))).one()
