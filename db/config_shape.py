"""The shape of config.toml: frozen models that say which keys there are and what they hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Span = Literal["month", "quarter", "year", "all"]
ChartKind = Literal["bar", "line", "stacked", "heat", "waterfall", "funnel", "table", "list"]
AssignRule = Literal["region", "line", "load", "round_robin"]
BotForm = Literal["wecom", "dingtalk", "feishu"]
Days = Annotated[int, Field(gt=0)]
Code = Annotated[str, Field(pattern="^[a-z_]{1,24}$")]


class Part(BaseModel):
    """A piece of the file: cannot be changed once read, knows no other keys than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Bilingual(Part):
    """One name in both languages."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Coded(Part):
    """A code and how it is called."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    name: Bilingual


class Company(Part):
    """The insurer this runs for."""

    name: Bilingual
    time_zone: str = "Asia/Shanghai"


class SignIn(Part):
    """How long a sign-in lasts and who needs a second factor."""

    totp_roles: tuple[str, ...] = ()
    idle_minutes: Days = 60
    absolute_hours: Days = 12


class HighValue(Part):
    """Who counts as a high-value customer: either bound is enough."""

    premium_yuan: Annotated[int, Field(ge=0)] = 20_000
    policies: Days = 5

    @property
    def premium_fen(self) -> int:
        """The bound in the unit in which premium is kept."""
        return self.premium_yuan * 100


class Overdue(Part):
    """Upper ends, in days, of the age classes of overdue premium."""

    buckets: tuple[Days, ...] = (30, 90, 365)


class Renewal(Part):
    """When a renewal is due and on which days before expiry its owner is reminded."""

    reminders: tuple[Days, ...] = (90, 60, 30, 15, 7, 1)
    due_days: Days = 60


class Limits(Part):
    """What is more than anybody means to type."""

    premium_yuan: Annotated[int, Field(gt=0)] = 100_000_000

    @property
    def premium_fen(self) -> int:
        """The bound in the unit in which premium is kept."""
        return self.premium_yuan * 100


class BusinessType(Part):
    """What tells business switched to us from new business."""

    switch_gap_days: Days = 90


class Stalled(Part):
    """When an opportunity has stood still for too long."""

    over_expected: Annotated[float, Field(gt=0)] = 1.5


class DuplicateHint(Part):
    """How often in an hour somebody is told that a phone or an ID number is known already."""

    per_hour: Days = 20


class LostReason(Coded):
    """One reason for which sales are lost, by its code and its name."""

    code: Annotated[str, Field(min_length=1, max_length=24)]


class Sales(Part):
    """What is taken of an opportunity, and how many past cases make a chance."""

    most_premium_yuan: Annotated[int, Field(gt=0, le=10**11)] = 100_000_000
    most_years_ahead: Days = 5
    least_cases: Days = 20
    history_months: Days = 36
    lost: tuple[LostReason, ...] = ()

    @property
    def most_fen(self) -> int:
        """The bound in the unit in which premium is kept."""
        return self.most_premium_yuan * 100


class Reason(Coded):
    """One tap that says why an item moves to another day."""

    code: Code


class Ending(Reason):
    """One tap that closes an item: what came of it, and whether it counts as done."""

    status: Literal["done", "missed"] = "done"


class Quota(Coded):
    """What a salesperson's day should hold: a number of contacts of each kind."""

    kinds: dict[str, Days]


class Day(Part):
    """How a salesperson's day is planned, handed in and closed."""

    items: Days = 12
    again_days: Days = 7
    cut_off: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "20:00"
    quota: str | None = None
    quotas: tuple[Quota, ...] = ()
    outcomes: tuple[Ending, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def named(self, code: str) -> Reason | None:
        """The outcome or the reason of that code."""
        return next((one for one in (*self.outcomes, *self.reasons) if one.code == code), None)

    @property
    def aim(self) -> Quota | None:
        """The profile in force."""
        return next((one for one in self.quotas if one.code == self.quota), None)


class Outlier(Part):
    """Who of a team stands out in a week, counted over the days gone by."""

    undone: Days = 3
    kept_below: Annotated[float, Field(ge=0, le=1)] = 0.6
    least_due: Days = 4
    days_without_plan: Days = 2
    effective: Annotated[int, Field(ge=0)] = 1
    least_done: Days = 5


class Rules(Part):
    """The rules that carry numbers."""

    high_value: HighValue = HighValue()
    limits: Limits = Limits()
    overdue: Overdue = Overdue()
    renewal: Renewal = Renewal()
    business_type: BusinessType = BusinessType()
    stalled: Stalled = Stalled()
    duplicate_hint: DuplicateHint = DuplicateHint()
    sales: Sales = Sales()
    day: Day = Day()
    outlier: Outlier = Outlier()


class Notices(Part):
    """Where the day's numbers may be sent: hosts of group bots, each with the form it takes."""

    bot_hosts: dict[str, BotForm] = {}


class Stage(Part):
    """One step of a sale; one with an outcome ends it."""

    code: str
    name: Bilingual
    probability: Annotated[int, Field(ge=0, le=100)]
    expected_days: Days | None = None
    evidence: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    outcome: Literal["won", "lost"] | None = None


class Stages(Part):
    """The steps of each kind of sale, in order."""

    relationship: tuple[Stage, ...] = ()
    project: tuple[Stage, ...] = ()
    account: tuple[Stage, ...] = ()

    def of(self, kind: str) -> tuple[Stage, ...]:
        """The steps of a kind of sale; one of which nothing is said has none."""
        return {"relationship": self.relationship, "project": self.project, "account": self.account}.get(kind, ())

    @property
    def every(self) -> tuple[Stage, ...]:
        """The steps of all kinds of sale."""
        return (*self.relationship, *self.project, *self.account)

    def stage(self, kind: str, code: str) -> Stage | None:
        """The step of that code, None where the kind has no such step."""
        return next((stage for stage in self.of(kind) if stage.code == code), None)


class Territory(Part):
    """The regions and lines that a unit's sellers take leads of; what is left out is any."""

    unit: str
    regions: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


class Leads(Part):
    """Where leads come from, who is given them, and when they go back to the pool."""

    sources: tuple[Coded, ...] = ()
    assign: tuple[AssignRule, ...] = ("load", "round_robin")
    on_arrival: bool = False
    most_open: Days = 30
    return_days: Days = 7
    territories: tuple[Territory, ...] = ()


class Customers(Part):
    """What the forms of customers offer to choose from."""

    regions: tuple[Coded, ...] = ()


class Chart(Part):
    """One drawn tile of a view: what is measured, by what, how it is drawn, where a click leads."""

    metric: str | None = None
    metrics: tuple[str, ...] = ()
    by: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    kind: ChartKind | None = None
    months: Days | None = None
    compare: bool = False
    drill: str = "rows"
    wide: bool = False
    title: Bilingual | None = None
    list: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The measures shown, without the signs of a waterfall."""
        named = (self.metric,) if self.metric else self.metrics
        return tuple(name.removeprefix("-") for name in named)


class View(Part):
    """The first screen of a role and the pages in its menu."""

    pages: tuple[str, ...] | None = None
    period: Span = "year"
    filters: tuple[str, ...] = ()
    tiles: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()


class Config(Part):
    """The whole file."""

    company: Company
    sign_in: SignIn = SignIn()
    notices: Notices = Notices()
    rules: Rules = Rules()
    stages: Stages = Stages()
    leads: Leads = Leads()
    customers: Customers = Customers()
    views: dict[str, View] = {}
