"""Puts another CRM's new tasks, calls and events into the book: what is over as it ended, what is open as planned."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from db.imports.crm_entries import add_links, customers_there, entries, links
from db.imports.crm_profile import CrmProfile
from db.imports.fill import fill
from db.imports.ids import keep_ids, last_id, learn_sizes
from db.imports.publish_terms import REASON
from db.imports.tables import ACTIVITY, AMENDMENT, CONTACT, DAY_PLAN, MEMBERSHIP, OWNERSHIP, RECORD_LINK
from db.models.work import Amended
from db.periods import now
from db.rules.cut_off import is_locked

WORDS = 200


def add_activities(connection: sa.Connection, run_id: int, profile: CrmProfile, part: str) -> None:
    """Create the activities of one of the files; what nobody here holds is held by whoever owns the customer."""
    first_id, row = last_id(connection, ACTIVITY), entries(run_id, part, "new")
    customer, source = _of_customers(row, profile)
    owned = (OWNERSHIP.c.customer_id == customer) & (OWNERSHIP.c.open == 1)
    person = sa.func.coalesce(row.c.person_id, OWNERSHIP.c.person_id)
    columns = {
        "id": first_id + row.c.place,
        "customer_id": customer,
        "person_id": person,
        "subject": row.c.name,
        **{name: row.c[name] for name in ("kind", "status", "planned_on", "done_on", "outcome", "result")},
        **dict.fromkeys(("next_step", "facts"), ""),
        **dict.fromkeys(("new_fact", "moves"), 0),
        "unplanned": sa.case(((row.c.status == "planned") & _is_in(person, row.c.planned_on), 1), else_=0),
        "version": 1,
    }
    fill(connection, ACTIVITY, columns, source.join(OWNERSHIP, owned))
    keep_ids(connection, ACTIVITY)
    add_links(connection, profile, part, row, first_id + row.c.place)
    learn_sizes(connection, ACTIVITY, RECORD_LINK)


def _of_customers(row: Any, profile: CrmProfile) -> tuple[Any, Any]:
    """The customer of each row, by its account or else by its contact, and what to read it from."""
    account, met = customers_there(profile), links(profile, "contacts")
    source = (
        row.outerjoin(account, account.c.number == row.c.account)
        .outerjoin(met, row.c.account.is_(None) & (met.c.number == row.c.contact))
        .outerjoin(CONTACT, CONTACT.c.id == met.c.record_id)
    )
    return sa.func.coalesce(account.c.customer_id, CONTACT.c.customer_id), source


def _is_in(person: Any, day: Any) -> Any:
    """Whether somebody's plan of a day was handed in before."""
    plan = (DAY_PLAN.c.person_id == person) & (DAY_PLAN.c.day == day) & DAY_PLAN.c.submitted_at.is_not(None)
    return sa.exists().where(plan)


def note_added(connection: sa.Connection, after: int, by: int | None, today: date) -> None:
    """Plans that were handed in, and whose cut-off is past, say that these came later."""
    locked = ACTIVITY.c.planned_on <= today if is_locked(today, today, now()) else ACTIVITY.c.planned_on < today
    columns = {
        "activity_id": ACTIVITY.c.id,
        "day": ACTIVITY.c.planned_on,
        "person_id": by or ACTIVITY.c.person_id,
        "changed_at": now(),
        "what": Amended.ADDED,
        "words": sa.func.substr(ACTIVITY.c.subject, 1, WORDS),
    }
    fill(connection, AMENDMENT, columns, ACTIVITY, ACTIVITY.c.id > after, ACTIVITY.c.unplanned == 1, locked)


def let_in(connection: sa.Connection, after: int, today: date) -> int:
    """Whoever holds open work with somebody else's customer becomes a member who may write; how many do."""
    owned = (OWNERSHIP.c.customer_id == ACTIVITY.c.customer_id) & (OWNERSHIP.c.open == 1)
    other = ACTIVITY.c.person_id != OWNERSHIP.c.person_id
    member = sa.exists().where(
        MEMBERSHIP.c.customer_id == ACTIVITY.c.customer_id,
        MEMBERSHIP.c.person_id == ACTIVITY.c.person_id,
        MEMBERSHIP.c.open == 1,
    )
    working = (
        sa.select(ACTIVITY.c.customer_id, ACTIVITY.c.person_id)
        .join(OWNERSHIP, owned)
        .where(ACTIVITY.c.id > after, ACTIVITY.c.open == 1, other, ~member)
        .distinct()
        .subquery("working")
    )
    columns = {
        "customer_id": working.c.customer_id,
        "person_id": working.c.person_id,
        "can_write": 1,
        "valid_from": today,
        "reason": REASON,
        "version": 1,
    }
    last = last_id(connection, MEMBERSHIP)
    fill(connection, MEMBERSHIP, columns, working)
    counted = sa.select(sa.func.count()).where(MEMBERSHIP.c.id > last)
    number: int = connection.execute(counted).scalar_one()
    return number
