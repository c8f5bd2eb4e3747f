"""A head of department browses premium and claims: a bar, the entries behind it, their files, the link, and back."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from db.drill import drill_rows
from db.periods import Period
from db.queries.actors import actor_named
from db.session import reading
from demo_branch import demo_serving, seated, settle, speaks
from driver import wait_app

WHO = "department_head"
BARS = ".stPlotlyChart >> nth=0 >> .barlayer .trace >> nth=0 >> .point path"
DRAWN = """() => {
    const bars = document.querySelector('.js-plotly-plot').data.find(trace => trace.type === 'bar')
    return bars.customdata.map((said, at) => [said[0], Array.from(bars.y)[at]])
}"""


@pytest.fixture(scope="module", params=["demo", pytest.param("portfolio", marks=pytest.mark.portfolio)])
def book(request, tmp_path_factory):
    """The demo company, and its staff with the real portfolio imported."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "demo":
        with demo_serving(folder, 600) as server:
            yield server
        return
    file = request.getfixturevalue("portfolio") / "motor_portfolio_2018-04-30.csv.gz"
    with demo_serving(folder, None, book=file) as server:
        yield server


@pytest.fixture
def head(chromium, book):
    """The head of a department that has business, at home."""
    speaks(WHO, "zh")
    with seated(chromium, book, WHO) as seat:
        seat.open("/")
        yield seat


def month_of(code):
    return code.rpartition("month:")[2]


def click_bar(seat, at):
    """Click the bar of that number as a person does, and wait for the entries."""
    press(seat, at)
    seat.page.locator(".st-key-picked_rows").wait_for()
    settle(seat.page)


def press(seat, at):
    """Point at a bar, read what it says, and press."""
    bar = seat.page.locator(BARS).nth(at)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    seat.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.7, steps=3)
    seat.page.locator(".hoverlayer .hovertext").first.wait_for()
    seat.page.mouse.down()
    seat.page.mouse.up()


def bars_of(seat):
    """Number, month and yuan of each bar, the tallest first: a month without premium has none."""
    drawn = [(said, yuan) for said, yuan in seat.page.evaluate(DRAWN) if yuan is not None]
    found = [(at, month_of(said), yuan) for at, (said, yuan) in enumerate(drawn)]
    return sorted(found, key=lambda bar: bar[2], reverse=True)


def entries(month):
    first = date.fromisoformat(f"{month}-01")
    last = Period(first, date(first.year + first.month // 12, first.month % 12 + 1, 1))
    me = actor_named(WHO)
    with reading(me) as session:
        return drill_rows(session, me, "signed_premium", period=last, where={}, limit=50_000, offset=0)


def download(seat, kind):
    with seat.page.expect_download() as waiting:
        seat.page.locator(f".st-key-rows-{kind} button").click()
    return waiting.value.path().read_bytes()


def csv_rows(content):
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [row[:-1] for row in rows[1:]]


def xlsx_rows(content):
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_bars_entries_add_up_to_it_and_so_do_its_files(head):
    at, month, yuan = bars_of(head)[0]
    click_bar(head, at)
    head.page.locator(".st-key-picked_rows a").first.click()
    head.page.wait_for_url("**/rows?**")
    settle(head.page)
    behind = entries(month)
    assert round(sum(row.amount for row in behind.rows)) == round(yuan * 100)
    total = head.page.locator("[data-testid=stMetricValue]").first.inner_text()
    assert total == f"¥{yuan:,.2f}"
    assert head.page.locator("[data-testid=stMetricValue]").nth(1).inner_text() == f"{behind.count:,}"
    text, book = csv_rows(download(head, "csv")), xlsx_rows(download(head, "xlsx"))
    assert len(text) == len(book) == behind.count
    assert round(sum(float(row[-1]) for row in text) * 100) == round(yuan * 100)
    assert round(sum(row[-1] for row in book) * 100) == round(yuan * 100)
    assert sorted(row[3] for row in text) == sorted(row[3] for row in book) == sorted(r.record for r in behind.rows)


def test_a_link_shows_a_colleague_the_same_and_back_lets_go(head, chromium, book):
    at, month, _yuan = bars_of(head)[0]
    before = head.page.url
    click_bar(head, at)
    assert f"month%3A{month}" in head.page.url or f"month:{month}" in head.page.url
    shown = head.page.locator(".st-key-picked_rows").inner_text()
    with seated(chromium, book, WHO) as colleague:
        colleague.open(head.page.url.removeprefix(book.url))
        assert colleague.page.locator(".st-key-picked_rows").inner_text() == shown
    head.page.go_back()
    head.page.locator(".st-key-picked_rows").wait_for(state="detached")
    assert head.page.url == before
    head.page.go_forward()
    head.page.locator(".st-key-picked_rows").wait_for()


def test_a_bar_clicked_again_is_let_go(head):
    at, _month, _yuan = bars_of(head)[1]
    click_bar(head, at)
    press(head, at)
    head.page.locator(".st-key-picked_rows").wait_for(state="detached")


def test_from_the_entries_back_comes_home_to_the_clicked_bar(head):
    at, _month, _yuan = bars_of(head)[0]
    click_bar(head, at)
    home = head.page.url
    head.page.locator(".st-key-picked_rows a").first.click()
    head.page.wait_for_url("**/rows?**")
    settle(head.page)
    head.page.go_back()
    head.page.locator(".st-key-picked_rows").wait_for()
    assert head.page.url == home


def test_the_language_is_remembered(head, chromium, book):
    head.page.get_by_text("English", exact=True).click()
    head.page.get_by_text("Sign out", exact=True).wait_for()
    wait_app(head.page)
    head.page.reload()
    head.page.get_by_text("Sign out", exact=True).wait_for()
    with seated(chromium, book, WHO) as elsewhere:
        elsewhere.open("/")
        assert "Signed premium" in elsewhere.seen()
    speaks(WHO, "zh")
