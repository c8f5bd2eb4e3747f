"""Every kind of chart: right in Plotly's own eyes, exact at the pointer, harmless whatever names are in it."""

from dataclasses import replace
from fractions import Fraction

import plotly.graph_objects as go
import pytest

from components.charts.bars import bars
from components.charts.flows import funnel, waterfall
from components.charts.folding import MOST_MARKS, MOST_SERIES, folded
from components.charts.heat import heat
from components.charts.lines import lines
from components.charts.look import steps
from components.charts.plot import FAINT, Mark, Plot, Series

EVIL = [
    "<b>bold</b>",
    '<a href="http://evil.example">x</a>',
    "<img src=x onerror=alert(1)>",
    "%{x} %{customdata[0]}",
    "$\\alpha$",
    "&lt;script&gt;",
    "a<br>b",
    "\u202egnp.exe",
]


def plot(names, *, series=1, in_time=False, unit="yuan", by=("team",)):
    marks = tuple(Mark(f"m{at}", name) for at, name in enumerate(names))
    made = tuple(
        Series(
            Mark(f"s{n}", f"系列{n}"), "signed_premium", tuple(Fraction(100 * (at + n + 1)) for at in range(len(names)))
        )
        for n in range(series)
    )
    if series == 1:
        made = (replace(made[0], mark=Mark("", "")),)
    return Plot(by, marks, made, unit, in_time, {"signed_premium": "Σ 签单"})


TWO = ("team", "line")
KINDS = {
    "bars": lambda names: bars(plot(names)),
    "bars in time": lambda names: bars(plot(names, in_time=True)),
    "grouped": lambda names: bars(plot(names, series=2, by=TWO)),
    "stacked": lambda names: bars(plot(names, series=3, by=TWO), stacked=True),
    "with the year before": lambda names: bars(
        replace(
            plot(names, in_time=True),
            before=Series(Mark(None, "上年"), "signed_premium", tuple(Fraction(7) for _ in names)),
        )
    ),
    "lines": lambda names: lines(plot(names, series=2, in_time=True, by=TWO, unit="ratio")),
    "heat": lambda names: heat(plot(names, series=3, by=TWO)),
    "funnel": lambda names: funnel(plot(names)),
    "waterfall": lambda names: waterfall(plot(names)),
}


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


@pytest.mark.parametrize("kind", KINDS)
def test_plotly_finds_nothing_wrong_with_it(kind):
    drawn = KINDS[kind](["一部", "二部", "三部"]).to_dict()
    go.Figure(data=drawn["data"], layout=drawn["layout"])


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_shown_and_never_run(kind):
    drawn = KINDS[kind](EVIL).to_dict()
    # Hover templates are ours alone: what is typed comes in as the value of a point.
    for trace in drawn["data"]:
        assert "evil" not in trace["hovertemplate"]
        assert "onerror" not in trace["hovertemplate"]
    for text in strings(drawn):
        bare = text.replace("<b>", "", 1).replace("</b>", "", 1) if text.startswith("<b>") else text
        for tag in ("<b>bold", "<a ", "<img", "<script", "\u202e"):
            assert tag not in bare, text


@pytest.mark.parametrize("kind", KINDS)
def test_two_of_the_same_name_stay_two(kind):
    drawn = KINDS[kind](["王伟", "王伟", "李娜"]).to_dict()
    codes = {point[0] for trace in drawn["data"] for point in trace["customdata"] if point[0]}
    assert len({code.split("\x1f")[1] if "\x1f" in code else code for code in codes}) == 3


def test_the_pointer_shows_the_exact_figure_its_share_and_its_formula():
    shown = Plot(
        ("team",),
        (Mark("t1", "一队"), Mark("t2", "二队")),
        (Series(Mark("", ""), "signed_premium", (Fraction(123456789), Fraction(370370367))),),
        "yuan",
        in_time=False,
        formulas={"signed_premium": "Σ 保单 + 批改"},
    )
    [trace] = bars(shown).to_dict()["data"]
    assert trace["customdata"][0] == ("signed_premium\x1fteam:t1", "<b>一队</b><br>¥1,234,567.89<br>占 25.00%")
    assert "Σ 保单 + 批改" in trace["hovertemplate"]
    assert trace["text"] == ["123.46万", "370.37万"]


