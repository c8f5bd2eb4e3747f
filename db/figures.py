"""What a figure and a dimension are: the words that db/metrics.py declares them in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    """What a figure is counted in; `yuan` figures are fen until they are shown."""

    YUAN = "yuan"
    COUNT = "count"
    RATIO = "ratio"
    DAYS = "days"


class Basis(StrEnum):
    """A flow adds up over a period, a balance all before its end, a rolling one the 12 months before its end; a stock
    is what holds on its last day.
    """

    FLOW = "flow"
    BALANCE = "balance"
    ROLLING = "rolling"
    STOCK = "stock"


@dataclass(frozen=True)
class When:
    """The days a criterion may ask about: the last day of the period, capped at today; and today itself."""

    last: date
    today: date


Criteria = Callable[[When], tuple[Any, ...]]


def every_row(_when: When) -> tuple[Any, ...]:
    """No criterion."""
    return ()


def as_booked(amount: Any, _when: When) -> Any:
    """The row's own amount."""
    return amount


@dataclass(frozen=True)
class Part:
    """Rows that a figure adds up: of which table, by which date, which of them, and how much each.

    `amount` maps the row's own amount, or the credited share of it, to what is added. The sum is divided by `scale`.
    `counts` adds 1 a row instead. `summary` names the same sum in the monthly summaries. `earns` spreads the amount
    over the days of cover. `needs` are the tables besides the model that the expressions speak of.
    `counted` is the same sum over rows that were counted beforehand, by owner and tier. `adds` leaves those out of a
    list of the rows that add nothing to the sum.
    """

    model: Any
    on: Any
    only: Criteria = every_row
    amount: Callable[[Any, When], Any] = as_booked
    sign: int = 1
    scale: int = 1
    counts: bool = False
    summary: str | None = None
    earns: bool = False
    needs: tuple[Any, ...] = ()
    counted: Part | None = None
    adds: Criteria = every_row


@dataclass(frozen=True)
class Metric:
    """One figure of the dictionary: a sum of parts, or `over` ÷ `under`, each added up by itself.

    `series` are the same sum as what came and what went, for a stock asked for by time.
    """

    name: str
    zh: str
    en: str
    formula_zh: str
    formula_en: str
    unit: Unit = Unit.YUAN
    basis: Basis = Basis.FLOW
    lower_is_better: bool = False
    parts: tuple[Part, ...] = field(default=(), repr=False)
    series: tuple[Part, ...] = field(default=(), repr=False)
    over: str | None = None
    under: str | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether two figures are divided."""
        return self.over is not None


def total(name: str, zh: str, en: str, formulas: tuple[str, str], *parts: Part, **more: Any) -> Metric:
    """A figure that is a sum of parts; `formulas` are its formula in words, zh and en."""
    return Metric(name, zh, en, *formulas, parts=parts, **more)


def ratio(name: str, zh: str, en: str, formulas: tuple[str, str], over: str, under: str, **more: Any) -> Metric:
    """A figure that divides two others, each added up by itself."""
    return Metric(name, zh, en, *formulas, over=over, under=under, **{"unit": Unit.RATIO, **more})


class DimensionKind(StrEnum):
    """How the keys of a dimension are named and ordered."""

    TIME = "time"
    UNIT = "unit"
    PERSON = "person"
    CODE = "code"


@dataclass(frozen=True)
class Dimension:
    """One way to break a figure down."""

    name: str
    zh: str
    en: str
    kind: DimensionKind = DimensionKind.CODE
