"""Look at the application as somebody else, for a while, and change nothing."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from db.access import Actor
from db.config import config
from db.errors import Denied, Refusal
from db.models.people import Person, Role
from db.models.sign_in import SignInSession, Viewing
from db.periods import now
from db.rules.entries import reason_given
from db.session import ActorSession
from db.sign_in.credentials import reachable
from db.sign_in.viewing import end_viewings


def see_as(session: ActorSession, actor: Actor, *, session_id: int, person_id: int, reason: str) -> int:
    """From now on the actor's session sees as that person; answers the id of the viewing.

    Refused for oneself, for whoever keeps accounts as well, and for who cannot sign in.
    """
    if actor.role not in config().sign_in.see_as_roles:
        raise Denied("sign_in.see_as_off")
    why = reason_given(reason, missing="sign_in.see_as_reason")
    own = select(SignInSession.id).where(
        reachable(actor, SignInSession),
        SignInSession.id == session_id,
        SignInSession.person_id == actor.person_id,
    )
    if session.exec(own).first() is None:
        raise Refusal("core.not_found")
    _check(actor, session.get(Person, person_id))
    end_viewings(session, actor, session_id)
    began = now()
    until = began + timedelta(minutes=config().sign_in.see_as_minutes)
    begun = Viewing(
        session_id=session_id, person_id=actor.person_id, seen_id=person_id, reason=why, began_at=began, until=until
    )
    session.add(begun)
    session.flush()
    assert begun.id is not None
    return begun.id


def _check(actor: Actor, person: Person | None) -> None:
    if person is None:
        raise Refusal("core.not_found")
    if person.id == actor.person_id:
        raise Refusal("sign_in.see_as_oneself")
    if person.role is Role.ADMIN:
        raise Denied("sign_in.see_as_equal", name=person.name)
    if not person.active:
        raise Refusal("people.not_active", name=person.name)
