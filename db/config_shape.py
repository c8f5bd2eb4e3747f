"""The shape of config.toml: frozen models that say which keys there are and what they hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from db.config_exports import Exports
from db.config_follow_up import FollowUp
from db.config_handover import Handover
from db.config_part import Bilingual, Code, Coded, Days, Part
from db.config_rules import Rules

Span = Literal["month", "quarter", "year", "all"]
ChartKind = Literal["bar", "line", "stacked", "heat", "waterfall", "funnel", "table", "list"]
AssignRule = Literal["region", "line", "load", "round_robin"]
FileKind = Literal["pdf", "png", "jpeg", "docx", "xlsx", "pptx"]
BotForm = Literal["wecom", "dingtalk", "feishu"]


class Company(Part):
    """The insurer this runs for; hotline and address stand in letters, where there are any."""

    name: Bilingual
    time_zone: str = "Asia/Shanghai"
    hotline: str = ""
    address: Bilingual = Bilingual(zh="", en="")


class SignIn(Part):
    """How long a sign-in lasts and who needs a second factor."""

    totp_roles: tuple[str, ...] = ()
    idle_minutes: Days = 60
    absolute_hours: Days = 12
    see_as_roles: tuple[str, ...] = ("admin",)
    see_as_minutes: Days = 30


class Notices(Part):
    """Where the day's numbers may be sent: hosts of group bots, each with the form it takes."""

    bot_hosts: dict[str, BotForm] = Field(default_factory=dict)


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


class MilestonePlan(Coded):
    """One milestone of every project: in which stage, whose it is, how many days it takes, and what it waits for."""

    code: Code
    stage: str
    lane: str
    days: Days
    blocked_by: tuple[str, ...] = ()


class Projects(Part):
    """The departments that work on a project, and the milestones that it is made from."""

    lanes: tuple[Coded, ...] = ()
    milestones: tuple[MilestonePlan, ...] = ()

    def lane(self, code: str) -> Coded | None:
        """The department of that code."""
        return next((lane for lane in self.lanes if lane.code == code), None)

    def milestone(self, code: str | None) -> MilestonePlan | None:
        """The milestone of that code."""
        return next((one for one in self.milestones if one.code == code), None)


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


class Files(Part):
    """Which files may hang on a customer: their kinds, told by content, and how large one may be."""

    kinds: tuple[FileKind, ...] = ("pdf", "png", "jpeg", "docx", "xlsx")
    most_mb: Annotated[int, Field(ge=1, le=200)] = 10

    @property
    def most_bytes(self) -> int:
        """The bound in bytes."""
        return self.most_mb * 1024 * 1024


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
    projects: Projects = Projects()
    leads: Leads = Leads()
    customers: Customers = Customers()
    files: Files = Files()
    handover: Handover = Handover()
    exports: Exports = Exports()
    follow_up: FollowUp = FollowUp()
    views: dict[str, View] = Field(default_factory=dict)
