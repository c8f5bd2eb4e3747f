"""Be oneself again."""

from __future__ import annotations

from db.access import Actor
from db.session import ActorSession
from db.sign_in.viewing import end_viewings


def end_viewing(session: ActorSession, actor: Actor, *, session_id: int) -> None:
    """End what the actor's session sees as somebody else, in every tab; nothing where it is over already."""
    end_viewings(session, actor, session_id)
