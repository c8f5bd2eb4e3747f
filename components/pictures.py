"""Charts drawn once for the same figures: measure() answers with the same ones until the data changes."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from components.charts.look import Drawn
from components.gather import Drawing
from components.plots import draw, kind_of, plot_of
from components.words import language
from db.measure import Figure

MOST = 256
Drawn_of = tuple[tuple[Figure | None, ...], Drawn | None]

_kept: OrderedDict[object, Drawn_of] = OrderedDict()
_keeping = Lock()


def picture(shown: Drawing, picked: frozenset[tuple[str, str]]) -> Drawn | None:
    """The chart of a drawing in the reader's language; None where there is nothing to draw."""
    figures = (*shown.figures, shown.before)
    # Figures are told apart as objects; what is kept holds them, so that none of another takes their place.
    key = (tuple(map(id, figures)), shown.chart.model_dump_json(), shown.period, picked, language())
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key][1]
    plot = plot_of(shown, picked)
    drawn = None if plot.empty else draw(plot, kind_of(shown.chart))
    with _keeping:
        _kept[key] = figures, drawn
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return drawn
