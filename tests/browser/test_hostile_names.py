"""More than a hundred hostile strings in every text field, over every page and file: shown as typed, no more."""

import csv
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from components.charts.plot import LONGEST_LABEL
from components.exports import printable
from db.access import OPENS
from db.models.people import Role
from demo_branch import seated, settle
from driver import serving
from hostile import HOSTILE
from hostile_branch import SELLERS, hostile_branch, nth, rename

HEAD = "department_head"
PARTS = ("policies", "sales", "work", "claims", "serving")
TYPED = """() => [...document.querySelectorAll(
    '[data-testid=stMarkdownContainer], [data-testid=stText], canvas td, [data-testid=stSelectbox] [value]'
)].map(part => part.textContent || part.value || '')"""
# What no name may ever become, wherever it is drawn.
LIVE = """() => ['script', 'img', 'iframe', 'form:not([data-testid])', 'object', 'embed', 'base', 'meta', 'link',
    'b', 'em', 'del', 'code', 'details', 'ul', 'ol', 'table', '.katex', 'sup', 'blockquote', 'hr', 'h1', 'a'
].flatMap(tag =>
    [...document.querySelectorAll(`[data-testid=stMarkdownContainer] ${tag}, .js-plotly-plot svg ${tag}`)]
).concat([...document.querySelectorAll('a')].filter(a => a.href && new URL(a.href).origin !== location.origin))
.map(part => part.outerHTML.slice(0, 200))"""
CHART = """() => [...document.querySelectorAll('.js-plotly-plot svg text')].map(text => text.textContent)"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The app in front of a branch in which everything is hostile, and the ids of its records."""
    from db.engine import forget_databases
    from db.migrate import upgrade

    address = f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'baoke.sqlite3'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAOKE_DATABASE_URL", address)
        forget_databases()
        upgrade(address)
        records = hostile_branch()
        with serving("uvicorn", "app:app", "--port", "0") as server:
            yield server, records
        forget_databases()


@pytest.fixture
def seat(chromium, hostile):
    """The head of the department; in the end nothing ran, nothing was fetched, nobody was led away."""
    with seated(chromium, hostile[0], HEAD, height=1600) as found:
        yield found
        calm(found)


def calm(seat):
    assert seat.strangers == []
    assert seat.complaints == []
    assert seat.page.url.startswith(seat.server.url)


def shown(text):
    """As a reader sees it: unseen joiners gone, white space as one."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "")).strip()


def look(seat, address):
    """Open a page; the texts that people typed, as they are drawn. Nothing on it may have come to life."""
    seat.open(address)
    assert seat.page.evaluate(LIVE) == []
    assert seat.page.url == seat.server.url + address
    return {shown(text) for text in seat.page.evaluate(TYPED)}


def test_each_string_is_shown_as_typed_on_a_record_of_its_own(seat, hostile):
    """The k-th string names a customer, an opportunity and a policy; one of the three is opened for each."""
    kinds = ("customer", "opportunity", "policy")
    wrong = []
    for number in range(len(HOSTILE)):
        kind = kinds[number % 3]
        texts = look(seat, f"/{kind}?id={hostile[1][kind][number]}")
        wanted = shown(nth(number))
        if wanted not in texts:
            wrong.append((kind, number, wanted))
    assert not wrong, wrong


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_a_customer_shows_its_strings(seat, hostile, part):
    for number in (1, 33, 71):
        texts = look(seat, f"/customer?id={hostile[1]['customer'][number]}&part={part}")
        assert shown(nth(number)) in texts


@pytest.mark.parametrize(
    "address",
    ["/customers", "/opportunities", "/activities", "/claims", "/rows?metric=signed_premium&period=2026&order=amount"],
)
def test_lists_show_names_as_typed(seat, address):
    texts = look(seat, address)
    names = {shown(nth(number)) for number in range(len(HOSTILE))}
    assert len(names & texts) >= 14
    if seat.page.locator("[data-testid=stPagination]").count():
        for page in ("2", "3"):
            seat.page.locator("[data-testid=stPagination]").get_by_text(page, exact=True).click()
            settle(seat.page)
            assert seat.page.evaluate(LIVE) == []
    calm(seat)


def test_charts_show_names_as_typed(seat):
    """Sellers, units and lines bear every string in turn; a chart's labels read tags and entities."""
    for start in range(0, len(HOSTILE), SELLERS):
        sellers, _units, lines = rename(start)
        look(seat, "/")
        drawn = {shown(text) for text in seat.page.evaluate(CHART)}
        for name in {*sellers.values(), *lines.values()}:
            cut = name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"
            assert {shown(name), shown(cut), shown(cut.replace("\t", " "))} & drawn, (name, sorted(drawn))
    calm(seat)


@pytest.mark.parametrize("by", ["salesperson", "line", "region", "customer", "team"])
def test_any_figure_by_names_draws_and_can_be_clicked(seat, by):
    look(seat, f"/explore?by={by}&kind=table")
    look(seat, f"/explore?by={by}")
    calm(seat)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_every_page_of_every_role_stays_calm(chromium, hostile, role):
    server, records = hostile
    with seated(chromium, server, role.value) as found:
        for page in [page for page in OPENS if role in OPENS[page]]:
            number = f"?id={records[page][5]}" if page in records else ""
            look(found, "/" if page == "home" else f"/{page}{number}")
        calm(found)


def files_of(seat, key):
    found = {}
    for kind in ("csv", "xlsx"):
        with seat.page.expect_download() as waiting:
            seat.page.locator(f".st-key-{key}-{kind} button").click()
        found[kind] = waiting.value.path().read_bytes()
    return found["csv"], found["xlsx"]


def no_formula(text, book):
    """No cell of either file is one that a spreadsheet works out or follows."""
    for row in csv.reader(io.StringIO(text.decode("utf-8-sig"))):
        for cell in row:
            bare = cell.lstrip(" \t\n\u200b")
            assert not bare.startswith(("=", "@", "+", "＝", "＠", "＋", "|", "%")), cell
            assert not bare.startswith("-") or re.fullmatch(r"-[\d.,]+", bare), cell
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        for name in parts.namelist():
            xml = parts.read(name).decode("utf-8")
            assert "<f>" not in xml
            assert "<f " not in xml
            assert not re.search(r"<hyperlinks?[ >]", xml)
            assert 'TargetMode="External"' not in xml


def cells_of(book):
    sheet = load_workbook(io.BytesIO(book)).worksheets[0]
    return {str(cell) for row in sheet.iter_rows(min_row=2, values_only=True) for cell in row if cell is not None}


def test_files_hold_names_as_typed_and_no_live_formula(seat):
    look(seat, "/customers")
    seat.page.locator("[data-testid=stPopover] button").filter(has_text="导出").click()
    text, book = files_of(seat, "customers")
    no_formula(text, book)
    missing = {printable(nth(number)) for number in range(len(HOSTILE))} - cells_of(book)
    assert not missing, missing
    look(seat, "/rows?metric=signed_premium&period=2026")
    text, book = files_of(seat, "rows")
    no_formula(text, book)
    assert not {printable(nth(number)) for number in range(len(HOSTILE))} - cells_of(book)


def test_a_charts_file_holds_names_as_typed(seat):
    sellers, _units, _lines = rename(75)
    look(seat, "/explore?by=salesperson&kind=table")
    seat.page.locator(".st-key-menu-0 button").first.click()
    text, book = files_of(seat, "tile-0")
    no_formula(text, book)
    assert {printable(name) for name in sellers.values()} <= cells_of(book)
