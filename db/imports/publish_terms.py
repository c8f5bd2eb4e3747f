"""Puts new products, customers with their owners, and policies into the book, set-based."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from db.imports.fill import fill, staged_rows
from db.imports.ids import keep_ids, learn_sizes
from db.imports.profiles import ProductRow
from db.imports.tables import CUSTOMER, LINK, OWNERSHIP, POLICY, PRIVATE, PRODUCT, standing
from db.models.customers import CustomerKind, Tier
from db.models.policies import BusinessType, NotRenewed, PolicyLinkKind

REASON = "import"
LAPSE = "lapse"


def add_products(connection: sa.Connection, run_id: int, products: Mapping[str, ProductRow]) -> None:
    """Create the profile's products that new rows need and the book lacks."""
    row = staged_rows(run_id, "new")
    needed = sa.select(row.c.product).where(row.c.product_id.is_(None)).distinct()
    for code in sorted(connection.execute(needed).scalars()):
        connection.execute(sa.insert(PRODUCT).values(code=code, **products[code].model_dump()))


def add_customers(connection: sa.Connection, run_id: int, today: date, policies_from: int) -> int:
    """Create customers from their first row, each with an owner from today on."""
    row = _effective_first(staged_rows(run_id, "new"))
    fresh = (row.c.nth_of_customer == 1, row.c.customer_id.is_(None))
    count = fill(
        connection,
        CUSTOMER,
        {
            "number": row.c.customer_number,
            "name": row.c.customer_name,
            "kind": CustomerKind.INDIVIDUAL,
            "region": row.c.region,
            "tier": Tier.STANDARD,
            "source": REASON,
            "tags": "",
            "needs": "",
            "known_since": sa.func.coalesce(row.c.customer_since, row.c.inception),
            "first_policy_id": sa.case((row.c.all_void == 0, policies_from + row.c.first_place)),
            "first_cover_on": sa.case((row.c.all_void == 0, row.c.first_cover_on)),
            "owned": 1,
            "version": 1,
        },
        row,
        *fresh,
    )
    learn_sizes(connection, CUSTOMER)
    both = row.join(CUSTOMER, CUSTOMER.c.number == row.c.customer_number)
    owner = {"customer_id": CUSTOMER.c.id, "person_id": row.c.person_id, "valid_from": today, "reason": REASON}
    fill(connection, OWNERSHIP, owner, both, *fresh)
    fill(connection, PRIVATE, {"customer_id": CUSTOMER.c.id, "born_on": row.c.birth_date}, both, *fresh)
    return count


def _effective_first(row: Any) -> Any:
    """The new rows beside the customer's first term whose cover began: its place and day, where there is one."""
    by_day: Any = {"partition_by": row.c.customer_number, "order_by": (row.c.ghost, row.c.inception, row.c.line)}
    first = sa.func.first_value
    columns = {"ghost": "all_void", "place": "first_place", "inception": "first_cover_on"}
    named = (first(row.c[name]).over(**by_day).label(label) for name, label in columns.items())
    nth = sa.func.row_number().over(partition_by=row.c.customer_number, order_by=row.c.line)
    return sa.select(row, *named, nth.label("nth_of_customer")).subquery("effective")


def add_policies(connection: sa.Connection, run_id: int, policies_from: int) -> int:
    """Create one policy per new row; the row's place gives its id."""
    row = staged_rows(run_id, "new")
    before = _predecessors(row, policies_from)
    renewal = sa.case((before.c.before_id.is_not(None), BusinessType.RENEWAL.value), else_=BusinessType.NEW.value)
    # a line that has lapsed was not renewed after its last term whose cover began
    lapsed = (row.c.ghost == 0) & row.c.lapse.is_not(None) & before.c.after_id.is_(None)
    count = fill(
        connection,
        POLICY,
        {
            "id": policies_from + row.c.place,
            "number": row.c.policy_number,
            "customer_id": standing(CUSTOMER),
            "product_id": PRODUCT.c.id,
            "inception": row.c.inception,
            "expiry": row.c.expiry,
            "signed_on": row.c.inception,
            "premium": row.c.premium,
            "insured_object": row.c.insured_object,
            "channel": sa.func.coalesce(row.c.channel, "agent"),
            "business_type": renewal,
            "predecessor_id": before.c.before_id,
            "cover_ended_on": row.c.cover_ended_on,
            "ended_reason": sa.case((row.c.cover_ended_on.is_not(None), LAPSE)),
            "not_renewed": sa.case((lapsed, NotRenewed.LAPSED.value)),
            "version": 1,
        },
        row.join(CUSTOMER, CUSTOMER.c.number == row.c.customer_number)
        .join(PRODUCT, PRODUCT.c.code == row.c.product)
        .outerjoin(before, before.c.id == policies_from + row.c.place),
    )
    keep_ids(connection, POLICY)
    learn_sizes(connection, POLICY)
    link = {"from_id": POLICY.c.predecessor_id, "to_id": POLICY.c.id, "kind": PolicyLinkKind.RENEWS}
    fill(connection, LINK, link, POLICY, POLICY.c.id > policies_from, POLICY.c.predecessor_id.is_not(None))
    return count


def _predecessors(row: Any, policies_from: int) -> Any:
    """For each term whose cover began: the one before it in its line of policies, in the file or in the book."""
    filed = sa.select(
        row.c.policy_number.label("number"), row.c.inception, (policies_from + row.c.place).label("id")
    ).where(row.c.ghost == 0)
    booked = sa.select(POLICY.c.number, POLICY.c.inception, POLICY.c.id).where(
        POLICY.c.cover_end > POLICY.c.inception, POLICY.c.number.in_(sa.select(row.c.policy_number))
    )
    terms = sa.union_all(filed, booked).subquery("terms")
    before = sa.func.lag(terms.c.id).over(partition_by=terms.c.number, order_by=terms.c.inception)
    after = sa.func.lead(terms.c.id).over(partition_by=terms.c.number, order_by=terms.c.inception)
    return sa.select(terms.c.id, before.label("before_id"), after.label("after_id")).subquery("before")


def find_first_covers(connection: sa.Connection, run_id: int) -> None:
    """Name the first effective policy of customers who were in the book before."""
    touched = staged_rows(run_id, "new", "changed", "lapsed")
    again = (touched.c.verdict == "new") | (touched.c.becomes_ghost == 1)
    mine = (POLICY.c.customer_id == CUSTOMER.c.id, POLICY.c.cover_end > POLICY.c.inception)
    order = (POLICY.c.inception, POLICY.c.id)
    connection.execute(
        sa.update(CUSTOMER)
        .where(CUSTOMER.c.id.in_(sa.select(touched.c.customer_id).where(touched.c.customer_id.is_not(None), again)))
        .values(
            first_policy_id=sa.select(POLICY.c.id).where(*mine).order_by(*order).limit(1).scalar_subquery(),
            first_cover_on=sa.select(POLICY.c.inception).where(*mine).order_by(*order).limit(1).scalar_subquery(),
        )
    )
