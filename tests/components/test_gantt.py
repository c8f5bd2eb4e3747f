"""A project along time as Plotly takes it: a bar a milestone, its name over it, the longest chain joined up."""

from datetime import date

import plotly.graph_objects as go

from components.charts.gantt import DAY, Gantt, Piece, gantt

TODAY = date(2026, 6, 30)
HOSTILE = "<b>查勘</b>"
LEGEND = {"critical": "关键路径", "open": "未完成", "settled": "已办结", "late": "逾期"}
PIECES = (
    Piece("业务", date(2026, 6, 1), date(2026, 6, 10), "settled", "资料", "资料"),
    Piece("风控", date(2026, 6, 10), date(2026, 6, 25), "critical", HOSTILE, f"{HOSTILE}\n王磊", TODAY),
    Piece("核保", date(2026, 6, 25), date(2026, 7, 8), "critical", "报告", "报告"),
    Piece("核保", date(2026, 8, 1), date(2026, 8, 1), "open", "条款", "条款"),
)


def drawn(**more):
    return gantt(Gantt(**{"pieces": PIECES, "legend": LEGEND, "chain": (1, 2), "today": TODAY, **more})).to_dict()


def trace(figure, name):
    return next(one for one in figure["data"] if one.get("name") == name)


def test_a_bar_is_as_long_as_its_days_and_never_invisible():
    figure = drawn()
    critical = trace(figure, "关键路径")
    assert (critical["base"], critical["x"]) == (["2026-06-10", "2026-06-25"], [15 * DAY, 13 * DAY])
    assert trace(figure, "未完成")["x"] == [DAY]


def test_what_is_late_goes_on_until_today():
    late = trace(drawn(), "逾期")
    assert (late["base"], late["x"]) == (["2026-06-25"], [5 * DAY])


def test_a_lane_is_named_once_in_the_middle_of_its_rows():
    axis = drawn()["layout"]["yaxis"]
    assert (axis["ticktext"], axis["tickvals"]) == (["业务", "风控", "核保"], [0, 1, 2.5])


def test_names_are_harmless_and_stand_where_there_is_room():
    figure = drawn()
    names = next(one for one in figure["data"] if one.get("mode") == "text")
    assert names["textposition"] == ["middle right", "middle right", "middle right", "middle left"]
    assert "<b>" not in str(figure["data"])
    assert trace(figure, "关键路径")["customdata"][0].endswith("<br>王磊")


def test_plotly_takes_the_whole_with_a_chain_and_without():
    for figure in (drawn(), drawn(chain=(), pieces=PIECES[:1])):
        go.Figure(figure)
    lines = [one for one in drawn()["data"] if one.get("mode") == "lines"]
    assert lines[0]["x"] == ["2026-06-10", "2026-06-25", "2026-06-25", "2026-07-08"]
