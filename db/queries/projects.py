"""A project as those see it who see its customer: milestones, risks, members, meetings and their minutes."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.customer_path import Customers
from db.errors import Denied
from db.models.customers import Customer, Membership, Ownership
from db.models.people import Person
from db.models.projects import MeetingLine, Milestone, MilestoneBlock, ProjectMeeting, ProjectRisk
from db.models.sales import Opportunity, SaleKind
from db.periods import today
from db.queries.customer_record import Member
from db.queries.opportunities import opportunity
from db.queries.project_rows import LineRow, MeetingRow, MilestoneRow, Project, RiskRow
from db.rights import may
from db.scope import owns, sees, writable
from db.session import ActorSession

MOST_MEETINGS = 60


def project(session: ActorSession, actor: Actor, opportunity_id: int) -> Project:
    """The project of a sale in the actor's sight; Denied where there is none."""
    sale = opportunity(session, actor, opportunity_id)
    if sale.kind != SaleKind.PROJECT:
        raise Denied("core.not_found")
    whose = [sale.customer_id]
    owner, leading, writing = _standing(session, actor, sale.customer_id)
    return Project(
        sale=sale,
        owner_id=owner,
        milestones=_milestones(session, actor, sale.id, whose),
        risks=_risks(session, actor, sale.id, whose),
        members=_members(session, actor, whose),
        meetings=_meetings(session, actor, sale.id, whose),
        leads=leading,
        writes=writing,
        today=today(),
    )


def minutes(session: ActorSession, actor: Actor, meeting_id: int) -> list[LineRow]:
    """What a meeting said, in the order of the days on which things were due."""
    whose = select(Opportunity.customer_id).join(
        ProjectMeeting, col(ProjectMeeting.opportunity_id) == col(Opportunity.id)
    )
    whose = whose.where(col(ProjectMeeting.id) == meeting_id)
    columns: tuple[Any, ...] = (
        MeetingLine.milestone_id, Milestone.code, Milestone.name, Milestone.lane, MeetingLine.word, MeetingLine.note,
        Person.name, MeetingLine.due_on,
    )  # fmt: skip
    listed = (
        select(*columns)
        .join(Milestone, col(Milestone.id) == col(MeetingLine.milestone_id))
        .join(Person, col(Person.id) == col(MeetingLine.person_id))
        .where(
            col(MeetingLine.meeting_id) == meeting_id, sees(actor, MeetingLine, whose), sees(actor, Milestone, whose)
        )
        .order_by(col(MeetingLine.due_on), col(MeetingLine.id))
    )
    return [LineRow(*row) for row in session.exec(listed)]


def _standing(session: ActorSession, actor: Actor, customer_id: int) -> tuple[int, bool, bool]:
    """Whose the customer is, whether the actor leads its projects, and whether they may write."""
    held = col(Ownership.customer_id) == customer_id, col(Ownership.open) == 1
    owner = session.exec(select(Ownership.person_id).where(*held, sees(actor, Ownership, [customer_id]))).one()
    mine = select(Ownership.id).where(*held, owns(actor, Ownership, [customer_id]))
    if not may(actor, "hold_meeting"):
        return owner, False, False
    leading = session.exec(mine).first() is not None
    theirs = select(Customer.id).where(col(Customer.id) == customer_id, writable(actor, Customer, [customer_id]))
    return owner, leading, leading or session.exec(theirs).first() is not None


def _milestones(session: ActorSession, actor: Actor, opportunity_id: int, whose: Customers) -> list[MilestoneRow]:
    by = aliased(Person)
    columns: tuple[Any, ...] = (
        Milestone.id, Milestone.version, Milestone.code, Milestone.name, Milestone.stage, Milestone.lane,
        Milestone.person_id, Person.name, Milestone.start_on, Milestone.due_on, Milestone.first_due_on,
        Milestone.status, Milestone.settled_on, by.name, Milestone.evidence, Milestone.waived_reason,
    )  # fmt: skip
    listed: Any = (
        select(*columns)
        .join(Person, col(Person.id) == col(Milestone.person_id))
        .join(by, col(by.id) == col(Milestone.settled_by_id), isouter=True)
        .where(col(Milestone.opportunity_id) == opportunity_id, sees(actor, Milestone, whose))
    )
    links: Any = (
        select(MilestoneBlock.milestone_id, MilestoneBlock.blocker_id)
        .join(Milestone, col(Milestone.id) == col(MilestoneBlock.milestone_id))
        .where(
            col(Milestone.opportunity_id) == opportunity_id,
            sees(actor, Milestone, whose),
            sees(actor, MilestoneBlock, whose),
        )
    )
    after: dict[int, list[int]] = {}
    for milestone, blocker in session.exec(links.order_by(col(MilestoneBlock.id))):
        after.setdefault(milestone, []).append(blocker)
    rows = session.exec(listed.order_by(col(Milestone.start_on), col(Milestone.due_on), col(Milestone.id)))
    return [MilestoneRow(*(*row, tuple(after.get(row[0], ())))) for row in rows]


def _risks(session: ActorSession, actor: Actor, opportunity_id: int, whose: Customers) -> list[RiskRow]:
    columns: tuple[Any, ...] = (
        ProjectRisk.id, ProjectRisk.version, ProjectRisk.text, ProjectRisk.likelihood, ProjectRisk.impact,
        ProjectRisk.person_id, Person.name, ProjectRisk.state, ProjectRisk.noted_on,
    )  # fmt: skip
    listed: Any = (
        select(*columns)
        .join(Person, col(Person.id) == col(ProjectRisk.person_id))
        .where(col(ProjectRisk.opportunity_id) == opportunity_id, sees(actor, ProjectRisk, whose))
        .order_by(
            col(ProjectRisk.open).is_(None),
            (col(ProjectRisk.likelihood) * col(ProjectRisk.impact)).desc(),
            col(ProjectRisk.id),
        )
    )
    return [RiskRow(*row) for row in session.exec(listed)]


def _members(session: ActorSession, actor: Actor, whose: Customers) -> list[Member]:
    columns: tuple[Any, ...] = (
        Membership.id, Membership.version, Membership.person_id, Person.name, Membership.can_write,
        Membership.valid_from, Membership.valid_to, Membership.until, Membership.cover_id,
        Membership.reason,
    )  # fmt: skip
    listed: Any = (
        select(*columns)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.customer_id).in_(whose), sees(actor, Membership, whose))
        .order_by(col(Membership.valid_to).is_not(None), col(Membership.valid_from).desc(), col(Membership.id))
    )
    return [Member(*row) for row in session.exec(listed)]


def _meetings(session: ActorSession, actor: Actor, opportunity_id: int, whose: Customers) -> list[MeetingRow]:
    columns: tuple[Any, ...] = (
        ProjectMeeting.id, ProjectMeeting.held_on, ProjectMeeting.at, Person.name, ProjectMeeting.note,
    )  # fmt: skip
    listed: Any = (
        select(*columns)
        .join(Person, col(Person.id) == col(ProjectMeeting.person_id))
        .where(col(ProjectMeeting.opportunity_id) == opportunity_id, sees(actor, ProjectMeeting, whose))
        .order_by(col(ProjectMeeting.id).desc())
        .limit(MOST_MEETINGS)
    )
    return [MeetingRow(*row) for row in session.exec(listed)]
