"""Something due for which the morning's plan had no room is taken into the day all the same."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.commands.make_plan import item_of
from db.day_plans import add_item
from db.errors import Refusal
from db.models.people import Person
from db.models.work import Cause
from db.periods import today
from db.queries.due_today import due_today
from db.run import WritingSession


def take_due(session: WritingSession, actor: Actor, *, cause: Cause, cause_id: int) -> int:
    """Make the item of one thing that is due with the actor's own customers today. Answers its id."""
    session.exec(select(Person.id).where(col(Person.id) == actor.person_id).with_for_update()).first()
    wanted = next((one for one in due_today(session, actor, today()) if one.key == (cause, cause_id)), None)
    if wanted is None:
        raise Refusal("work.not_due")
    return add_item(session, actor, item_of(wanted, actor.person_id, today()))