def test_a_click_says_metric_and_both_codes():
    [first, _second] = bars(plot(["一队"], series=2, by=TWO), stacked=True).to_dict()["data"]
    assert first["customdata"][0][0] == "signed_premium\x1fteam:m0\x1fline:s0"


def test_the_clicked_point_stands_out():
    clicked = replace(plot(["一队", "二队"]), picked=frozenset({("team", "m1")}))
    assert bars(clicked).to_dict()["data"][0]["marker"]["opacity"] == [FAINT, 1]
    assert bars(plot(["一队", "二队"])).to_dict()["data"][0]["marker"]["opacity"] == [1, 1]


def test_a_month_without_figure_is_a_gap_in_a_line():
    shown = plot(["1月", "2月", "3月"], in_time=True, unit="ratio")
    holed = replace(shown, series=(replace(shown.series[0], values=(Fraction(1, 2), None, Fraction(1, 4))),))
    [trace] = lines(holed).to_dict()["data"]
    assert trace["y"] == [50.0, None, 25.0]
    assert trace["connectgaps"] is False


def test_many_marks_become_the_largest_and_the_rest():
    names = [f"第{at}队" for at in range(20)]
    few = folded(plot(names))
    assert len(few.marks) == MOST_MARKS + 1
    assert few.marks[-1] == Mark(None, "其余 8 项")
    assert sum(few.series[0].values) == sum(plot(names).series[0].values)
    assert bars(few).to_dict()["data"][0]["customdata"][-1][0] is None


def test_ratios_are_never_added_up_to_a_rest():
    few = folded(plot([f"第{at}队" for at in range(20)], unit="ratio"))
    assert len(few.marks) == MOST_MARKS
    assert None not in {mark.code for mark in few.marks}


def test_many_series_become_the_largest_and_the_rest():
    shown = plot(["1月", "2月"], series=9, in_time=True, by=TWO)
    few = folded(shown)
    assert len(few.series) == MOST_SERIES + 1
    assert [sum(column) for column in zip(*(s.values for s in few.series), strict=True)] == [
        sum(column) for column in zip(*(s.values for s in shown.series), strict=True)
    ]


def test_a_waterfall_ends_in_what_remains():
    fall = Plot(
        (),
        (Mark("earned_premium", "已赚保费"), Mark("incurred_claims", "赔款"), Mark(None, "结余")),
        (Series(Mark("", ""), "earned_premium", (Fraction(3306022), Fraction(-1200000), Fraction(2106022))),),
        "yuan",
        in_time=False,
    )
    [trace] = waterfall(fall).to_dict()["data"]
    assert trace["measure"] == ["absolute", "relative", "total"]
    assert trace["y"] == [33060.22, -12000.0, 21060.22]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 100, [0, 20, 40, 60, 80, 100]), (0, 7, [0, 2, 4, 6, 8]), (-3, 7, [-4, -2, 0, 2, 4, 6, 8])],
)
def test_axes_step_in_round_figures(low, high, expected):
    assert steps(low, high) == expected


def test_counts_have_no_half_steps():
    assert steps(0, 2, whole=True) == [0, 1, 2]
    assert steps(0, 0, whole=True) == [0, 1]


def test_an_axis_of_money_is_written_short():
    axis = bars(plot(["一队"], in_time=True)).to_dict()["layout"]["yaxis"]
    assert axis["ticktext"][0] == "0"
    big = Plot(("month",), (Mark("1", "1"),), (Series(Mark("", ""), "x", (10**10 * 3,)),), "yuan", in_time=True)
    assert bars(big).to_dict()["layout"]["yaxis"]["ticktext"][-1] == "3亿"
