"""The items of a salesperson's week are moved to another day, on a phone by keys and beside it by mouse."""

from datetime import timedelta

import pytest
from sqlmodel import select

import factories
from db.models.work import Activity
from db.periods import today
from db.queries.actors import actor_named
from driver import wait_app

MAIN = "[data-testid=stMain]"
PHONE = {"width": 390, "height": 844}


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(f"document.querySelector('{MAIN}').scrollWidth") <= 390


def tap(page, place, name):
    """One tap on what is called so within a part of the page."""
    page.locator(place).locator("button").filter(has_text=name).first.click()
    wait_app(page)
    fits(page)


@pytest.fixture
def next_week(branch):
    """Two visits on the next Monday."""
    me = actor_named("salesperson")
    monday = today() + timedelta(7 - today().weekday())
    theirs = factories.customer(me, "周计划客户")
    return monday, [factories.activity(theirs, monday, me, subject=f"拜访{number}") for number in range(2)]


def on_day(page, card, day):
    card = page.locator(f'[data-stage="{day}"] [data-card="{card}"]')
    card.wait_for()
    return card


def why(page):
    """The reason that is offered first is taken."""
    tap(page, ".st-key-week-form", "改到")
    page.locator(".st-key-week-form").wait_for(state="detached")


def test_items_of_the_week_move_by_keys_and_by_mouse_and_say_why(sign_in, next_week):
    monday, (first, second) = next_week
    page = sign_in("salesperson", f"/plan?view=week&day={monday}", **PHONE)
    on_day(page, first, monday).focus()
    fits(page)
    page.keyboard.press("ArrowRight")
    why(page)
    moved = factories.one(select(Activity).where(Activity.moved_from_id == first))
    assert moved.planned_on == monday + timedelta(1)
    on_day(page, moved.id, moved.planned_on)

    page.set_viewport_size({"width": 1280, "height": 900})
    wait_app(page)
    # Only a card that stands still can be hovered over: the menu has just opened beside it.
    on_day(page, second, monday).hover()
    aim = page.locator(f'[data-stage="{monday + timedelta(3)}"]').bounding_box()
    page.mouse.down()
    page.mouse.move(aim["x"] - 40, aim["y"] + 60, steps=4)
    page.mouse.move(aim["x"] + 40, aim["y"] + 80, steps=6)
    page.mouse.up()
    page.locator(".st-key-week-form").wait_for()
    page.locator(".st-key-week-form button").filter(has_text="改到").click()
    page.locator(".st-key-week-form").wait_for(state="detached")
    moved = factories.one(select(Activity).where(Activity.moved_from_id == second))
    assert moved.planned_on == monday + timedelta(3)
