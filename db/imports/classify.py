"""Judges staged rows against the book, set-based: new, changed, lapsed, same, duplicate or reject."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from db.imports.ids import learn_sizes
from db.imports.tables import (
    CUSTOMER,
    OWNERSHIP,
    PERSON,
    PLACEMENT,
    POLICY,
    PREMIUM,
    PRODUCT,
    ROW,
    SEAT,
    VERDICT,
    standing,
)
from db.models.policies import PremiumKind

SIGNED = (PremiumKind.SIGN, PremiumKind.CANCELLATION)


def judge(connection: sa.Connection, run_id: int, products: Collection[str]) -> None:
    """Write one verdict for each staged row of the run; `products` are those the profile would create."""
    connection.execute(sa.delete(VERDICT).where(VERDICT.c.run_id == run_id))
    learn_sizes(connection, ROW)
    met = _met(run_id)
    judged = sa.select(*met.c, *_verdict(met, products)).subquery("judged")
    known = judged.c.verdict.in_(("changed", "lapsed"))
    # rows of one group are numbered through: their ledger ids follow from the number
    group: Any = {
        "partition_by": sa.case((known, "known"), else_=judged.c.verdict),
        "order_by": judged.c.line,
    }
    columns = {
        "run_id": sa.literal(run_id),
        "line": judged.c.line,
        "verdict": judged.c.verdict,
        "fault": judged.c.fault,
        "place": sa.func.row_number().over(**group),
        "policy_id": judged.c.policy_id,
        "customer_id": judged.c.customer_id,
        "product_id": judged.c.product_id,
        "person_id": judged.c.person_id,
        "unit_id": judged.c.unit_id,
        "claims_before": sa.func.sum(judged.c.claims).over(rows=(None, 0), **group) - judged.c.claims,
        "delta": sa.case((known, judged.c.delta), else_=0),
        "ends": sa.case((known, judged.c.ends), else_=0),
        "becomes_ghost": sa.case((known, judged.c.ends * judged.c.ghost), else_=0),
    }
    select = sa.select(*(value.label(name) for name, value in columns.items()))
    connection.execute(sa.insert(VERDICT).from_select(list(columns), select))
    learn_sizes(connection, VERDICT)


def _ranked(run_id: int) -> Any:
    """Staged rows with their number among those of the same term, and what the customer's first row says."""
    term: Any = {"partition_by": (ROW.c.policy_number, ROW.c.inception), "order_by": ROW.c.line}
    customer: Any = {"partition_by": ROW.c.customer_number, "order_by": ROW.c.line}
    first = sa.func.first_value
    return (
        sa.select(
            ROW,
            sa.func.row_number().over(**term).label("nth"),
            first(ROW.c.digest).over(**term).label("first_digest"),
            first(ROW.c.channel).over(**customer).label("first_channel"),
            first(ROW.c.owner).over(**customer).label("first_owner"),
        )
        .where(ROW.c.run_id == run_id)
        .subquery("ranked")
    )


def _met(run_id: int) -> Any:
    """Each staged row beside the policy, customer, product and owner it meets in the book."""
    row = _ranked(run_id)
    seat, named = SEAT.alias("seat"), PERSON.alias("named")
    desk, owner_desk = PLACEMENT.alias("desk"), PLACEMENT.alias("owner_desk")
    shares = sa.select(SEAT.c.channel, sa.func.count().label("seats")).where(SEAT.c.run_id == run_id)
    share = shares.group_by(SEAT.c.channel).subquery("share")
    signed = sa.select(sa.func.sum(PREMIUM.c.amount)).where(
        PREMIUM.c.policy_id == POLICY.c.id, PREMIUM.c.kind.in_(SIGNED)
    )
    seated = (seat.c.run_id == run_id) & (seat.c.channel == row.c.first_channel)
    source = (
        row.outerjoin(POLICY, (POLICY.c.number == row.c.policy_number) & (POLICY.c.inception == row.c.inception))
        .outerjoin(CUSTOMER, CUSTOMER.c.number == row.c.customer_number)
        .outerjoin(OWNERSHIP, (OWNERSHIP.c.customer_id == standing(CUSTOMER)) & (OWNERSHIP.c.open == 1))
        .outerjoin(owner_desk, (owner_desk.c.person_id == OWNERSHIP.c.person_id) & (owner_desk.c.open == 1))
        .outerjoin(PRODUCT, PRODUCT.c.code == row.c.product)
        .outerjoin(share, share.c.channel == row.c.first_channel)
        .outerjoin(seat, seated & (seat.c.place == row.c.seat % share.c.seats))
        .outerjoin(named, (named.c.login == row.c.first_owner) & (named.c.active == 1))
        .outerjoin(desk, (desk.c.person_id == named.c.id) & (desk.c.open == 1))
    )
    return (
        sa.select(
            *row.c,
            POLICY.c.id.label("policy_id"),
            POLICY.c.customer_id.label("policy_customer_id"),
            POLICY.c.expiry.label("book_expiry"),
            POLICY.c.cover_ended_on.label("book_ended_on"),
            standing(CUSTOMER).label("customer_id"),
            PRODUCT.c.id.label("product_id"),
            sa.func.coalesce(OWNERSHIP.c.person_id, seat.c.person_id, named.c.id).label("person_id"),
            sa.func.coalesce(owner_desk.c.unit_id, seat.c.unit_id, desk.c.unit_id).label("unit_id"),
            sa.case((POLICY.c.id.is_not(None), row.c.premium - signed.scalar_subquery()), else_=0).label("delta"),
            sa.case((_ends(row), 1), else_=0).label("ends"),
        )
        .select_from(source)
        .subquery("met")
    )


def _ends(row: Any) -> Any:
    """A lapse the book does not know, or one that moved within the term; a known one does not make a term void."""
    moved = (
        (POLICY.c.cover_ended_on != row.c.cover_ended_on)
        & (POLICY.c.cover_ended_on > POLICY.c.inception)
        & (row.c.ghost == 0)
    )
    unknown = POLICY.c.cover_ended_on.is_(None) & POLICY.c.id.is_not(None)
    return row.c.cover_ended_on.is_not(None) & (unknown | moved)


def _verdict(met: Any, products: Collection[str]) -> tuple[Any, Any]:
    in_book = met.c.policy_id.is_not(None)
    other_customer = in_book & (met.c.policy_customer_id != sa.func.coalesce(met.c.customer_id, 0))
    faults = (
        ((met.c.nth > 1) & (met.c.digest != met.c.first_digest), "imports.row_contradicts"),
        (met.c.product_id.is_(None) & met.c.product.not_in(sorted(products)), "imports.row_product"),
        (other_customer, "imports.row_other_customer"),
        (in_book & (met.c.book_expiry != met.c.expiry), "imports.row_other_expiry"),
        (met.c.unit_id.is_(None), "imports.row_owner"),
    )
    duplicate = (met.c.nth > 1) & (met.c.digest == met.c.first_digest)
    fault = sa.case((duplicate, None), *faults, else_=None)
    verdict = sa.case(
        (duplicate, "duplicate"),
        *((condition, "reject") for condition, _ in faults),
        (met.c.policy_id.is_(None), "new"),
        (met.c.delta != 0, "changed"),
        (met.c.ends != 0, "lapsed"),
        else_="same",
    )
    return verdict.label("verdict"), fault.label("fault")
