"""The board in a browser: cards are moved by mouse, finger and keys, opened and come back to; nothing on it is code."""

import pytest
from sqlmodel import select

import factories
from components.words import plain
from db.models.sales import Opportunity
from db.queries.actors import actor_named
from demo_branch import seated, settle
from driver import wait_app

BOARD = "/opportunities?view=board"
EVIL = "<img src=x onerror=alert(1)> **粗** [x](javascript:alert(1))"
PILE = """([card]) => {
    const host = [...document.querySelectorAll('*')].find(each => each.shadowRoot?.querySelector('.board'))
    return host.shadowRoot.querySelector(`[data-card="${card}"]`)?.closest('.pile').dataset.stage
}"""


@pytest.fixture(scope="module")
def sales(branch):
    """A sale in quotation that may go back, and one whose stage lacks a visit."""
    theirs = factories.customer(actor_named("salesperson"), EVIL)
    return {
        "quote": factories.opportunity(theirs, "quote", title="可退回"),
        "moved": factories.opportunity(theirs, "quote", title="可触摸"),
        "contact": factories.opportunity(theirs, "contact", title=EVIL),
        "lost": factories.opportunity(theirs, "needs", title="要失单"),
    }


def stage_of(made):
    return factories.one(select(Opportunity.stage).where(Opportunity.id == made))


def shows(page, made, stage):
    page.wait_for_function(f"args => ({PILE})(args) === args[1]", arg=[made, stage])


def middle(page, where):
    box = page.locator(where).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 60)


@pytest.fixture
def seat(chromium, branch):
    with seated(chromium, branch, "salesperson") as seat:
        seat.open(BOARD)
        seat.page.locator("[data-card]").first.wait_for()
        settle(seat.page)
        yield seat
        assert seat.complaints == []


def drag(page, made, stage):
    x, y = middle(page, f'[data-card="{made}"]')
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 10, steps=3)
    page.mouse.move(*middle(page, f"[data-stage={stage}]"), steps=6)
    page.mouse.up()
    settle(page)


def test_a_card_is_dragged_to_another_pile(seat, sales):
    drag(seat.page, sales["quote"], "needs")
    shows(seat.page, sales["quote"], "needs")
    assert stage_of(sales["quote"]) == "needs"


def test_keys_ask_the_same_command_and_a_refused_move_shows_what_is_missing(seat, sales):
    card = seat.page.locator(f'[data-card="{sales["contact"]}"]')
    card.focus()
    seat.page.keyboard.press("ArrowRight")
    seat.page.locator(".st-key-board-form").wait_for()
    settle(seat.page)
    form = seat.page.locator(".st-key-board-form")
    assert "本阶段完成一次拜访" in form.inner_text()
    shows(seat.page, sales["contact"], "contact")
    assert stage_of(sales["contact"]) == "contact"
    form.get_by_text(plain("sales.log_it", "zh")).click()
    wait_app(seat.page)
    form.locator("textarea").fill("见到了决策人")
    form.get_by_role("button", name=plain("sales.log", "zh")).click()
    form.locator("textarea").wait_for(state="detached")
    settle(seat.page)
    form.get_by_role("button", name=plain("sales.move", "zh")).click()
    form.wait_for(state="detached")
    shows(seat.page, sales["contact"], "needs")
    assert stage_of(sales["contact"]) == "needs"


def test_an_end_is_asked_for_before_it_is_reached(seat, sales):
    drag(seat.page, sales["lost"], "lost")
    form = seat.page.locator(".st-key-board-form")
    form.get_by_text(plain("sales.confirm_lost", "zh")).wait_for()
    assert stage_of(sales["lost"]) == "needs"
    form.get_by_text(plain("sales.leave_it", "zh")).click()
    form.wait_for(state="detached")
    shows(seat.page, sales["lost"], "needs")


def test_a_card_opens_with_an_address_to_share_and_back_comes_back(seat, sales):
    card = seat.page.locator(f'[data-card="{sales["quote"]}"]')
    for press in (card.click, lambda: (card.focus(), seat.page.keyboard.press("Enter"))):
        press()
        seat.page.get_by_text(plain("sales.history", "zh")).wait_for()
        assert seat.page.evaluate("location.pathname + location.search") == f"/opportunity?id={sales['quote']}"
        settle(seat.page)
        seat.page.go_back()
        card.wait_for()
        assert seat.page.evaluate("location.pathname + location.search") == BOARD
        settle(seat.page)


def test_what_somebody_typed_is_text_on_the_board(seat, sales):
    card = seat.page.locator(f'[data-card="{sales["contact"]}"]')
    assert card.locator(".title").inner_text() == EVIL
    assert card.locator("img").count() == 0


def rested(page, pile):
    """Where the middle of a pile is, once it is there twice in a row."""
    last, at = None, middle(page, pile)[0]
    while last != at:
        page.wait_for_timeout(60)
        last, at = at, middle(page, pile)[0]
    return at


def test_a_finger_moves_a_card_on_a_phone_and_the_page_stays_in_its_width(chromium, branch, sales):
    with seated(chromium, branch, "salesperson", width=390, height=844, theme="dark") as seat:
        seat.open(BOARD)
        seat.page.locator("[data-card]").first.wait_for()
        settle(seat.page)
        assert seat.page.evaluate("document.documentElement.scrollWidth") <= 390
        made = sales["moved"]
        seat.page.locator(f'[data-card="{made}"]').scroll_into_view_if_needed()
        touch = seat.page.context.new_cdp_session(seat.page)

        def finger(kind, *at):
            points = [{"x": at[0], "y": at[1]}] if at else []
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        x, y = middle(seat.page, f'[data-card="{made}"]')
        finger("touchStart", x, y)
        seat.page.locator(".ghost").wait_for()
        for step in range(30):
            # Held at the edge, the board scrolls under the finger.
            finger("touchMove", max(20, x - step * 10), y)
            seat.page.wait_for_timeout(16)
            if middle(seat.page, "[data-stage=needs]")[0] > 0:
                break
        # Away from the edge the board rests; only then does it stay where it is measured.
        finger("touchMove", 195, y)
        at = rested(seat.page, "[data-stage=needs]")
        finger("touchMove", min(330, max(60, at)), y)
        finger("touchEnd")
        settle(seat.page)
        shows(seat.page, made, "needs")
        assert stage_of(made) == "needs"
        assert seat.complaints == []
