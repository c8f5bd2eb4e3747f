"""Every column that names a person, declared once: what is held and goes to a successor, what stays as it was written,
and what belongs to the account. A column that is found in the tables but not here makes a test fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.customer_path import TO_CUSTOMER
from db.models.customers import Membership, Ownership
from db.models.every import load
from db.models.projects import Milestone, ProjectRisk
from db.models.sales import Lead
from db.models.talk import ActivityParticipant
from db.models.work import Activity

HELD: dict[str, tuple[type[SQLModel], str]] = {
    "ownership.person_id": (Ownership, "customers"),
    "membership.person_id": (Membership, "memberships"),
    "activity.person_id": (Activity, "activities"),
    "activity_participant.person_id": (ActivityParticipant, "activities"),
    "lead.person_id": (Lead, "leads"),
    "milestone.person_id": (Milestone, "milestones"),
    "project_risk.person_id": (ProjectRisk, "milestones"),
}
"""table.column → its model and the kind it is counted as. Held while the row's `open` is 1: it goes to a successor, and
the database disables nobody who holds one.
"""

KEPT = frozenset(
    {
        "attachment.person_id", "attachment.removed_by_id", "close_date_change.person_id", "comment.person_id",
        "cover.by_id", "credit.person_id", "customer_apart.person_id", "customer_merge.person_id",
        "customer_merge.undone_by_id", "export_request.decided_by", "export_request.person_id",
        "export_taken.person_id",
        "customers_by_owner.person_id", "day_plan.person_id", "handover.approved_by_id", "handover.done_by_id",
        "handover.giver_signed_by_id", "handover.leaver_id", "handover.opened_by_id", "handover.undone_by_id",
        "handover_item.person_id", "handover_item.successor_id", "handover_line.successor_id",
        "handover_signing.person_id", "lead_event.holder_id", "lead_event.person_id", "meeting_line.person_id",
        "milestone.settled_by_id", "month_by_person.person_id", "plan_amendment.person_id",
        "premium_change.person_id", "project_meeting.person_id", "reorganisation.done_by_id",
        "reorganisation.ended_by_id", "reorganisation.planned_by_id", "reorganisation_line.person_id",
        "stage_change.person_id", "target.person_id", "viewing.person_id", "viewing.seen_id",
    }
)  # fmt: skip
"""Who wrote, decided, signed or is credited: history, which no handover rewrites; and sums worked out of it."""

ACCOUNT = frozenset(
    {
        "credential.person_id", "import_seat.person_id", "known_browser.person_id", "notice.by_id", "notice.person_id",
        "notice_setting.person_id", "outside_identity.person_id", "pinned_record.person_id", "placement.person_id",
        "recent_record.person_id", "recovery_code.person_id", "saved_filter.person_id", "sign_in_session.person_id",
        "sign_in_ticket.person_id",
    }
)  # fmt: skip
"""Sign-in, place, settings and notices: a person's own, of no use to a successor."""


ENDING = frozenset({"cover.absent_id", "cover.substitute_id"})
"""What ends with the handover, or with the account, and goes to nobody."""


def naming_people() -> Iterator[str]:
    """Every column of the tables that refers to a person, as table.column."""
    for model in load():
        table: sa.Table = model.__table__  # type: ignore[attr-defined]
        for column in table.columns:
            if any(key.target_fullname == "person.id" for key in column.foreign_keys):
                yield f"{table.name}.{column.name}"


@cache
def held_tables() -> dict[str, sa.Table]:
    """The tables of what is held, by name; each has `person_id` and `open`."""
    return {column.split(".")[0]: model.__table__ for column, (model, _kind) in HELD.items()}  # type: ignore[attr-defined]


def held_by(table: Any, person_id: Any) -> list[Any]:
    """The criteria of what somebody holds of a held table; what they have as a cover goes to nobody."""
    held = [table.c.person_id == person_id, table.c.open == 1]
    return [*held, table.c.cover_id.is_(None)] if "cover_id" in table.c else held


def customer_of(name: str) -> tuple[Any, Any]:
    """For a held table: what to read from, and the column of the customer there; None for rows of no customer."""
    model: Any = next(model for model, _kind in HELD.values() if model.__tablename__ == name)
    source, table = model.__table__, model.__table__
    while model in TO_CUSTOMER:
        link, above = TO_CUSTOMER[model]
        if above is None:
            return source, table.c[link]
        upper: Any = above.__table__  # type: ignore[attr-defined]
        source = source.join(upper, upper.c.id == table.c[link])
        model, table = above, upper
    return source, None
