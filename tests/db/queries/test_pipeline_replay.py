"""A history replayed event by event, day by day, comes to the same figures as the reports' queries."""

import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

import pytest

from db.buckets import Grain
from db.config import config
from db.models.sales import CloseDateChange, Opportunity, PremiumChange, StageChange
from db.periods import Period, add_months, month_start, now
from db.pipeline import Lens, running
from db.queries.pipeline_ageing import age_classes, ageing
from db.queries.pipeline_changes import change_sums
from db.queries.pipeline_forecast import forecast_rows, forecasts
from db.queries.pipeline_funnel import funnel
from db.queries.pipeline_velocity import velocity
from db.session import reading
from factories import company, customer, hire, product, write_all

FIRST, LAST = date(2025, 9, 1), date(2026, 6, 30)
WEEK = LAST - timedelta(6)
KIND = "relationship"
STAGES = {stage.code: stage for stage in config().stages.of(KIND)}
RANK = {code: at for at, code in enumerate((*running(KIND), "won"), 1)}


class Sale:
    """One opportunity as somebody would keep it who only hears one event after another."""

    def __init__(self, number, on, premium, close):
        self.number, self.opened, self.stage, self.premium, self.close = number, on, "contact", premium, close
        self.since = self.entered = on
        self.closed = None
        self.furthest = 1
        self.came_from = ("contact", on)
        self.rows = [StageChange(opportunity_id=number, to_stage="contact", changed_on=on, changed_at=now())]

    def note(self, model, on, **values):
        self.rows.append(model(opportunity_id=self.number, changed_on=on, changed_at=now(), **values))

    def move(self, to, on):
        stay = (self.stage, on, (on - self.entered).days) if self.stage in running(KIND) else None
        self.note(StageChange, on, from_stage=self.stage, to_stage=to, days=(on - self.entered).days)
        ended, reopened = STAGES[to].outcome is not None, self.closed is not None
        self.since = self.came_from[1] if reopened else on
        if ended:
            self.came_from = (self.stage, self.since_of_stay)
        self.stage, self.entered, self.closed = to, on, on if ended else None
        self.since_of_stay = self.since
        self.furthest = max(self.furthest, RANK.get(to, 0))
        return stay

    since_of_stay = property(lambda self: self.__dict__.get("_stay", self.opened))

    @since_of_stay.setter
    def since_of_stay(self, day):
        self.__dict__["_stay"] = day

    def price(self, premium, on):
        self.note(PremiumChange, on, from_premium=self.premium, to_premium=premium)
        self.premium = premium

    def put_off(self, close, on):
        self.note(CloseDateChange, on, from_day=self.close, to_day=close, days=(close - self.close).days)
        self.close = close

    def row(self, customer_id, product_id):
        ended = STAGES[self.stage].outcome
        return Opportunity(
            id=self.number, customer_id=customer_id, title="t", kind=KIND, business_type="new", product_id=product_id,
            stage=self.stage, outcome=ended or "open", expected_premium=self.premium, expected_close=self.close,
            probability=STAGES[self.stage].probability, opened_on=self.opened, closed_on=self.closed,
            stage_since=self.since, evidence_on=self.since,
        )  # fmt: skip


class Diary:
    """What somebody noted who looked at all sales every day."""

    def __init__(self, dice):
        self.dice, self.sales = dice, []
        self.stays, self.promised, self.before = [], {}, {}

    def live(self):
        day = FIRST
        while day <= LAST:
            if day == month_start(day):
                self.promised[day] = self.due(add_months(day, 1))
            if day == WEEK:
                self.before = {sale: (sale.stage, sale.premium, sale.close) for sale in self.sales}
            for sale in self.sales:
                self.happens(sale, day)
            if self.dice.random() < 0.4:
                close = day + timedelta(self.dice.randrange(10, 120))
                self.sales.append(Sale(len(self.sales) + 1, day, self.dice.randrange(1, 900) * 100, close))
            day += timedelta(1)

    def due(self, end):
        open_ = [sale for sale in self.sales if sale.stage in running(KIND) and sale.close < end]
        return len(open_), sum(Fraction(sale.premium * STAGES[sale.stage].probability, 100) for sale in open_)

    def happens(self, sale, day):
        if sale.closed:
            if self.dice.random() < 0.004:
                sale.move(sale.came_from[0], day)
            return
        for _again in range(self.dice.choice((1, 1, 2))):
            if sale.closed is None and self.dice.random() < 0.04:
                self.stays.append((sale, *sale.move(self.dice.choice(STAGES[sale.stage].next), day)))
        if sale.closed is None and self.dice.random() < 0.02:
            sale.price(self.dice.randrange(1, 900) * 100, day)
        if sale.closed is None and self.dice.random() < 0.02:
            sale.put_off(sale.close + timedelta(self.dice.choice((-20, -5, 7, 30))), day)


