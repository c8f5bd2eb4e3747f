"""What stands in each seller's plan for today: renewals that are near, overdue instalments, next steps of sales."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.models.policies import Policy
from db.models.sales import Outcome
from db.models.work import ActivityKind, Cause, Every, RecurringVisit
from db.seed.diary import Diary
from db.seed.dice import later
from db.seed.staff import Worker
from db.seed.world import Client, Term

LEAST = 4
MOST_RENEWALS, MOST_UNPAID, MOST_DEALS = 6, 3, 3


def day_items(diary: Diary) -> None:
    """Enter today's items of everybody who sells and is still here."""
    for seller in diary.world.staff.sellers():
        if seller.left_on is None:
            _of_seller(diary, seller)


def _of_seller(diary: Diary, seller: Worker) -> None:
    today = diary.world.as_of
    held = [one for one in diary.held.get(seller.id, ()) if one.owner_on(today) == seller.id]
    before = len(diary.entries)
    for term in _near(diary, held):
        _due(diary, seller, term, Cause.RENEWAL, term.expiry, term.premium)
    for term in _unpaid(held):
        if term.unpaid_since:
            _due(diary, seller, term, Cause.OVERDUE, term.unpaid_since, term.unpaid)
    deals = [deal for one in held for deal in diary.deals.get(one.id, ()) if deal.outcome is Outcome.OPEN]
    for deal in diary.dice.sample(deals, min(MOST_DEALS, len(deals))):
        diary.enter(deal.client, seller.id, ActivityKind.VISIT, today, f"推进商机：{deal.product.zh}", deal)
    for client in diary.dice.sample(held, min(len(held), max(0, LEAST - (len(diary.entries) - before)))):
        diary.enter(client, seller.id, ActivityKind.CALL, today)
    _visited_again(diary, held)


def _due(diary: Diary, seller: Worker, term: Term, cause: Cause, on: date, stake: int) -> None:
    """An item as the morning's rule makes it, named by the policy."""
    number = diary.world.rows.of[Policy][term.id - 1]["number"]
    about: dict[str, Any] = {"cause": cause, "cause_id": term.id, "cause_on": on, "stake": stake}
    diary.enter(term.client, seller.id, ActivityKind.CALL, diary.world.as_of, str(number), **about)


def _visited_again(diary: Diary, held: list[Client]) -> None:
    """The first of a seller's companies is visited every month, from next week on."""
    for client in [one for one in held if one.company][:1]:
        turn = {"every": 1, "unit": Every.MONTH, "valid_from": later(diary.world.as_of, 7)}
        diary.world.rows.add(
            RecurringVisit, customer_id=client.id, kind=ActivityKind.VISIT, subject="每月例行拜访", **turn
        )


def _near(diary: Diary, held: list[Client]) -> list[Term]:
    today = diary.world.as_of
    near = [
        term
        for client in held
        for term in client.terms
        if today < term.expiry <= later(today, 90) and term.renewed_by is None and term.ended_on is None
    ]
    return sorted(near, key=lambda term: (-term.premium, term.id))[:MOST_RENEWALS]


def _unpaid(held: list[Client]) -> list[Term]:
    late = [term for client in held for term in client.terms if term.unpaid > 0]
    return sorted(late, key=lambda term: (-term.unpaid, term.id))[:MOST_UNPAID]
