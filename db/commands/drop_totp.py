"""Do without one's second factor."""

from __future__ import annotations

from db.access import Actor
from db.config import config
from db.errors import Refusal
from db.session import ActorSession
from db.sign_in.credentials import credential_of
from db.sign_in.second_factor import forget_second_factor


def drop_totp(session: ActorSession, actor: Actor) -> None:
    """Forget the phone and its recovery codes; refused to a role that must have one."""
    if actor.role in config().sign_in.totp_roles:
        raise Refusal("sign_in.code_required")
    forget_second_factor(session, actor, credential_of(session, actor, actor.person_id))
