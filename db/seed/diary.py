"""Collects the demo's activities before they are noted in order of time."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.commands.close_activity import EVIDENCE
from db.models.sales import Opportunity, Outcome
from db.models.work import ActivityKind, ActivityStatus
from db.seed.deals import Deal
from db.seed.world import Client, World

SUBJECTS = {
    ActivityKind.CALL: ("电话回访", "确认续保意向", "了解需求变化", "沟通报价"),
    ActivityKind.VISIT: ("上门拜访", "现场查勘", "送达保单", "递交方案"),
    ActivityKind.MESSAGE: ("发送方案要点", "发送缴费提醒", "回复咨询"),
    ActivityKind.MEETING: ("方案讲解会", "决策人会谈", "承保条件洽谈"),
    ActivityKind.SERVICE: ("协助理赔资料", "办理批改", "风险服务"),
    ActivityKind.CARE: ("生日问候", "节日问候", "保单周年回访"),
}
RESULTS = (
    "客户有意向，待报价",
    "需求已确认",
    "决策人暂不在，约下周",
    "对价格有异议",
    "已收齐资料",
    "维持现状",
    "转介绍一位客户",
)
LEARNED = ("needs", "competitor", "needs contact", "premium", "contact")
NEXT = ("一周内再联系", "发送正式报价", "约见决策人", "补充资料", "")


class Diary:
    """Collects activities; they are noted in order of time."""

    def __init__(self, world: World, deals: list[Deal]) -> None:
        self.world, self.dice = world, world.dice("work")
        self.deals: dict[int, list[Deal]] = {}
        for deal in deals:
            self.deals.setdefault(deal.client.id, []).append(deal)
        self.held: dict[int, list[Client]] = {}
        for client in world.clients:
            for owner in dict.fromkeys(person for _since, person in client.owners):
                self.held.setdefault(owner, []).append(client)
        self.entries: list[dict[str, Any]] = []

    def enter(
        self,
        client: Client,
        person: int,
        kind: ActivityKind,
        day: date,
        subject: str = "",
        deal: Deal | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """An activity of a day, planned until something is said about it."""
        entry = {
            "customer_id": client.id,
            "opportunity_id": deal.id if deal else None,
            "person_id": person,
            "kind": kind,
            "status": ActivityStatus.PLANNED,
            "subject": subject or self.dice.choice(SUBJECTS[kind]),
            "planned_on": day,
            "stake": deal.premium if deal else None,
            **more,
        }
        self.entries.append(entry)
        return entry

    def done(self, entry: dict[str, Any], *, new_fact: bool) -> None:
        """It took place on its day."""
        entry |= {
            "status": ActivityStatus.DONE,
            "done_on": entry["planned_on"],
            "outcome": self.dice.choice(RESULTS),
            "new_fact": int(new_fact),
            "facts": LEARNED[len(self.entries) % len(LEARNED)] if new_fact else "",
            "next_step": self.dice.choice(NEXT),
        }
        if entry["opportunity_id"] and entry["kind"] in EVIDENCE:
            sale = self.world.rows.of[Opportunity][entry["opportunity_id"] - 1]
            if sale["outcome"] is Outcome.OPEN:
                sale["evidence_on"] = max(sale["evidence_on"], entry["done_on"])

    def running(self, client: Client, day: date) -> Deal | None:
        """A sale to the customer that ran on a day and was not left to rest by then."""
        for deal in self.deals.get(client.id, ()):
            if deal.rests and day > deal.moves[-1][1]:
                continue
            if deal.opened_on <= day and (deal.closed_on is None or day <= deal.closed_on):
                return deal
        return None

    def somebody(self, person: int, day: date) -> Client | None:
        """A customer whom a person owned on a day."""
        held = self.held.get(person, [])
        for _try in range(4 if held else 0):
            client = self.dice.choice(held)
            if client.known_since <= day and client.owner_on(day) == person:
                return client
        return None
