"""Cover along time as Plotly takes it."""

from datetime import date

import plotly.graph_objects as go

from components.charts.lanes import DAY, Dot, Lanes, Span, lanes

HOSTILE = "<b>车</b>"


def shown(**more):
    term = Span(0, date(2025, 1, 1), date(2026, 1, 1), "P1")
    parts = {"gaps": ("脱保", ()), "dots": ("赔案", ()), **more}
    return lanes(Lanes([HOSTILE], ("保险期间", [term]), parts["gaps"], parts["dots"], date(2026, 6, 30)))


def test_a_term_is_as_long_as_its_days():
    (bar,) = shown().to_dict()["data"]
    assert (bar["base"], bar["x"], bar["y"]) == (["2025-01-01"], [365 * DAY], [0])


def test_gaps_and_claims_lie_in_their_lane_and_plotly_takes_the_whole():
    gap = Span(0, date(2026, 1, 1), date(2026, 6, 30), "脱保至今 180 天")
    drawn = shown(gaps=("脱保", [gap]), dots=("赔案", [Dot(0, date(2025, 5, 1), HOSTILE)])).to_dict()
    assert [trace["type"] for trace in drawn["data"]] == ["bar", "bar", "scatter"]
    assert go.Figure(drawn).data[2].x == ("2025-05-01",)
    assert "<b>" not in str(drawn["data"]) + str(drawn["layout"]["yaxis"])


def test_the_axis_names_its_months_by_number_in_any_language():
    axis = shown().to_dict()["layout"]["xaxis"]
    stops = {stop["value"] for stop in axis["tickformatstops"]}
    assert stops == {"%Y-%m-%d", "%Y-%m", "%Y"}
    assert go.Figure(shown().to_dict()).layout.xaxis.tickformatstops[1].dtickrange == ("M1", "M12")
