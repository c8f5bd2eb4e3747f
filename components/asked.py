"""What the address asks of a view: which days, narrowed to what, which point was clicked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from components import period as periods
from components.address import Pick
from db.config_shape import Chart
from db.metrics import DIMENSIONS
from db.periods import Period


@dataclass(frozen=True)
class Asked:
    """What the address asks of a view: period, filters and the clicked point."""

    code: str
    period: Period
    where: Mapping[str, str]
    pick: Pick | None
    first: date
    last: date

    def apart_from(self, chart: Chart | None) -> dict[str, str]:
        """The filters, with the clicked point for all but time and what the chart itself runs over."""
        if self.pick is None:
            return dict(self.where)
        by = chart.by if chart else ()
        others = {name: code for name, code in self.pick.codes.items() if name not in by}
        return {**self.where, **{name: code for name, code in others.items() if DIMENSIONS[name].kind != "time"}}

    def period_for(self, chart: Chart | None) -> Period:
        """The days that a tile shows: up to the last one that has figures where its period still runs."""
        return periods.shown(self.whole_for(chart)[1], self.last)

    def whole_for(self, chart: Chart | None) -> tuple[str, Period]:
        """The period of a tile: a clicked month takes its place where the tile does not run along time itself."""
        runs = chart is not None and any(DIMENSIONS[name].kind == "time" for name in chart.by)
        for name, code in self.pick.codes.items() if self.pick and not runs else ():
            if DIMENSIONS[name].kind == "time" and (narrower := periods.period_of(code)):
                return code, narrower
        if chart is not None and chart.months:
            months = periods.trailing(self.period, chart.months, self.last)
            return periods.code_for(months), months
        return self.code, self.period


def as_asked(span: str, code: str, where: Mapping[str, str], pick: Pick | None, days: tuple[date, date]) -> Asked:
    """What the address asks for; where it names no period, the last of that span that has figures."""
    period = periods.period_of(code)
    if period is None:
        code = periods.code_of(span, days[1])
        period = periods.period_of(code) or periods.ALL
    return Asked(code, period, where, pick, *days)
