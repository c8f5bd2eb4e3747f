"""A ratio reads the same on a card, in a table and on an axis."""

from fractions import Fraction

from components.charts.look import _tick
from components.tables import _cells_of
from components.words import percent


def test_a_table_tells_a_ratio_of_ten_and_more_as_a_card_does():
    large, small = Fraction(21723, 100), Fraction(742, 1000)
    assert [percent(large), percent(small)] == ["217.2×", "74.20%"]
    assert _cells_of([large, small, None], "ratio") == ["217.2×", "74.20%", None]
    assert _cells_of([small, None], "ratio") == [74.2, None]
    assert _cells_of([100_000], "yuan") == [1000.0]


def test_so_does_an_axis():
    assert [_tick(tick, "ratio") for tick in (0, 50, 500, 1_000, 20_000)] == ["0%", "50%", "500%", "10×", "200×"]
