"""The staged rows of another CRM's export beside their verdicts, and the records that earlier rows became."""

from typing import Any

import sqlalchemy as sa

from db.imports.crm_profile import CrmProfile
from db.imports.tables import CUSTOMER, RECORD, RECORD_LINK, VERDICT, standing

TAKEN = ("new", "changed", "same")


def entries(run_id: int, part: str, *verdicts: str) -> Any:
    """The staged rows of one of the files with one of the verdicts."""
    known = ("verdict", "place", "person_id", "rehomed")
    return (
        sa.select(RECORD, *(VERDICT.c[name] for name in known))
        .join(VERDICT, (VERDICT.c.run_id == RECORD.c.run_id) & (VERDICT.c.line == RECORD.c.line))
        .where(RECORD.c.run_id == run_id, RECORD.c.part == part, VERDICT.c.verdict.in_(verdicts))
        .subquery(part)
    )


def links(profile: CrmProfile, part: str) -> Any:
    """What the rows of one of the files became: number, record_id, and the digest of what they said last."""
    return (
        sa.select(RECORD_LINK.c.number, RECORD_LINK.c.record_id, RECORD_LINK.c.digest)
        .where(RECORD_LINK.c.source == profile.name, RECORD_LINK.c.part == part)
        .subquery(f"{part}_there")
    )


def customers_there(profile: CrmProfile) -> Any:
    """The customer that each account became, or the one that it was merged into."""
    there = links(profile, "accounts")
    return (
        sa.select(there.c.number, standing(CUSTOMER).label("customer_id"))
        .select_from(there.join(CUSTOMER, CUSTOMER.c.id == there.c.record_id))
        .subquery("customers_there")
    )


def owners(run_id: int) -> Any:
    """By each way to name them, who the users of the export are here."""
    user = entries(run_id, "users", *TAKEN)
    names = (user.c.key, user.c.login, user.c.email)
    every = sa.union_all(
        *(
            sa.select(sa.func.lower(name).label("called"), user.c.holder_id, user.c.doer_id).where(name.is_not(None))
            for name in names
        )
    ).subquery("called")
    # whoever is called the same as another is neither
    return (
        sa.select(
            every.c.called,
            sa.func.min(every.c.holder_id).label("holder_id"),
            sa.func.min(every.c.doer_id).label("doer_id"),
        )
        .group_by(every.c.called)
        .having(sa.func.count(sa.distinct(sa.func.coalesce(every.c.doer_id, -every.c.holder_id))) == 1)
        .subquery("owners")
    )


def add_links(connection: sa.Connection, profile: CrmProfile, part: str, row: Any, record_id: Any) -> None:
    """Keep which records new rows became."""
    columns = {
        "source": sa.literal(profile.name, sa.String),
        "part": sa.literal(part, sa.String),
        "number": row.c.key,
        "record_id": record_id,
        "digest": row.c.digest,
    }
    made = sa.select(*(value.label(name) for name, value in columns.items())).select_from(row)
    connection.execute(sa.insert(RECORD_LINK).from_select(list(columns), made))
