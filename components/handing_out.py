"""Files are made at the click, in a thread without a script run: by then somebody may be who they were no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from db.access import Actor
from db.errors import Denied
from db.queries.actors import actor_of


def made_for(actor: Actor, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What makes a file for somebody, refused if role or place have changed, or the account, since it was offered."""

    def made() -> bytes:
        now = actor_of(actor.person_id)
        if now is None or replace(now, language=actor.language) != actor:
            raise Denied("core.not_allowed")
        return make()

    return made
