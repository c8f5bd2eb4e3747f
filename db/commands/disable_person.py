"""Disable a person's account."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.cover_ends import finish_all
from db.errors import Refusal
from db.handover_reading import end_reading_of
from db.models.people import Role
from db.models.sign_in import Credential
from db.queries.accounts import holdings
from db.queries.people import one_person, other_admins, place_now
from db.run import WritingSession, check_version
from db.sign_in.credentials import end_sessions_of, reachable


def disable_person(session: WritingSession, actor: Actor, *, person_id: int, version: int, today: date) -> int:
    """End the account, its sessions and the person's place. Who holds anything has to hand it over first.

    What they stood in for, and who stood in for them, ends with it, and so does their reading of what they handed over.
    """
    person = one_person(session, person_id)
    check_version(person, version)
    if not person.active:
        return person.version
    if person.role == Role.ADMIN and not other_admins(session, person_id):
        raise Refusal("people.last_admin", name=person.name)
    finish_all(session, actor, today, person_id)
    end_reading_of(session, person_id)
    if held := holdings(session, person_id):
        raise Refusal("people.holds", name=person.name, **vars(held))
    person.active, person.left_on = 0, today
    if place := place_now(session, person_id):
        place.valid_to = max(today, place.valid_from)
    which = select(Credential).where(reachable(actor, Credential), col(Credential.person_id) == person_id)
    if credential := session.exec(which).first():
        end_sessions_of(credential)
    session.flush()
    return person.version
