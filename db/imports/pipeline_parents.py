"""Puts a pipeline's accounts under the companies they are subsidiaries of, by their numbers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.imports.pipeline_entries import TAKEN, entries
from db.imports.tables import CUSTOMER


@dataclass(frozen=True)
class Parents:
    """Links (account, company above it) to be made, and how many would lead back to where they began."""

    links: tuple[tuple[str, str], ...] = ()
    circular: int = 0


def parents(connection: sa.Connection, run_id: int) -> Parents:
    """Which accounts go under which; one that has a company above it in the book keeps that."""
    asked: dict[str, str] = {row[0]: row[1] for row in connection.execute(_asked(run_id))}
    above = _above(connection, asked)
    links = tuple((child, parent) for child, parent in asked.items() if not _leads_back(child, parent, above))
    return Parents(links, len(asked) - len(links))


def link_parents(connection: sa.Connection, links: Collection[tuple[str, str]]) -> None:
    """Write the links."""
    if not links:
        return
    upper = CUSTOMER.alias("upper")
    parent = sa.select(upper.c.id).where(upper.c.number == sa.bindparam("above")).scalar_subquery()
    child = sa.update(CUSTOMER).where(CUSTOMER.c.number == sa.bindparam("child"))
    change = child.values(parent_id=parent, version=CUSTOMER.c.version + 1)
    connection.execute(change, [{"child": own, "above": above} for own, above in links])


def _asked(run_id: int) -> Any:
    row, upper = entries(run_id, "accounts", *TAKEN), entries(run_id, "accounts", *TAKEN).alias("upper")
    return (
        sa.select(row.c.number, upper.c.number)
        .select_from(row)
        .join(upper, upper.c.key == row.c.parent)
        .outerjoin(CUSTOMER, CUSTOMER.c.id == row.c.customer_id)
        .where(CUSTOMER.c.parent_id.is_(None))
        .order_by(row.c.line)
    )


def _above(connection: sa.Connection, asked: Mapping[str, str]) -> dict[str, str]:
    """Who would stand above whom, up to the top, a level of the book at a time."""
    above, ahead, upper = dict(asked), set(asked.values()) - set(asked), CUSTOMER.alias("upper")
    while ahead:
        level = sa.select(CUSTOMER.c.number, upper.c.number).join(upper, upper.c.id == CUSTOMER.c.parent_id)
        of_these = level.where(CUSTOMER.c.number.in_(ahead))
        found: dict[str, str] = {row[0]: row[1] for row in connection.execute(of_these)}
        above |= found
        ahead = set(found.values()) - set(above)
    return above


def _leads_back(child: str, parent: str, above: Mapping[str, str]) -> bool:
    """Whether going up from the parent comes to the child, or round in a circle."""
    seen, at = {child}, parent
    while at not in seen:
        seen.add(at)
        if at not in above:
            return False
        at = above[at]
    return True
