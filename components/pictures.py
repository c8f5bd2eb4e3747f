"""Charts drawn once for the same figures: also after a write, where most of them are what they were."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from components.charts.look import Drawn
from components.gather import Drawing
from components.plots import draw, kind_of, plot_of
from components.words import language
from db.measure import Figure

MOST = 512

Made = TypeVar("Made")

_kept: OrderedDict[object, tuple[object, Any]] = OrderedDict()
_keeping = Lock()


def picture(shown: Drawing, picked: frozenset[tuple[str, str]]) -> Drawn | None:
    """The chart of a drawing in the reader's language; None where there is nothing to draw."""

    def drawn() -> Drawn | None:
        plot = plot_of(shown, picked)
        return None if plot.empty else draw(plot, kind_of(shown.chart))

    return made_once(shown, picked, drawn)


def made_once(shown: Drawing, what: object, make: Callable[[], Made]) -> Made:
    """What is made of a drawing's figures in the reader's language, made once for the same figures."""
    figures = (*shown.figures, shown.before)
    how = (what, shown.chart.model_dump_json(), shown.period, language())
    # The same objects first, which is quicker to see; what is kept holds them, so that no other takes their place.
    same = (tuple(map(id, figures)), how)
    found = _recalled(same)
    if found is None:
        told = (tuple(map(_told, figures)), how)
        found = _recalled(told)
        if found is None:
            found = figures, make()
            _keep(told, found)
        _keep(same, (figures, found[1]))
    return found[1]


def _told(figure: Figure | None) -> object:
    """All that a chart shows of a figure."""
    return None if figure is None else (figure.by, figure.total, tuple(figure.rows))


def _recalled(key: object) -> tuple[object, Any] | None:
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _keep(key: object, found: tuple[object, Any]) -> None:
    with _keeping:
        _kept[key] = found
        while len(_kept) > MOST:
            _kept.popitem(last=False)
