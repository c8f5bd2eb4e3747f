"""Any figure by any one or two dimensions, for a period and filters, in an actor's scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from db.access import Actor
from db.buckets import Bucket, Grain, buckets, grain_of, key_of, start_of
from db.config import config
from db.errors import Denied
from db.figures import Basis, DimensionKind, Metric, When
from db.memory import remembered
from db.metrics import dimension, metric
from db.names import Label, Names
from db.periods import BEGINNING, END, Period
from db.periods import today as business_day
from db.rights import counts
from db.session import ActorSession
from db.summary_sums import AHEAD, split
from db.sums import Filters, Sums, narrowed, sums

Value = Fraction | None
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One line of a figure: its keys, their names, its exact value (money in fen, None without a denominator)."""

    keys: Keys
    labels: tuple[Label, ...]
    value: Value


@dataclass(frozen=True)
class Figure:
    """A figure broken down; `total` is added up by itself, never from rounded rows."""

    metric: Metric
    by: tuple[str, ...]
    period: Period
    rows: list[Row]
    total: Value


@dataclass(frozen=True)
class Question:
    """What is asked: by which dimensions, for which days, of which filters, seen from which day."""

    by: tuple[str, ...]
    period: Period
    filters: Filters
    today: date

    def until(self, one: Metric) -> Period:
        """The period, ending tomorrow at the latest for what is counted on its last day."""
        if one.basis is Basis.FLOW:
            return self.period
        return Period(self.period.start, min(self.period.end, self.today + timedelta(days=1)))


