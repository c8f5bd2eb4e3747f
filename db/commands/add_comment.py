"""A word about a record, for everybody who sees it; whom it concerns or calls is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlmodel import SQLModel, col, select

from db.access import Actor
from db.errors import Invalid
from db.models.customers import Customer, Ownership
from db.models.notices import NoticeKind
from db.models.people import Person
from db.models.sales import Opportunity
from db.models.talk import About, Comment
from db.models.work import Activity, DayPlan
from db.notices import notify
from db.periods import now
from db.queries.actors import actor_of
from db.record import found
from db.rules.entries import entered
from db.rules.mentions import called, meant
from db.run import WritingSession
from db.scope import sees

RECORDS: dict[About, type[SQLModel]] = {
    About.CUSTOMER: Customer,
    About.OPPORTUNITY: Opportunity,
    About.ACTIVITY: Activity,
    About.PLAN: DayPlan,
}
LINKS = {
    About.CUSTOMER: "customer_id",
    About.OPPORTUNITY: "opportunity_id",
    About.ACTIVITY: "activity_id",
    About.PLAN: "day_plan_id",
}
MOST_TOLD = 20


def add_comment(session: WritingSession, actor: Actor, *, about: About, record_id: int, text: str) -> int:
    """Say something about a record in the actor's sight. Answers the comment's id."""
    if about not in RECORDS:
        raise Invalid(fields={"about": "entries.choice"})
    about = About(about)
    record: Any = found(session, actor, RECORDS[about], record_id)
    said = Comment(kind=about, person_id=actor.person_id, at=now(), **entered(Comment, text=text))
    setattr(said, LINKS[about], record_id)
    if about is not About.PLAN:
        said.customer_id = record_id if about is About.CUSTOMER else record.customer_id
    session.add(said)
    session.flush()
    assert said.id is not None
    of, cause = (about, record_id), f"comment:{said.id}"
    concerned = {NoticeKind.MENTION: _called(session, said.text), NoticeKind.COMMENT: _concerned(session, said, record)}
    for kind, people in concerned.items():
        seeing = _who_see(session, about, record_id, people)
        notify(session, kind, seeing, of=of, cause=cause, by=actor, comment_id=said.id)
    return said.id


def _called(session: WritingSession, text: str) -> list[int]:
    """The active people whom a text calls by login or name."""
    words = {word for meaning in called(text) for word in meaning}
    if not words:
        return []
    named = select(Person.id, Person.login, Person.name).where(
        col(Person.active) == 1, col(Person.login).in_(words) | col(Person.name).in_(words)
    )
    people = session.exec(named.order_by(col(Person.id)).limit(MOST_TOLD)).all()
    wanted = meant(text, (word for _id, *names in people for word in names))
    return [int(number or 0) for number, *names in people if wanted.intersection(names)]


def _concerned(session: WritingSession, said: Comment, record: Any) -> list[int]:
    """Whose record it is, and who spoke of it before."""
    # Who is told is no matter of what the actor may read: the owner of a customer seen by membership is told as well.
    held = select(Ownership.person_id).where(col(Ownership.customer_id) == said.customer_id, col(Ownership.open) == 1)
    whose = [record.person_id] if hasattr(record, "person_id") else session.trusted().execute(held).scalars()
    link = LINKS[About(said.kind)]
    before = select(Comment.person_id).where(
        col(getattr(Comment, link)) == getattr(said, link), col(Comment.kind) == said.kind
    )
    return [*whose, *session.trusted().execute(before.distinct().limit(MOST_TOLD)).scalars()]


def _who_see(session: WritingSession, about: About, record_id: int, people: Iterable[int]) -> list[int]:
    """Those of the people who see the record themselves: nobody learns of one from a notice."""
    model: Any = RECORDS[about]
    seeing = []
    for person in dict.fromkeys(people):
        other = actor_of(person)
        if other is None:
            continue
        shown = select(model.id).where(model.id == record_id, sees(other, model))
        if session.trusted().execute(shown).first():
            seeing.append(person)
    return seeing
