"""`figure`: any metric by any dimensions, in the name of somebody."""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from typing import Annotated

import typer

from db.cli.rows import Format, FormatOption, print_rows
from db.errors import Refusal, Unknown
from db.figures import DimensionKind, Unit
from db.measure import Figure, Value, measure
from db.metrics import DIMENSIONS
from db.periods import BEGINNING, END, Period
from db.queries.actors import actor_named
from db.session import reading

DAY = ["%Y-%m-%d"]
PLACES = {Unit.YUAN: 2, Unit.RATIO: 4, Unit.DAYS: 2, Unit.COUNT: 0}
_WHERE = re.compile(r"(?P<dimension>[^=]+)=(?P<value>.*)")


def figure(
    metric: Annotated[str, typer.Argument(help="A metric by name, such as signed_premium.")],
    as_login: Annotated[str, typer.Option("--as", metavar="LOGIN", help="In whose name, and so in whose scope.")],
    by: Annotated[list[str] | None, typer.Option(metavar="DIM", help="A dimension; up to two, in order.")] = None,
    since: Annotated[datetime | None, typer.Option("--from", formats=DAY, help="First day; the beginning.")] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=DAY, help="Day after the last one; all there is.")
    ] = None,
    where: Annotated[list[str] | None, typer.Option(metavar="DIM=VALUE", help="Only rows of this value.")] = None,
    shape: FormatOption = Format.TABLE,
) -> None:
    """A figure of the book. CSV has a column per dimension, then the metric; amounts in yuan, no total row."""
    actor = actor_named(as_login)
    if actor is None:
        raise Unknown("people.unknown_login", choices=[], name=as_login)
    end = until.date() if until else END
    period = Period(since.date() if since else BEGINNING, end)
    with reading(actor) as session:
        found = measure(session, actor, metric, by=by or [], period=period, where=_filters(where or []))
    typed = [name for name in found.by if DIMENSIONS[name].kind is not DimensionKind.TIME]
    print_rows((*found.by, metric), _rows(found), shape, typed=typed)


def _filters(given: list[str]) -> dict[str, str]:
    matches = [_WHERE.fullmatch(each) for each in given]
    if any(match is None for match in matches):
        raise Refusal("cli.where_form")
    return {match["dimension"].strip(): match["value"] for match in matches if match}


def _rows(found: Figure) -> list[tuple[str, ...]]:
    if not found.by:
        return [(written(found.total, found.metric.unit),)]
    return [(*row.keys, written(row.value, found.metric.unit)) for row in found.rows]


def written(value: Value, unit: Unit) -> str:
    """A value in plain digits: yuan with 2 decimals, ratios with 4, days with 2, counts whole; nothing for None."""
    if value is None:
        return ""
    places = PLACES[unit]
    exact = Fraction(value) / 100 if unit is Unit.YUAN else Fraction(value)
    scaled = abs(exact) * 10**places
    # Half away from zero, as the trade rounds.
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    digits = f"{whole:0{places + 1}d}"
    sign = "-" if exact < 0 and whole else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
