"""What stands in each seller's plan for today: renewals that are near, overdue instalments, next steps of sales."""

from __future__ import annotations

from db.models.sales import Outcome
from db.models.work import ActivityKind
from db.seed.diary import Diary
from db.seed.dice import later
from db.seed.staff import Worker
from db.seed.world import Client, Term

LEAST = 4
MOST_OF_A_SORT = 2


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
        diary.enter(
            term.client, seller.id, ActivityKind.CALL, today, f"续保提醒：{term.kind.zh}{term.expiry:%m月%d日}到期"
        )
    for term in _unpaid(held):
        diary.enter(term.client, seller.id, ActivityKind.CALL, today, f"催缴逾期保费：{term.kind.zh}")
    deals = [deal for one in held for deal in diary.deals.get(one.id, ()) if deal.outcome is Outcome.OPEN]
    for deal in diary.dice.sample(deals, min(MOST_OF_A_SORT, len(deals))):
        diary.enter(deal.client, seller.id, ActivityKind.VISIT, today, f"推进商机：{deal.product.zh}", deal)
    for client in diary.dice.sample(held, min(len(held), max(0, LEAST - (len(diary.entries) - before)))):
        diary.enter(client, seller.id, ActivityKind.CALL, today)


def _near(diary: Diary, held: list[Client]) -> list[Term]:
    today = diary.world.as_of
    near = [
        term
        for client in held
        for term in client.terms
        if today < term.expiry <= later(today, 30) and term.renewed_by is None and term.ended_on is None
    ]
    return sorted(near, key=lambda term: term.expiry)[:MOST_OF_A_SORT]


def _unpaid(held: list[Client]) -> list[Term]:
    late = [term for client in held for term in client.terms if term.unpaid > 0]
    return sorted(late, key=lambda term: (-term.unpaid, term.id))[:MOST_OF_A_SORT]
