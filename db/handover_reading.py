"""What a former owner who stays may still read, for the days that config.toml grants."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.config import config
from db.errors import sentences
from db.handover_dated import MEMBERS
from db.handover_list import LINES
from db.models.handovers import Handover
from db.models.people import Person
from db.periods import today
from db.run import WritingSession


def let_read(session: WritingSession, actor: Actor, handover: Handover) -> None:
    """Who hands over and stays may read what they owned for the days that config.toml grants."""
    days = config().handover.read_days
    active = sa.select(col(Person.active)).where(col(Person.id) == handover.leaver_id)
    if not days or not session.trusted().execute(active).scalar_one():
        return
    values = {
        "person_id": sa.literal(handover.leaver_id),
        "can_write": sa.literal(0),
        "valid_from": sa.literal(today(), sa.Date),
        "reason": sa.literal(sentences()["handovers.of_reading"][actor.language]),
        "version": sa.literal(1),
        "until": sa.literal(today() + timedelta(days - 1), sa.Date),
    }
    rows = sa.select(LINES.c.customer_id, *values.values()).where(LINES.c.handover_id == handover.id)
    session.trusted().execute(sa.insert(MEMBERS).from_select(["customer_id", *values], rows))


def end_reading(session: WritingSession, handover: Handover, customers: Any) -> None:
    """What the leaver was let read since is theirs again."""
    last = json.loads(handover.highest).get("membership", 0)
    theirs = sa.update(MEMBERS).where(
        MEMBERS.c.person_id == handover.leaver_id,
        MEMBERS.c.open == 1,
        MEMBERS.c.id > last,
        MEMBERS.c.customer_id.in_(customers),
    )
    session.trusted().execute(theirs.values(valid_to=today(), version=MEMBERS.c.version + 1))
