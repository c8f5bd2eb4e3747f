"""The head of a department opens the home that config.toml declares, clicks a bar, narrows down, takes a file."""

import json

import pytest

from db.access import SYSTEM
from db.config import config
from db.models.people import Role
from db.run import run
from db.summaries import rebuild, refresh_first_policies
from factories import company, customer, hire, product
from factories_money import claim, cost, policy, target
from opening import counting, frames, texts

HOME = "pages/start/home.py"


def booked(session, actor) -> None:
    refresh_first_policies(session)
    rebuild(session)


@pytest.fixture
def branch(url):
    """Two departments; 2025 and the first half of 2026 of a small book."""
    company()
    people = {role.value: hire(role.value, role, place) for role, place in PLACES.items()}
    li, wang = people["salesperson"], hire("wang", unit="D2T1", name="王伟")
    product("car")
    big, small = customer(li, "华东物流"), customer(wang, "北方制造")
    last = policy(big, 10_000, "2025-03-10", paid=True)
    policy(big, 12_000, "2026-03-10", renews=last, paid=True)
    policy(customer(li, "新港贸易"), 5_000, "2026-06-02")
    policy(small, 7_000, "2026-05-20", paid=True)
    claim(last, "2025-09-01", estimate=4_000, paid=4_000)
    cost(big, 300, "2026-04-01")
    target("D1", "signed_premium", "2026-03-01", 2_000_000)
    run(booked, SYSTEM)
    return people


PLACES = {
    Role.SALESPERSON: "D1T1",
    Role.MANAGER: "D1T1",
    Role.DEPARTMENT_HEAD: "D1",
    Role.EXECUTIVE: "C",
    Role.SERVICE: "C",
    Role.CLAIMS: "C",
    Role.ANALYST: "C",
    Role.ADMIN: "C",
}


def cards(at):
    return {metric.label: metric.value for metric in at.metric}


def charts(at):
    """Each chart as its traces."""
    return [json.loads(element.proto.spec)["data"] for element in at.get("plotly_chart")]


def test_the_head_sees_the_department_and_nothing_of_the_other(branch, visit):
    at = visit(branch["department_head"], HOME)
    shown = cards(at)
    assert shown["签单保费"] == "1.70万"
    assert shown["实收保费"] == "1.20万"
    assert shown["应收保费"] == "5,000.00"
    assert shown["新增客户"] == "1"
    assert "王伟" not in texts(at)
    assert "¥7,000" not in json.dumps(charts(at), ensure_ascii=False)


def test_the_executive_sees_the_whole_company_by_department(branch, visit):
    at = visit(branch["executive"], HOME)
    assert cards(at)["签单保费"] == "2.40万"
    drawn = json.dumps(charts(at), ensure_ascii=False)
    assert "第1营业部" in drawn
    assert "第2营业部" in drawn


def test_a_card_is_compared_with_the_same_days_of_the_year_before_and_with_the_target(branch, visit):
    at = visit(branch["department_head"], HOME)
    signed = next(metric for metric in at.metric if metric.label == "签单保费")
    assert signed.delta == "+70.0%"
    assert "较上年同期" in texts(at)
    assert "完成 85" in texts(at)


def test_a_page_opens_on_the_last_period_that_has_figures(url, visit):
    company()
    head = hire("head", "department_head", "D1")
    policy(customer(hire("li")), 10_000, "2023-03-10")
    run(booked, SYSTEM)
    at = visit(head, HOME)
    assert at.session_state["address.period"] == "2023"
    assert cards(at)["签单保费"] == "1.00万"


def test_who_signed_nothing_lately_opens_on_the_company_s_last_period(url, visit):
    company()
    idle, busy = hire("idle"), hire("busy")
    policy(customer(idle), 10_000, "2023-03-10")
    policy(customer(busy), 10_000, "2026-06-10")
    run(booked, SYSTEM)
    at = visit(idle, HOME)
    assert at.session_state["address.period"] == "2026-06"
    assert cards(at)["签单保费"] == "0.00"


def test_a_click_on_a_month_lists_what_adds_up_to_it_and_filters_the_rest(branch, visit):
    at = visit(branch["department_head"], HOME, tile="0", on="signed_premium", pick="month:2026-03")
    assert cards(at)["签单保费"] == "1.20万"
    listed = next(frame for frame in frames(at) if "客户" in frame)
    assert list(listed["客户"]) == ["华东物流"]
    assert listed["金额（元）"].sum() == 12_000
    assert "2026年3月" in texts(at)
    by_month = charts(at)[0][0]
    assert len([strength for strength in by_month["marker"]["opacity"] if strength == 1]) == 1


def test_a_second_click_narrows_what_the_first_left(branch, visit):
    at = visit(branch["executive"], HOME, tile="0", on="signed_premium", pick=["month:2026-03", "department:D1"])
    assert cards(at)["签单保费"] == "1.20万"
    assert "2026年3月 · 部门 第1营业部" in texts(at)


