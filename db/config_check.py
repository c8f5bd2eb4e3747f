"""Looks up every name in config.toml: measures, dimensions, roles, pages, stages. Less is fine, more is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import Formatter
from zoneinfo import available_timezones

from db.access import FIGURES, GRANTS, OPENS
from db.config_charts import misfit
from db.config_day import Day
from db.config_follow_up import PLACES, Letter
from db.config_part import Coded
from db.config_shape import Config, Projects, Stage, View
from db.metrics import DIMENSIONS, METRICS
from db.models.people import Role
from db.models.work import ActivityKind
from db.rules.critical_path import Circular, in_order
from db.rules.stages import SETTLED

ROLES = [role.value for role in Role if role is not Role.SYSTEM]
# What a stage can ask for is what can be empty in an opportunity, or be done with a customer.
FIELDS = ["competitor", "expected_premium", "lost_reason", "next_step", "next_step_on"]
ACTIVITIES = [f"activity.{kind.value}" for kind in ActivityKind]
EVIDENCE = [*(f"field.{name}" for name in FIELDS), *ACTIVITIES]


def complaints(config: Config) -> Iterator[str]:
    """A sentence for every name that is wrong, each with its place and the choices."""
    if config.company.time_zone not in available_timezones():
        yield f"company.time_zone: unknown time zone '{config.company.time_zone}': choose one such as Asia/Shanghai"
    yield from _names("sign_in.totp_roles", "role", config.sign_in.totp_roles, ROLES)
    seers = sorted(GRANTS["see_as"].roles)
    yield from _names("sign_in.see_as_roles", "role", config.sign_in.see_as_roles, seers)
    yield from _stages("stages.relationship", config.stages.relationship)
    yield from _stages("stages.project", config.stages.project, [*EVIDENCE, SETTLED])
    yield from _stages("stages.account", config.stages.account)
    yield from _projects(config.projects, [stage.code for stage in config.stages.project])
    yield from _once("leads.sources", config.leads.sources)
    yield from _once("customers.regions", config.customers.regions)
    known = [region.code for region in config.customers.regions]
    for number, territory in enumerate(config.leads.territories):
        yield from _names(f"leads.territories[{number}].regions", "region", territory.regions, known)
    yield from _names("exports.roles", "role", config.exports.roles, ROLES)
    yield from _day(config.rules.day)
    if (points := sum(config.handover.completeness.points.values())) != 100:
        yield f"handover.completeness: the points of all parts add up to {points}, not 100"
    yield from _letters("follow_up.letters", config.follow_up.letters)
    for role, view in config.views.items():
        place = f"views.{role}"
        if role not in ROLES:
            yield f"{place}: unknown role '{role}': choose from {', '.join(ROLES)}"
        else:
            yield from _view(place, Role(role), view)


def _once(place: str, listed: tuple[Coded, ...]) -> Iterator[str]:
    codes = [one.code for one in listed]
    for number, code in enumerate(codes):
        if codes.index(code) != number:
            yield f"{place}[{number}].code: '{code}' is there twice"


def _letters(place: str, letters: tuple[Letter, ...]) -> Iterator[str]:
    yield from _once(place, letters)
    for number, letter in enumerate(letters):
        for text in (letter.text.zh, letter.text.en):
            try:
                named = [name for _before, name, _form, _as in Formatter().parse(text) if name is not None]
            except ValueError as broken:
                yield f"{place}[{number}].text: {broken}"
            else:
                yield from _names(f"{place}[{number}].text", "place", named, PLACES)


def _projects(projects: Projects, stages: list[str]) -> Iterator[str]:
    yield from _once("projects.lanes", projects.lanes)
    yield from _once("projects.milestones", projects.milestones)
    lanes, codes = [lane.code for lane in projects.lanes], [one.code for one in projects.milestones]
    for number, one in enumerate(projects.milestones):
        here = f"projects.milestones[{number}]"
        yield from _names(f"{here}.stage", "stage", [one.stage], stages)
        yield from _names(f"{here}.lane", "lane", [one.lane], lanes)
        yield from _names(f"{here}.blocked_by", "milestone", one.blocked_by, codes)
    try:
        in_order({one.code: one.blocked_by for one in projects.milestones})
    except Circular as round_:
        yield f"projects.milestones: these wait for each other: {round_}"


def _day(day: Day) -> Iterator[str]:
    quotas = [quota.code for quota in day.quotas]
    yield from _names("rules.day.quota", "quota", [day.quota] if day.quota else [], quotas)
    for number, quota in enumerate(day.quotas):
        yield from _names(
            f"rules.day.quotas[{number}].kinds", "kind", quota.kinds, [kind.value for kind in ActivityKind]
        )
    codes = [one.code for one in (*day.outcomes, *day.reasons)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"rules.day: '{code}' is there twice among outcomes and reasons"


def _names(place: str, what: str, said: Collection[str], choices: Collection[str]) -> Iterator[str]:
    for name in said:
        if name not in choices:
            yield f"{place}: unknown {what} '{name}': choose from {', '.join(sorted(choices))}"


def _measures(place: str, role: Role, names: Collection[str]) -> Iterator[str]:
    yield from _names(place, "metric", names, METRICS)
    allowed = FIGURES.get(role, frozenset())
    for name in names:
        if name in METRICS and allowed is not None and name not in allowed:
            choices = ", ".join(sorted(allowed)) or "none"
            yield f"{place}: metric '{name}' is not open to the role '{role}': choose from {choices}"


def _pages(place: str, role: Role, names: Collection[str]) -> Iterator[str]:
    yield from _names(place, "page", names, OPENS)
    allowed = sorted(page for page, roles in OPENS.items() if role in roles)
    for name in names:
        if name in OPENS and name not in allowed:
            yield f"{place}: page '{name}' is not open to the role '{role}': choose from {', '.join(allowed)}"


def _view(place: str, role: Role, view: View) -> Iterator[str]:
    yield from _pages(f"{place}.pages", role, view.pages or ())
    plain = [name for name, dimension in DIMENSIONS.items() if dimension.kind != "time"]
    yield from _names(f"{place}.filters", "filter", view.filters, plain)
    yield from _measures(f"{place}.tiles", role, view.tiles)
    for number, chart in enumerate(view.charts):
        here = f"{place}.charts[{number}]"
        yield from _measures(here, role, chart.names)
        yield from _names(f"{here}.by", "dimension", chart.by, DIMENSIONS)
        if chart.drill != "none":
            yield from _pages(f"{here}.drill", role, [chart.drill])
        if problem := misfit(chart):
            yield f"{here}: {problem}"


def _stages(place: str, stages: tuple[Stage, ...], choices: Collection[str] = EVIDENCE) -> Iterator[str]:
    codes = [stage.code for stage in stages]
    for number, stage in enumerate(stages):
        here = f"{place}[{number}]"
        if codes.index(stage.code) != number:
            yield f"{here}.code: '{stage.code}' is there twice"
        yield from _names(f"{here}.next", "stage", stage.next, codes)
        yield from _names(f"{here}.evidence", "evidence", stage.evidence, choices)
        if not stage.outcome and not stage.next:
            yield f"{here}.next: a stage without an outcome needs a next one: choose from {', '.join(codes)}"
