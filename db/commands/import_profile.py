"""Saves a profile for files of one kind, after reading it as an import would."""

import sqlalchemy as sa

from db.access import Actor
from db.errors import Refusal
from db.imports.profiles import read_profile, shipped_profiles
from db.models.imports import ImportProfile
from db.periods import now
from db.run import WritingSession

TABLE = ImportProfile.__table__  # type: ignore[attr-defined]


def import_profile(session: WritingSession, actor: Actor, *, content: str) -> str:
    """Save the profile under the name it declares, over an earlier one of that name; answers the name."""
    profile = read_profile(content)
    if profile.name in shipped_profiles():
        raise Refusal("imports.shipped_profile", name=profile.name)
    connection = session.trusted()
    values = {"content": content, "saved_by": actor.login, "saved_at": now()}
    version = {"version": TABLE.c.version + 1}
    saved = connection.execute(sa.update(TABLE).where(TABLE.c.name == profile.name).values(**values, **version))
    if not saved.rowcount:
        connection.execute(sa.insert(TABLE).values(name=profile.name, version=1, **values))
    session.notebook.notes.update(profile=profile.name, digest=profile.digest)
    return profile.name
