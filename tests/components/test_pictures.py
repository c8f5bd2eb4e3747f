"""What is drawn of figures is drawn once, also when they come anew and say the same."""

from fractions import Fraction

from components.gather import Drawing
from components.pictures import made_once, picture
from db.config_shape import Chart
from db.measure import Figure, Row
from db.metrics import METRICS
from db.names import Label
from db.periods import year

CHART = Chart(metric="signed_premium", by=("team",))


def drawing(*amounts):
    rows = [Row((f"T{at}",), (Label(f"{at}组", f"Team {at}"),), Fraction(amount)) for at, amount in enumerate(amounts)]
    figure = Figure(
        METRICS["signed_premium"], ("team",), year(2026), rows, sum((row.value for row in rows), Fraction(0))
    )
    return Drawing(CHART, year(2026), {}, (figure,))


def test_the_same_figures_are_drawn_once():
    shown = drawing(100, 200)
    assert picture(shown, frozenset()) is picture(shown, frozenset())
    assert picture(shown, frozenset()) is picture(drawing(100, 200), frozenset())


def test_other_figures_or_another_click_make_another_picture():
    first = picture(drawing(100, 200), frozenset())
    assert picture(drawing(100, 201), frozenset()) is not first
    assert picture(drawing(100, 200), frozenset({("team", "T1")})) is not first


def test_nothing_to_draw_is_remembered_as_well():
    made = []
    shown = drawing()
    assert picture(shown, frozenset()) is None
    for _ in range(2):
        made_once(shown, "once", lambda: made.append(1))
    assert made == [1]