@pytest.fixture(params=[1, 2, 3])
def lived(request, url):
    """A diary of ten months, and whoever reads of it in the database."""
    company()
    diary = Diary(random.Random(request.param))  # noqa: S311 - a story, no secret
    diary.live()
    whose, what = customer(hire("li")), product()
    write_all([sale.row(whose, what) for sale in diary.sales])
    write_all([row for sale in diary.sales for row in sale.rows])
    return diary, hire("chen", "manager")


def test_the_queries_say_what_the_diary_says(lived):
    diary, chen = lived
    lens, whole = Lens(KIND), Period(FIRST, LAST + timedelta(1))
    assert len(diary.sales) > 80
    with reading(chen) as session:
        found = funnel(session, chen, lens, whole, Grain.MONTH)
        paces = velocity(session, chen, lens, whole)
        stands = ageing(session, chen, lens)
        months = forecasts(session, chen, lens, 9)
        changes = change_sums(session, chen, lens, WEEK)
        rows = forecast_rows(session, chen, lens, months[5].month, "weighted", limit=500)
    assert found.whole.reached == tuple(sum(sale.furthest >= at for sale in diary.sales) for at in range(1, 6))
    assert {one.key: one.opened for one in found.cohorts} == count(f"{sale.opened:%Y-%m}" for sale in diary.sales)
    assert {(pace.stage, pace.month): (pace.stays, pace.mean, pace.median) for pace in paces} == paced(diary)
    assert {(one.stage, one.age): (one.count, one.premium) for one in stands} == aged(diary)
    assert {one.month: (one.due, one.weighted) for one in months} == diary.promised
    assert (rows.count, rows.total) == diary.promised[months[5].month]
    assert {one.what: one.count for one in changes} == changed(diary)
    won = [sale for sale in diary.sales if sale.stage == "won"]
    for one in months:
        mine = [sale for sale in won if month_start(sale.closed) == one.month]
        assert (one.won, one.won_premium) == (len(mine), sum(sale.premium for sale in mine))


def count(keys):
    found = defaultdict(int)
    for key in keys:
        found[key] += 1
    return found


def paced(diary):
    days = defaultdict(list)
    for _sale, stage, on, spent in diary.stays:
        days[stage, f"{on:%Y-%m}"].append(spent)
        days[stage, ""].append(spent)
    for sale in diary.sales:
        if sale.stage == "won":
            for month in (f"{sale.closed:%Y-%m}", ""):
                days["won", month].append((sale.closed - sale.opened).days)
    return {key: (len(each), Fraction(sum(each), len(each)), Fraction(median(each))) for key, each in days.items()}


def aged(diary):
    found = defaultdict(lambda: (0, 0))
    for sale in diary.sales:
        if sale.closed is None:
            age = (LAST - sale.since).days
            at = next(at for at, (_first, last) in enumerate(age_classes()) if last is None or age <= last)
            number, premium = found[sale.stage, at]
            found[sale.stage, at] = (number + 1, premium + sale.premium)
    return found


def changed(diary):
    """What differs between the morning of the week's first day and today."""
    found = defaultdict(int)
    for sale in diary.sales:
        moves = [row for row in sale.rows if isinstance(row, StageChange) and row.changed_on >= WEEK]
        stage, premium, close = diary.before.get(sale, (None, None, None))
        if moves and sale.closed:
            found[sale.stage] += 1
        elif moves and stage is None:
            found["opened"] += 1
        elif moves and stage != sale.stage:
            place = list(STAGES)
            found["forward" if place.index(sale.stage) > place.index(stage) else "back"] += 1
        first = next(
            (row.from_premium for row in sale.rows if isinstance(row, PremiumChange) and row.changed_on >= WEEK), None
        )
        premium = first if premium is None else premium
        if premium is not None and premium != sale.premium:
            found["raised" if sale.premium > premium else "lowered"] += 1
        first = next(
            (row.from_day for row in sale.rows if isinstance(row, CloseDateChange) and row.changed_on >= WEEK), None
        )
        close = first if close is None else close
        if close is not None and close != sale.close:
            found["later" if sale.close > close else "earlier"] += 1
    return found