def measure(
    session: ActorSession,
    actor: Actor,
    name: str,
    *,
    by: Sequence[str] = (),
    period: Period,
    where: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Figure:
    """The figure `name` in the actor's scope.

    `by` are up to two dimensions, `where` maps dimensions to keys. Raises Unknown for a name that is not declared and
    Denied for a figure that the actor's role may not ask for. Money is in fen, exact: round once, when it is shown.
    """
    one = metric(name)
    if not counts(actor, name):
        raise Denied("core.not_allowed")
    dimensions = tuple(dimension(each).name for each in by)
    key = (name, dimensions, period, tuple(sorted((where or {}).items())), today or business_day(), id(config()))
    return remembered(session, key, lambda: _worked_out(session, actor, one, dimensions, period, where or {}, key[4]))


def ahead(session: ActorSession, names: Sequence[str], by: Sequence[str], periods: Sequence[Period]) -> None:
    """Say which figures will be asked for together: their monthly summaries are then read by one statement."""
    today, timed = business_day(), any(dimension(each).kind is DimensionKind.TIME for each in by)
    together: dict[Period, set[str]] = {}
    for one, period, series in product(_leaves(names), periods, {timed, False}):
        span = span_of(one, Question((), period, Filters(), today).until(one), series=series)
        if span is not None:
            parts = one.series if series and one.series else one.parts
            kinds = (part.summary for part in parts if part.summary)
            together.setdefault(split(span, today)[0], set()).update(kinds)
    session.info[AHEAD] = together


def _leaves(names: Sequence[str]) -> list[Metric]:
    """The figures that are added up: of a ratio both sides."""
    found = [metric(name) for name in names]
    return [
        one for each in found for one in (_leaves([each.over or "", each.under or ""]) if each.is_ratio else [each])
    ]


def _worked_out(
    session: ActorSession,
    actor: Actor,
    one: Metric,
    dimensions: tuple[str, ...],
    period: Period,
    where: Mapping[str, str],
    today: date,
) -> Figure:
    names = Names.of(session)
    filters = Filters.of(names, where)
    question = Question(dimensions, narrowed(period, filters.period), filters, today)
    cells = _values(session, actor, one, question, names)
    total = cells.get((), _empty(one)) if not dimensions else _total(session, actor, one, question, names, cells)
    rows = [Row(keys, names.labels(dimensions, keys), value) for keys, value in cells.items()] if dimensions else []
    return Figure(one, dimensions, period, names.ordered(dimensions, rows), total)


def _total(
    session: ActorSession, actor: Actor, one: Metric, question: Question, names: Names, cells: dict[Keys, Value]
) -> Value:
    """Σ of the cells where they are parts of a whole; else the figure asked for once more, as one number."""
    timed = any(dimension(each).kind is DimensionKind.TIME for each in question.by)
    if one.is_ratio or (timed and (one.series or one.basis in (Basis.BALANCE, Basis.ROLLING))):
        return total_of(session, actor, one, question, names)
    return sum((value for value in cells.values() if value is not None), Fraction(0))


def total_of(session: ActorSession, actor: Actor, one: Metric, question: Question, names: Names) -> Value:
    """The figure as one number."""
    return _values(session, actor, one, replace(question, by=()), names).get((), _empty(one))


def _empty(one: Metric) -> Value:
    return None if one.is_ratio else Fraction(0)


def _values(session: ActorSession, actor: Actor, one: Metric, question: Question, names: Names) -> dict[Keys, Value]:
    if not one.is_ratio:
        return dict(_added(session, actor, one, question, names))
    over = _added(session, actor, metric(one.over or ""), question, names)
    under = _added(session, actor, metric(one.under or ""), question, names)
    keys = dict.fromkeys((*over, *under))
    return {key: over.get(key, Fraction(0)) / under[key] if under.get(key, 0) > 0 else None for key in keys}


def _added(session: ActorSession, actor: Actor, one: Metric, question: Question, names: Names) -> dict[Keys, Fraction]:
    """Σ of the parts by key."""
    times = [each for each in question.by if dimension(each).kind is DimensionKind.TIME]
    grain = grain_of(times)
    period = question.until(one)
    when = When(period.last, question.today)
    cells: dict[Keys, Fraction] = defaultdict(Fraction)
    span = span_of(one, period, series=bool(times))
    for part in one.series if times and one.series else one.parts:
        found = sums(
            session,
            actor,
            part,
            by=question.by,
            span=span,
            grain=grain,
            filters=question.filters,
            when=when,
            names=names,
        )
        for keys, amount in _placed(one, found, question.by, period, times):
            cells[keys] += Fraction(part.sign * amount, part.scale)
    return cells


def span_of(one: Metric, period: Period, *, series: bool) -> Period | None:
    """The days that rows must fall into; None for a stock, which its criteria alone define."""
    if one.basis is Basis.BALANCE or (one.series and series):
        return Period(end=period.end)
    if one.basis is Basis.ROLLING:
        return Period(_year_before(period.start if series and period.start > BEGINNING else period.end), period.end)
    if one.basis is Basis.STOCK and not series:
        return None
    return period


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def _placed(one: Metric, found: Sums, by: tuple[str, ...], period: Period, times: list[str]) -> list[tuple[Keys, int]]:
    """Each sum under the keys it is shown under; a running figure stands in every cut of time from then on."""
    if not times:
        return [(keys, amount) for (_day, keys), amount in found.items()]
    running = one.basis in (Basis.BALANCE, Basis.ROLLING) or bool(one.series)
    finest = min((Grain(each) for each in times), key=list(Grain).index)
    shown = buckets(_clipped(period, found), finest)
    places = {bucket.start: bucket for bucket in shown}
    placed = []
    for (day, keys), amount in found.items():
        if day is None:
            continue
        own = places.get(start_of(day, finest))
        cuts = [cut for cut in shown if _counts_in(one, day, cut, period)] if running else [own] if own else []
        placed += [(_with_times(by, keys, cut), amount) for cut in cuts]
    return placed


def _clipped(period: Period, found: Sums) -> Period:
    """The period without the years before the first row and after the last that a period without bounds would have."""
    days = [day for day, _keys in found if day is not None]
    if not days:
        return Period(period.start, period.start)
    start = period.start if period.start > BEGINNING else min(days)
    return Period(start, period.end if period.end < END else max(days) + timedelta(days=1))


def _counts_in(one: Metric, day: date, bucket: Bucket, period: Period) -> bool:
    end = min(bucket.end, period.end)
    return day < end and (one.basis is not Basis.ROLLING or day >= _year_before(end))


def _with_times(by: tuple[str, ...], keys: Keys, bucket: Bucket) -> Keys:
    """The keys with those of time put where the question asks for time."""
    rest = iter(keys)
    return tuple(
        key_of(bucket.start, Grain(each)) if dimension(each).kind is DimensionKind.TIME else next(rest) for each in by
    )
