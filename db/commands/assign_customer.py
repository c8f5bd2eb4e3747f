"""Another owner for a customer: the old row of ownership ends and the new one begins on the same day."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.colleagues import seller
from db.covering import follow_all
from db.errors import Denied, Refusal
from db.models.customers import Customer, Ownership
from db.models.notices import NoticeKind
from db.models.talk import About, ActivityParticipant
from db.models.work import Activity
from db.notices import notify
from db.periods import now, today
from db.project_parts import pass_on
from db.record import found, fresh
from db.rules.entries import entered, reason_given
from db.run import WritingSession
from db.scope import owns, sees
from db.summaries import recount


def assign_customer(
    session: WritingSession, actor: Actor, *, customer_id: int, version: int, person_id: int, reason: str
) -> int:
    """Give a customer of the actor's units to somebody of them, with its open work. Answers the ownership's id."""
    customer = found(session, actor, Customer, customer_id)
    fresh(session, customer, version)
    said = entered(Ownership, reason=reason_given(reason, missing="customers.reason_needed"))
    held = select(Ownership).where(
        col(Ownership.customer_id) == customer_id, col(Ownership.open) == 1, owns(actor, Ownership)
    )
    old = session.exec(held).first()
    if old is None:
        raise Denied("customers.not_yours")
    if old.person_id == seller(session, actor, person_id):
        raise Refusal("customers.owns_already")
    _move_open_work(session, actor, customer_id, old.person_id, person_id)
    pass_on(session, actor, customer_id, old.person_id, person_id)
    old.valid_to = today()
    session.flush()
    # Between the two rows nobody owns the customer, so the check of the second would find it out of scope.
    session.new_customers.add(customer_id)
    new = Ownership(customer_id=customer_id, person_id=person_id, valid_from=today(), **said)
    session.add(new)
    session.flush()
    recount(session, [old.person_id, person_id])
    follow_all(session, today(), [customer_id], old.person_id, person_id)
    assert new.id is not None
    notify(
        session, NoticeKind.HANDED, [person_id], of=(About.CUSTOMER, customer_id), cause=f"handed:{new.id}", by=actor
    )
    return new.id


def _move_open_work(session: WritingSession, actor: Actor, customer_id: int, giver: int, taker: int) -> None:
    planned = select(Activity).where(
        col(Activity.customer_id) == customer_id,
        col(Activity.person_id) == giver,
        col(Activity.status) == "planned",
        sees(actor, Activity),
    )
    for activity in session.exec(planned):
        activity.person_id = taker
    # Who was to come along may be of a team that no longer sees the customer; who hands over, or takes over, does.
    along = (
        select(ActivityParticipant)
        .join(Activity, col(Activity.id) == col(ActivityParticipant.activity_id))
        .where(
            col(Activity.customer_id) == customer_id,
            col(ActivityParticipant.open) == 1,
            col(ActivityParticipant.person_id) != actor.person_id,
            sees(actor, Activity),
        )
    )
    for companion in session.exec(along):
        companion.left_at, companion.open = now(), None