def test_what_is_dated_later_than_the_last_figures_counts_on_no_side_of_a_comparison(url, visit):
    """Premium is earned up to the end of the year, but compared with the same days of the year before."""
    company()
    head = hire("head", "department_head", "D1")
    first = policy(customer(hire("li")), 36_500, "2025-01-01")
    policy(customer(hire("wang")), 36_500, "2026-01-01", renews=first)
    policy(customer(hire("zhao", unit="D2T1")), 1_000, "2026-06-30")
    run(booked, SYSTEM)
    at = visit(head, "pages/figures/explore.py", metric="earned_premium", by="quarter")
    [card] = at.metric
    assert (card.value, card.delta) == ("1.81万", "")
    assert [len(trace["x"]) for trace in charts(at)[0]] == [2]
    rows = visit(head, "pages/figures/rows.py", metric="earned_premium", period="2026")
    assert cards(rows)["合计"] == "¥18,100.00"


def test_clear_takes_the_click_out_of_the_address(branch, visit):
    at = visit(branch["department_head"], HOME, tile="0", on="signed_premium", pick="month:2026-03")
    at = at.button(key="let_go").click().run()
    assert "pick" not in at.query_params
    assert cards(at)["签单保费"] == "1.70万"


def test_the_chart_answers_a_click(branch, visit):
    at = visit(branch["department_head"], HOME)
    point = {"customdata": ["signed_premium\x1fmonth:2026-03", ""]}
    at.session_state["tile.0"] = {"selection": {"points": [point], "point_indices": [], "box": [], "lasso": []}}
    assert not at.run().exception


def test_period_and_filters_live_in_the_address_as_codes(branch, visit):
    at = visit(branch["department_head"], HOME, period="2025")
    assert cards(at)["签单保费"] == "1.00万"
    at = visit(branch["department_head"], HOME, team="D1T2")
    assert cards(at)["签单保费"] == "0.00"
    at = visit(branch["department_head"], HOME)
    at = at.selectbox(key="address.team").set_value("D1T1").run()
    assert at.query_params["team"] in ("D1T1", ["D1T1"])


@pytest.mark.parametrize(
    "address",
    [
        {"period": "3026-13"},
        {"team": "nobody"},
        {"team": "'; drop table policy; --"},
        {"pick": "month:9999", "on": "signed_premium", "tile": "99"},
        {"pick": "colour:red", "on": "signed_premium", "tile": "x"},
        {"pick": "team:D2T1", "on": "signed_premium", "tile": "1"},
        {"on": "nonsense", "tile": "1"},
        {"period": "1999~2150"},
    ],
)
def test_a_wrong_address_is_no_error_and_shows_nothing_out_of_scope(branch, visit, address):
    at = visit(branch["department_head"], HOME, **address)
    assert "北方制造" not in "".join(frame.to_string() for frame in frames(at)) + texts(at)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_every_role_opens_its_home(branch, visit, role):
    at = visit(branch[role.value], HOME)
    view = config().views.get(role.value)
    assert len(at.metric) == (len(view.tiles) if view else 0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_home_speaks_both_languages(branch, visit, language):
    english = hire("smith", "department_head", "D1", language=language)
    at = visit(english, HOME)
    assert ("Signed premium" if language == "en" else "签单保费") in cards(at)


def test_who_has_no_figures_yet_has_the_cards_of_their_role_all_the_same(branch, visit):
    new = cards(visit(hire("new", "manager", "D2T2"), HOME))
    assert list(new) == list(cards(visit(branch["manager"], HOME)))
    assert new["签单保费"] == "0.00"


def test_a_branch_without_figures_is_told_so(url, visit):
    company()
    assert "还没有可显示的业务数据" in texts(visit(hire("head", "department_head", "D1"), HOME))


def test_a_tile_that_breaks_leaves_the_others(branch, visit, monkeypatch):
    from components import gather

    asked = gather.measure

    def broken(session, actor, name, **more):
        if name == "loss_ratio":
            raise ZeroDivisionError("王小明 110101199001011234")
        return asked(session, actor, name, **more)

    monkeypatch.setattr(gather, "measure", broken)
    at = visit(branch["department_head"], HOME)
    assert "这一项暂时无法显示" in texts(at)
    assert "王小明" not in texts(at)
    assert cards(at)["签单保费"] == "1.70万"


def test_a_home_takes_a_bounded_number_of_queries(branch, visit):
    visit(branch["department_head"], HOME)
    run(booked, SYSTEM)
    with counting() as few:
        visit(branch["department_head"], HOME)
    owner = branch["salesperson"]
    for number in range(8):
        policy(customer(owner), 1_000 + number, "2026-04-01")
    run(booked, SYSTEM)
    with counting() as many:
        visit(branch["department_head"], HOME)
    assert len(many) <= len(few) <= 160
