"""What the record of a notice is called, as far as today's scope shows it; nothing of one that is out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.models.covers import Cover
from db.models.customers import Customer
from db.models.handovers import Handover
from db.models.notices import NoticeAbout
from db.models.people import Person
from db.models.sales import Opportunity
from db.models.work import Activity, DayPlan
from db.reorganisation_notices import told_of
from db.rights import opens, reach
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class Record:
    """What a notice is about: its name, its customer's, and for a plan or an activity whose it is and for when."""

    title: str
    customer: str = ""
    person_id: int | None = None
    day: date | None = None
    page: str = ""
    """The page that leads to it, where that depends on who asks."""


def records(session: ActorSession, actor: Actor, about: NoticeAbout, ids: list[int]) -> dict[int, Record]:
    """The records of one kind that are in sight, by their ids."""
    if about in BY_PEOPLE:
        return BY_PEOPLE[about](session, actor, ids)
    if reach(actor, Customer) is None:
        return {}
    model: Any = {
        NoticeAbout.CUSTOMER: Customer,
        NoticeAbout.OPPORTUNITY: Opportunity,
        NoticeAbout.ACTIVITY: Activity,
    }[about]
    if about is NoticeAbout.CUSTOMER:
        named = select(Customer.id, Customer.name).where(col(Customer.id).in_(ids), sees(actor, Customer, ids))
        return {int(number or 0): Record(name) for number, name in session.exec(named)}
    whose = select(model.customer_id).where(col(model.id).in_(ids))
    more: tuple[Any, ...] = (model.person_id, model.planned_on) if model is Activity else ()
    columns: tuple[Any, ...] = (model.id, model.subject if model is Activity else model.title, Customer.name, *more)
    found = (
        select(*columns)
        .select_from(model)
        .join(Customer, col(Customer.id) == col(model.customer_id))
        .where(col(model.id).in_(ids), sees(actor, model, whose), sees(actor, Customer, whose))
    )
    return {row[0]: Record(*row[1:]) for row in session.exec(found)}


def _plans(session: ActorSession, actor: Actor, ids: list[int]) -> dict[int, Record]:
    columns: tuple[Any, ...] = (DayPlan.id, Person.name, DayPlan.person_id, DayPlan.day)
    found = (
        select(*columns)
        .select_from(DayPlan)
        .join(Person, col(Person.id) == col(DayPlan.person_id))
        .where(col(DayPlan.id).in_(ids), sees(actor, DayPlan))
    )
    return {number: Record(name, "", person, day) for number, name, person, day in session.exec(found)}


def _covers(session: ActorSession, actor: Actor, ids: list[int]) -> dict[int, Record]:
    """Who stands in for whom; leads to one's own day for either of the two, to that of who is away for anybody else."""
    absent, substitute, me = aliased(Person), aliased(Person), actor.person_id
    columns: tuple[Any, ...] = (
        Cover.id, absent.name, substitute.name, Cover.planned_from, Cover.until,
        Cover.absent_id, Cover.substitute_id,
    )  # fmt: skip
    found = (
        select(*columns)
        .select_from(Cover)
        .join(absent, col(absent.id) == col(Cover.absent_id))
        .join(substitute, col(substitute.id) == col(Cover.substitute_id))
        .where(col(Cover.id).in_(ids), sees(actor, Cover))
    )
    return {
        number: Record(f"{away} → {there}", f"{first} – {last}", me if me in two else two[0])
        for number, away, there, first, last, *two in session.exec(found)
    }


def _handovers(session: ActorSession, actor: Actor, ids: list[int]) -> dict[int, Record]:
    found = (
        select(Handover.id, Person.name)
        .join(Person, col(Person.id) == col(Handover.leaver_id))
        .where(col(Handover.id).in_(ids), sees(actor, Handover))
    )
    return {int(number or 0): Record(name) for number, name in session.exec(found)}


def _reorganisations(session: ActorSession, actor: Actor, ids: list[int]) -> dict[int, Record]:
    """From where to where and when; leads to one's own team or place, or to the units for who keeps them."""
    page = next(name for name in ("people", "team", "account") if opens(actor, name) or name == "account")
    return {number: Record(title, day=on, page=page) for number, title, on in told_of(session, actor, ids)}


BY_PEOPLE = {
    NoticeAbout.PLAN: _plans,
    NoticeAbout.COVER: _covers,
    NoticeAbout.HANDOVER: _handovers,
    NoticeAbout.REORGANISATION: _reorganisations,
}
"""Records of people rather than of customers."""
