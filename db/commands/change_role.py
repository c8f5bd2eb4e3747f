"""Give a person another role."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.models.people import Role
from db.queries.accounts import holdings
from db.queries.people import one_person, other_admins
from db.rules.directory import role_named
from db.run import check_version
from db.session import ActorSession

SELLERS = (Role.SALESPERSON, Role.MANAGER, Role.DEPARTMENT_HEAD)
"""The roles that may own customers."""


def change_role(
    session: ActorSession,
    actor: Actor,
    *,
    person_id: int,
    version: int,
    role: str,
) -> int:
    """The new role holds at the next click; the last active administrator keeps theirs."""
    person = one_person(session, person_id)
    check_version(person, version)
    wanted = role_named(role)
    if not person.active:
        raise Refusal("people.not_active", name=person.name)
    if person.role == Role.ADMIN and wanted is not Role.ADMIN and not other_admins(session, person_id):
        raise Refusal("people.last_admin", name=person.name)
    if wanted not in SELLERS and (held := holdings(session, person_id)):
        raise Refusal("people.holds_for_role", name=person.name, **vars(held))
    person.role = wanted
    session.flush()
    return person.version
