"""Take over a list of staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.access import Actor
from db.commands.add_person import add_person
from db.commands.change_person import change_person
from db.commands.change_role import change_role
from db.commands.move_person import move_person
from db.errors import Refusal
from db.queries.staff_plan import StaffStep, Verdict, plan_staff
from db.run import WritingSession
from db.staff_list import StaffRow


@dataclass(frozen=True)
class StaffCounts:
    """What became of the rows of a list."""

    added: int
    changed: int
    same: int
    rejected: int


def import_staff(
    session: WritingSession,
    actor: Actor,
    *,
    rows: Sequence[StaffRow],
    password_hashes: Mapping[str, str],
    today: date,
) -> StaffCounts:
    """Add and change the people of the list; rows that cannot be taken are left out.

    `password_hashes` are the one-time passwords, by login, of those whom the dry run told to be new.
    """
    steps = plan_staff(session, rows)
    # Promotions first: who is the last administrator in between must not stop a list that ends well.
    for step in sorted(steps, key=lambda step: step.row.role != "admin"):
        if step.verdict is Verdict.ADD:
            _add(session, actor, step, password_hashes, today)
        elif step.verdict is Verdict.CHANGE:
            _change(session, actor, step, today)
    counts = Counter(step.verdict for step in steps)
    result = StaffCounts(*(counts[verdict] for verdict in Verdict))
    session.notebook.notes.update(vars(result))
    return result


def _add(session: WritingSession, actor: Actor, step: StaffStep, hashes: Mapping[str, str], today: date) -> None:
    row = step.row
    if row.login not in hashes:
        raise Refusal("people.staff_changed")
    add_person(
        session,
        actor,
        login=row.login,
        name=row.name,
        role=row.role,
        unit_id=step.unit_id,
        password_hash=hashes[row.login],
        today=today,
        email=row.email,
    )


def _change(session: WritingSession, actor: Actor, step: StaffStep, today: date) -> None:
    person, row = step.person, step.row
    if person is None:
        return
    version = person.version
    if {"name", "email"} & set(step.changes):
        email = row.email or person.email
        version = change_person(session, actor, person_id=person.id, version=version, name=row.name, email=email)
    if "role" in step.changes:
        change_role(session, actor, person_id=person.id, version=version, role=row.role)
    if "unit" in step.changes:
        move_person(
            session,
            actor,
            person_id=person.id,
            unit_id=step.unit_id,
            placement_id=person.placement_id,
            today=today,
        )
