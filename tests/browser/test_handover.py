"""A colleague leaves, as all who have a part in it live it in their browsers: it is undone, and another one closed."""

import re

import pytest
from sqlmodel import select

import factories
from components.words import plain
from db.config import HOME
from db.models.handovers import Handover
from db.periods import today
from db.queries.actors import actor_named
from driver import wait_app
from factories_money import policy

MAIN = "[data-testid=stMain]"
WIDE = {"width": 1440, "height": 900}
CELL = """text => [...document.querySelectorAll('[data-testid^=glide-cell-]')]
    .some(cell => cell.textContent.includes(text))"""


@pytest.fixture(scope="module")
def declared(tmp_path_factory):
    """A config.toml of its own, which a test may change while the app runs."""
    path = tmp_path_factory.mktemp("declared") / "config.toml"
    path.write_text(HOME.read_text("utf-8"), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAOKE_CONFIG", str(path))
        yield path


@pytest.fixture(scope="module")
def branch(declared, branch):
    return branch


@pytest.fixture(scope="module")
def book(branch):
    """The salesperson owns two customers; a colleague of the same team who can sign in is there to take them."""
    leaver = actor_named("salesperson")
    taker = factories.hire("taker", name="接手的同事")
    factories.may_sign_in(taker)
    made = [
        factories.customer(leaver, name, kind="organisation", phone="13800001234") for name in ("晨光物流", "远山茶行")
    ]
    for number in made:
        policy(number, 12_300, today(), paid=True)
        factories.activity(number, today(), leaver, subject="送资料")
    return made, leaver, taker


def press(page, word, place=MAIN):
    page.locator(place).locator("button:visible").filter(has_text=plain(word, "zh")).first.click()
    wait_app(page)


def tick(page, word):
    page.locator(MAIN).locator("[data-testid=stCheckbox] label").filter(has_text=plain(word, "zh")).first.click()


def choose(page, kind, option):
    """Open a list of a form, take one of it, and go on to the next field, which closes it."""
    page.locator(f"{MAIN} [data-testid=stForm] [data-testid={kind}] input").first.click()
    page.locator("[role=option]").filter(has_text=option).first.click()
    page.keyboard.press("Tab")
    wait_app(page)


def shows(page, text):
    page.locator(MAIN).get_by_text(text).first.wait_for()
    wait_app(page)


def says(page, word, **params):
    shows(page, plain(word, "zh", **params))


def the():
    return factories.one(select(Handover).order_by(Handover.id.desc()))


def owners(customers):
    return {factories.owner_of(number) for number in customers}


def test_a_colleague_leaves_and_comes_back(branch, sign_in, book):
    customers, leaver, taker = book
    leader = sign_in("manager", "/handovers", **WIDE)
    it_is_begun_frozen_and_proposed(leader, leaver)
    for login in ("salesperson", "taker"):
        they_sign(sign_in(login, f"/handover?id={the().id}", **WIDE))
    it_is_carried_out(leader, branch.url)
    assert owners(customers) == {taker.person_id}
    the_certificate_is_there(leader)
    the_successor_reads_the_briefing(sign_in("taker", f"/handover?id={the().id}&part=pack", **WIDE))
    whoever_goes_back_finds_what_they_left(sign_in("taker", f"/handover?id={the().id}", **WIDE))
    it_is_undone(leader, branch.url)
    assert owners(customers) == {leaver.person_id}


def it_is_begun_frozen_and_proposed(page, leaver):
    press(page, "handovers.start")
    choose(page, "stSelectbox", leaver.name)
    press(page, "handovers.start", f"{MAIN} [data-testid=stForm]")
    page.wait_for_url(re.compile(r"/handover\?id=\d+$"))
    says(page, "handovers.next_draft", name=leaver.name)
    press(page, "handovers.freeze")
    says(page, "handovers.next_frozen")
    page.wait_for_function(CELL, arg="晨光物流")
    choose(page, "stMultiSelect", "接手的同事")
    press(page, "handovers.propose", f"{MAIN} [data-testid=stForm]")
    says(page, "handovers.next_signed")
    page.wait_for_function(CELL, arg="接手的同事")


def they_sign(page):
    press(page, "handovers.sign")
    page.locator(MAIN).locator("button").filter(has_text=plain("handovers.sign", "zh")).wait_for(state="detached")


def it_is_carried_out(page, url):
    page.goto(f"{url}/handover?id={the().id}")
    says(page, "handovers.next_agreed")
    tick(page, "handovers.sure")
    press(page, "handovers.carry_out")
    shows(page, plain("handovers.waiting_only", "zh"))
    assert the().state == "done"


def the_certificate_is_there(page):
    press(page, "handovers.certificate")
    says(page, "handovers.all_hold")
    shows(page, the().digest)
    with page.expect_download() as taken:
        page.locator(".st-key-handover-certificate-zh button").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF-")


def the_successor_reads_the_briefing(page):
    says(page, "handovers.of_customer", number=1, all=2)
    page.wait_for_function(CELL, arg="送资料")


def whoever_goes_back_finds_what_they_left(page):
    """A row opens its customer; Back leads to the handover, not to one that has the customer's number."""
    shows(page, plain("handovers.waiting_only", "zh"))
    left = page.url
    page.wait_for_function(CELL, arg="晨光物流")
    table = page.locator(f"{MAIN} [data-testid=stDataFrame]").last.bounding_box()
    page.mouse.click(table["x"] + 60, table["y"] + 54, delay=80)
    page.wait_for_url(re.compile("/customer\\?id="))
    wait_app(page)
    page.go_back()
    shows(page, plain("handovers.waiting_only", "zh"))
    assert page.url.partition("?")[0] == left.partition("?")[0]


def it_is_undone(page, url):
    page.goto(f"{url}/handover?id={the().id}")
    press(page, "handovers.undo")
    page.locator(MAIN).get_by_label(plain("field.reason", "zh"), exact=True).fill("回来了")
    press(page, "handovers.undo", f"{MAIN} [data-testid=stForm]")
    says(page, "handovers.next_undone", reason="回来了")
    assert the().state == "undone"


def test_a_large_handover_is_approved_and_closed_for_good(branch, sign_in, book, declared):
    customers, leaver, taker = book
    of_one = re.sub(r"(?m)^(approval_over_customers) .*$", r"\1 = 1", declared.read_text("utf-8"))
    declared.write_text(of_one, "utf-8")
    leader = sign_in("manager", "/handovers", **WIDE)
    it_is_begun_frozen_and_proposed(leader, leaver)
    here = f"/handover?id={the().id}"
    for login in ("salesperson", "taker"):
        they_sign(sign_in(login, here, **WIDE))
    it_waits_for_the_head(leader, branch.url + here)
    it_is_approved(sign_in("department_head", here, **WIDE))
    it_is_carried_out(leader, branch.url)
    assert owners(customers) == {taker.person_id}
    for number in customers:
        factories.activity(number, today(), taker, status="done", done_on=today())
    another = leader.context.new_page()
    another.goto(branch.url + here)
    says(another, "handovers.next_all_told")
    press(another, "handovers.undo")
    it_is_closed(leader, branch.url + here)
    undoing_it_is_refused(another)
    assert owners(customers) == {taker.person_id}


def it_waits_for_the_head(page, address):
    page.goto(address)
    says(page, "handovers.next_approval")
    assert not page.locator(MAIN).locator("button").filter(has_text=plain("handovers.carry_out", "zh")).count()


def it_is_approved(page):
    says(page, "handovers.next_approval")
    press(page, "handovers.approve")
    says(page, "handovers.next_agreed")
    assert the().approved_by_id == actor_named("department_head").person_id


def it_is_closed(page, address):
    page.goto(address)
    press(page, "handovers.close")
    press(page, "handovers.close", f"{MAIN} [data-testid=stForm]")
    says(page, "handovers.next_closed")
    assert the().state == "closed"
    assert not page.locator(MAIN).locator("button").filter(has_text=plain("handovers.undo", "zh")).count()
    press(page, "handovers.certificate")
    for word in ("giver_signed", "taker_signed", "approved_by", "done_by"):
        page.wait_for_function(CELL, arg=plain(f"handovers.{word}", "zh"))


def undoing_it_is_refused(page):
    """A page that was open before still offers it, does nothing, and says why."""
    page.locator(MAIN).get_by_label(plain("field.reason", "zh"), exact=True).fill("回来了")
    press(page, "handovers.undo", f"{MAIN} [data-testid=stForm]")
    says(page, "handovers.next_closed")
    assert the().state == "closed"
