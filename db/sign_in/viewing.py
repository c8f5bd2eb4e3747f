"""What a session sees as somebody else, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from db.access import Actor
from db.models.sign_in import Viewing
from db.periods import now
from db.sign_in.credentials import reachable

if TYPE_CHECKING:
    from db.session import ActorSession


def end_viewings(session: ActorSession, actor: Actor, session_id: int) -> None:
    """End those of the actor's own session that stand."""
    standing = select(Viewing).where(
        reachable(actor, Viewing),
        Viewing.session_id == session_id,
        Viewing.person_id == actor.person_id,
        col(Viewing.ended_at).is_(None),
    )
    for one in session.exec(standing).all():
        one.ended_at = min(now(), one.until)
