"""The demo's claims: from report to closing, what they were thought to cost and what was paid, who worked on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from db.models.claims import Claim, ClaimEventKind, ClaimParty, ClaimStatus, PartyRole
from db.seed.dice import Dice, later
from db.seed.ledger import Ledger
from db.seed.world import Term, World

CAUSES = {
    "motor": ("追尾碰撞", "剐蹭", "单方事故", "玻璃破碎", "第三者人伤"),
    "property": ("暴雨进水", "电气火灾", "水管爆裂", "台风损坏", "盗抢"),
    "liability": ("顾客滑倒", "员工工伤", "设备伤人", "食品安全投诉"),
    "cargo": ("运输途中碰撞", "货物受潮", "装卸损坏", "整车侧翻"),
    "engineering": ("基坑塌陷", "塔吊事故", "暴雨冲毁", "第三者损失"),
    "health": ("住院医疗", "门诊手术", "重大疾病确诊"),
    "group": ("员工门诊", "员工住院", "工伤意外", "意外骨折"),
    "accident": ("交通意外", "跌倒骨折", "烫伤"),
}
PARTIES = {
    "motor": (PartyRole.GARAGE, ("捷顺汽修", "明途钣喷", "安驰服务站")),
    "health": (PartyRole.HOSPITAL, ("宁川第一医院", "宁川惠民医院")),
    "group": (PartyRole.HOSPITAL, ("宁川第一医院", "宁川惠民医院")),
    "accident": (PartyRole.HOSPITAL, ("宁川第一医院", "宁川骨科医院")),
}
OTHERS = {
    PartyRole.ADJUSTER: ("衡准公估", "方正行公估", "明鉴公估"),
    PartyRole.LAW_FIRM: ("宁川正衡律所", "宁川德信律所"),
    PartyRole.APPRAISER: ("宁川价格评估", "恒诚鉴定"),
}
NOTHING_PAID = 0.09
"""How many claims are rejected or withdrawn."""
PRUDENCE = 1.36
"""How much more the others cost, so that the loss ratio comes out near what each product declares."""


@dataclass
class _Course:
    """One claim: its milestones in order of time, and its money."""

    term: Term
    loss_on: date
    reported_on: date
    cost: int
    steps: list[tuple[date, ClaimStatus]] = field(default_factory=list)
    money: list[tuple[date, ClaimEventKind, int]] = field(default_factory=list)


def make_claims(world: World, ledger: Ledger) -> None:
    """Make the claim of every loss that was reported by now."""
    dice = world.dice("claims")
    courses = [
        _course(dice, term, loss, reported)
        for term in world.terms
        for loss in term.losses
        if (reported := loss + timedelta(days=dice.among({0: 5, 1: 4, 2: 2, 5: 2, 12: 1}))) <= world.as_of
    ]
    courses.sort(key=lambda course: (course.reported_on, course.term.id, course.loss_on))
    for course in courses:
        _note(world, ledger, dice, course)


def _course(dice: Dice, term: Term, loss_on: date, reported_on: date) -> _Course:
    kind, department = term.kind, term.client.department
    mean = term.premium / 100 * kind.loss_ratio * department.losses / kind.losses * PRUDENCE
    yuan = max(120, round(min(mean * dice.noise(0.65), mean * 4) / 10) * 10)
    course = _Course(term, loss_on, reported_on, yuan * 100)
    pace = 0.6 if yuan < 5_000 else 1.0 if yuan < 50_000 else 2.2
    day = reported_on
    course.steps.append((day, ClaimStatus.REPORTED))
    course.money.append((day, ClaimEventKind.ESTIMATE, round(yuan * dice.uniform(0.7, 1.25) / 100) * 10_000))
    for status, typical in ((ClaimStatus.SURVEYED, 5), (ClaimStatus.ASSESSED, 16)):
        day = later(day, 1 + typical * pace * dice.noise(0.5))
        course.steps.append((day, status))
    _settle(dice, course, day, pace)
    return course


def _settle(dice: Dice, course: _Course, day: date, pace: float) -> None:
    """Once assessed: refused or taken back, or approved, paid in one or more parts, and closed."""
    opening = course.money[0][2]
    fate = dice.among({"": 1 - NOTHING_PAID, "rejected": NOTHING_PAID * 0.6, "withdrawn": NOTHING_PAID * 0.4})
    if fate:
        course.steps.append((day, ClaimStatus(fate)))
        course.money.append((day, ClaimEventKind.ESTIMATE, -opening))
        return
    course.money.append((day, ClaimEventKind.ESTIMATE, course.cost - opening))
    day = later(day, 1 + 4 * pace * dice.noise(0.5))
    course.steps.append((day, ClaimStatus.APPROVED))
    left = course.cost
    for _part in range(dice.randrange(2, 4) if course.cost > 8_000_000 else 1):
        day = later(day, 2 + 9 * pace * dice.noise(0.5))
        amount = round(left * dice.uniform(0.3, 0.6) / 100) * 100 if _part == 0 and course.cost > 8_000_000 else left
        if amount:
            course.money.append((day, ClaimEventKind.PAYMENT, amount))
        left -= amount
    course.steps.append((day, ClaimStatus.PAID))
    day = later(day, 3 + 8 * dice.noise(0.5))
    if course.term.kind.line == "motor" and dice.chance(0.03):
        back = -round(course.cost * dice.uniform(0.2, 0.5) / 100) * 100
        course.money += [(day, ClaimEventKind.ESTIMATE, back), (day, ClaimEventKind.PAYMENT, back)]
        course.steps.append((day, ClaimStatus.RECOVERED))
    else:
        course.steps.append((day, ClaimStatus.CLOSED))


ENDED = (ClaimStatus.CLOSED, ClaimStatus.REJECTED, ClaimStatus.WITHDRAWN, ClaimStatus.RECOVERED)


def _note(world: World, ledger: Ledger, dice: Dice, course: _Course) -> None:
    day, status = [step for step in course.steps if step[0] <= world.as_of][-1]
    number = len(world.rows.of[Claim]) + 1
    world.rows.add(
        Claim,
        number=f"CL{course.reported_on:%Y}{number:06}",
        policy_id=course.term.id,
        loss_on=course.loss_on,
        reported_on=course.reported_on,
        status=status,
        cause=dice.choice(CAUSES[course.term.kind.line]),
        closed_on=day if status in ENDED else None,
    )
    for at, (booked_on, kind, amount) in enumerate(course.money):
        if booked_on <= world.as_of and (amount or at == 0):
            ledger.claim(course.term, booked_on, amount, claim_id=number, kind=kind, opening=int(at == 0))
    _engage(world, dice, course, number, done=status in ENDED)


def _engage(world: World, dice: Dice, course: _Course, number: int, *, done: bool) -> None:
    engaged = later(course.reported_on, dice.randrange(1, 6))
    found = [PARTIES[course.term.kind.line]] if course.term.kind.line in PARTIES and dice.chance(0.7) else []
    if course.cost > 3_000_000:
        role = dice.among({PartyRole.ADJUSTER: 6, PartyRole.APPRAISER: 3, PartyRole.LAW_FIRM: 1})
        found.append((role, OTHERS[role]))
    for role, named in found:
        world.rows.add(
            ClaimParty,
            claim_id=number,
            role=role,
            name=dice.choice(named),
            engaged_on=min(engaged, world.as_of),
            due_on=later(engaged, dice.randrange(7, 30)),
            fee=round(course.cost * 0.03 / 10_000) * 10_000 + 20_000 if role in OTHERS else None,
            result="已出具意见" if done else "",
            rating=dice.among({5: 4, 4: 4, 3: 2, 2: 1}) if done else None,
        )
