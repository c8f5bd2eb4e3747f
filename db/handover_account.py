"""The leaver's account at the end of a handover, and again when it is undone; and what they may still read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.errors import Refusal
from db.handover_moves import PLACES
from db.models.handovers import Handover
from db.models.people import Person, Role
from db.models.sign_in import Credential, OutsideIdentity
from db.periods import now, today
from db.queries.people import one_person, other_admins
from db.run import WritingSession

PEOPLE: Any = Person.__table__  # type: ignore[attr-defined]
CREDENTIALS: Any = Credential.__table__  # type: ignore[attr-defined]
OUTSIDE: Any = OutsideIdentity.__table__  # type: ignore[attr-defined]


def end_account(session: WritingSession, handover: Handover) -> None:
    """The leaver's account, sessions and place end; the last administrator's never."""
    leaver = one_person(session, handover.leaver_id)
    if leaver.role == Role.ADMIN and not other_admins(session, handover.leaver_id):
        raise Refusal("people.last_admin", name=leaver.name)
    _person(session, handover, active=0, left_on=today())
    connection = session.trusted()
    ends = sa.case((PLACES.c.valid_from > today(), PLACES.c.valid_from), else_=today())
    here = (PLACES.c.person_id == handover.leaver_id) & (PLACES.c.open == 1)
    connection.execute(sa.update(PLACES).where(here).values(valid_to=ends, version=PLACES.c.version + 1))
    _end_sessions(session, handover, {})
    handover.disabled = 1


def bring_back(session: WritingSession, handover: Handover) -> None:
    """The leaver is active again in the unit of before, without a way to sign in until an administrator gives one."""
    _person(session, handover, active=1, left_on=None)
    connection, placed = session.trusted(), sa.select(PLACES.c.id)
    placed = placed.where(PLACES.c.person_id == handover.leaver_id, PLACES.c.open == 1)
    if connection.execute(placed).first() is None:
        again = {"person_id": handover.leaver_id, "unit_id": handover.unit_id, "valid_from": today(), "version": 1}
        connection.execute(sa.insert(PLACES).values(again))
    _end_sessions(session, handover, {"password_hash": None, "must_change": 1})
    connection.execute(sa.delete(OUTSIDE).where(OUTSIDE.c.person_id == handover.leaver_id))


def _person(session: WritingSession, handover: Handover, **values: Any) -> None:
    """Past the session: whoever leads a unit keeps no accounts, but for this one end and its undoing."""
    who = sa.update(PEOPLE).where(PEOPLE.c.id == handover.leaver_id)
    session.trusted().execute(who.values(**values, version=PEOPLE.c.version + 1))
    told = {"active": [1 - values["active"], values["active"]]}
    session.notebook.tell("person", handover.leaver_id, told)


def _end_sessions(session: WritingSession, handover: Handover, values: dict[str, Any]) -> None:
    ended = {"epoch": CREDENTIALS.c.epoch + 1, "sessions_valid_after": now(), **values}
    whose = sa.update(CREDENTIALS).where(CREDENTIALS.c.person_id == handover.leaver_id)
    session.trusted().execute(whose.values(ended))
