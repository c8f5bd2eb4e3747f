"""One more tag on several customers."""

from __future__ import annotations

from collections.abc import Sequence

from db.access import Actor
from db.errors import Invalid
from db.models.customers import Customer
from db.record import found
from db.rules.entries import clean
from db.rules.tags import tagged, tags_in
from db.run import WritingSession

LONGEST_TAG = 20


def tag_customers(session: WritingSession, actor: Actor, *, customer_ids: Sequence[int], tag: str) -> int:
    """Put a tag on customers, all or none; answers how many did not have it."""
    typed = clean(tag)
    if not typed or tags_in(typed) != [typed]:
        raise Invalid(fields={"tags": "search.one_tag"} if typed else {"tags": "entries.missing"})
    if len(typed) > LONGEST_TAG:
        raise Invalid(fields={"tags": "entries.too_long"})
    changed = 0
    for customer_id in sorted(set(customer_ids)):
        customer = found(session, actor, Customer, customer_id)
        line = tagged(customer.tags, typed)
        if len(line) > 200:
            raise Invalid(fields={"tags": "entries.too_long"})
        changed += line != customer.tags
        customer.tags = line
    session.flush()
    return changed
