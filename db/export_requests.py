"""Exports that need a second person: which do, whose to decide a request is, and what it then allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Denied, Refusal
from db.keys import keyed_hash
from db.models.exports import ExportRequest, ExportTaken, Verdict
from db.models.people import Person, Role
from db.periods import now, today
from db.record import found
from db.run import WritingSession
from db.scope import sees
from db.session import ActorSession

RANKS = {Role.MANAGER: 1, Role.DEPARTMENT_HEAD: 2, Role.EXECUTIVE: 3}
"""Who stands above whom; an executive's own request is another executive's."""


@dataclass(frozen=True)
class Allowance:
    """How many rows somebody may take without leave: in one file, and what is left of the day."""

    free: int
    left: int

    def takes(self, rows: int) -> bool:
        """Whether a file of so many rows needs nobody's leave."""
        return rows <= self.free and rows <= self.left


def question_of(place: str, asked: object) -> str:
    """What is asked for, as one word that tells nothing of it: the place, and all that narrows its rows."""
    return keyed_hash("export", f"{place}\n{asked!r}")


def allowance(session: ActorSession, actor: Actor) -> Allowance:
    """What the actor may still take today."""
    taken = select(sa.func.coalesce(sa.func.sum(col(ExportTaken.rows)), 0)).where(
        col(ExportTaken.person_id) == actor.person_id,
        col(ExportTaken.day) == today(),
        col(ExportTaken.request_id).is_(None),
        sees(actor, ExportTaken),
    )
    rule = config().exports
    return Allowance(rule.free(actor.role), max(0, rule.daily(actor.role) - int(session.exec(taken).one())))


def usable(actor: Actor) -> tuple[Any, ...]:
    """The criteria of the actor's requests that can be taken now."""
    mine = (col(ExportRequest.person_id) == actor.person_id, sees(actor, ExportRequest))
    return (*mine, col(ExportRequest.used_at).is_(None), col(ExportRequest.expires_at) > now())


def approved_for(session: ActorSession, actor: Actor, question: str, rows: int) -> ExportRequest | None:
    """The request on which just that may be taken now, if there is one."""
    these = select(ExportRequest).where(col(ExportRequest.question) == question, *usable(actor))
    latest = session.exec(these.order_by(col(ExportRequest.id).desc()).with_for_update()).all()
    return next((one for one in latest if config().exports.covers(one.rows, rows)), None)


def below(actor: Actor) -> tuple[Role, ...]:
    """The roles whose requests are the actor's to decide, as far as they are in sight."""
    mine = RANKS.get(Role(actor.role), 0)
    top = actor.role is Role.EXECUTIVE
    return tuple(role for role in Role if mine and (top or RANKS.get(role, 0) < mine))


def to_decide(actor: Actor) -> tuple[Any, ...]:
    """The criteria of the requests that wait for the actor; they speak of the person who asks."""
    others = (col(ExportRequest.person_id) != actor.person_id, col(Person.role).in_(below(actor)))
    return (col(ExportRequest.waits) == 1, *others, sees(actor, ExportRequest))


def counted_to_decide(actor: Actor) -> Any:
    """The SELECT of how many wait for the actor."""
    who = col(Person.id) == col(ExportRequest.person_id)
    return select(sa.func.count(col(ExportRequest.id))).join(Person, who).where(*to_decide(actor))


def counted_ready(actor: Actor) -> Any:
    """The SELECT of how many of the actor's own were approved and can be taken now."""
    return select(sa.func.count(col(ExportRequest.id))).where(*usable(actor))


def counted_unread(actor: Actor) -> Any:
    """The SELECT of how many of the actor's own were refused, and they have not said that they read why."""
    mine = (col(ExportRequest.person_id) == actor.person_id, sees(actor, ExportRequest))
    unread = (col(ExportRequest.verdict) == Verdict.REFUSED, col(ExportRequest.read_at).is_(None))
    return select(sa.func.count(col(ExportRequest.id))).where(*mine, *unread)


def decided(
    session: WritingSession, actor: Actor, request_id: int, verdict: Verdict, sentence: str
) -> tuple[ExportRequest, datetime]:
    """The request with the actor's verdict on it; refused to who asked, to who is not above them, and a second time."""
    request = found(session, actor, ExportRequest, request_id)
    if request.person_id == actor.person_id:
        raise Denied("exports.not_oneself")
    role = session.exec(select(Person.role).where(col(Person.id) == request.person_id)).one()
    if role not in below(actor):
        raise Denied("exports.not_above")
    if request.verdict is not None:
        raise Refusal("exports.decided")
    request.verdict, request.decided_by, request.decided_at = verdict, actor.person_id, now()
    request.sentence = sentence
    return request, request.decided_at
