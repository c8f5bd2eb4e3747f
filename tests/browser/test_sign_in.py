"""Signing in as it happens in a browser: deep link, cookie, policy of the page, two tabs, every width and theme."""

import pytest

import factories
from db.models.people import Person
from driver import fill_sign_in, wait_app

ADDRESS = "/account?month=2026-03&id=42"


def address(page):
    return page.evaluate("location.pathname + location.search")


def signed_in(page):
    page.locator(".st-key-sign_out").wait_for()
    wait_app(page)


def test_a_deep_link_is_kept_through_sign_in_and_no_script_reads_the_cookie(open_page, branch):
    complaints = []
    page = open_page(branch.url + ADDRESS)
    page.on("console", lambda message: "Content Security Policy" in message.text and complaints.append(message.text))
    assert page.locator(".st-key-sign_out").count() == 0
    assert not page.get_by_text("Page not found").is_visible()
    fill_sign_in(page, "manager", factories.PASSWORD)
    signed_in(page)
    assert address(page) == ADDRESS
    cookie = next(found for found in page.context.cookies() if found["name"] == "baoke")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert "baoke=" not in page.evaluate("document.cookie")
    assert cookie["value"] not in page.content()
    assert not complaints


def test_a_wrong_password_is_answered_in_place(open_page, branch):
    page = open_page(branch.url + ADDRESS)
    fill_sign_in(page, "manager", "wrong")
    assert page.get_by_text("用户名或密码错误").is_visible()
    assert address(page) == ADDRESS


def test_a_session_is_there_in_a_new_tab_and_after_a_reload(sign_in, branch):
    page = sign_in("executive", "/account")
    signed_in(page)
    page.reload()
    signed_in(page)
    other = page.context.new_page()
    other.goto(branch.url + "/account")
    signed_in(other)


@pytest.mark.parametrize("way", ["everywhere", "here"])
def test_signed_out_in_one_tab_is_signed_out_in_all_on_the_next_click(sign_in, branch, way):
    first = sign_in("service", "/account")
    signed_in(first)
    second = first.context.new_page()
    second.goto(branch.url + ADDRESS)
    signed_in(second)
    button = (
        first.get_by_role("button", name="全部退出")
        if way == "everywhere"
        else first.locator(".st-key-sign_out button")
    )
    button.click()
    first.locator(".st-key-entrance").wait_for()
    assert address(first) == "/"
    second.get_by_text("English").first.click()
    second.locator(".st-key-entrance").wait_for()
    wait_app(second)
    assert address(second) == ADDRESS
    assert "baoke" not in {found["name"] for found in second.context.cookies()}
    fill_sign_in(second, "service", factories.PASSWORD)
    signed_in(second)
    assert address(second) == ADDRESS


def test_who_is_demoted_in_another_browser_is_out_on_the_next_click(sign_in):
    page = sign_in("claims", "/account")
    signed_in(page)
    who = factories.one(factories.select(Person.id).where(Person.login == "claims"))
    factories.change(Person, who, role="analyst")
    page.get_by_text("English").first.click()
    page.locator(".st-key-entrance").wait_for()
    factories.change(Person, who, role="claims")


def test_a_stolen_session_number_without_the_cookie_shows_the_form(sign_in, branch, open_page):
    """The number of Streamlit's own session, as it stands in addresses of uploads, opens nothing."""
    page = sign_in("executive", "/account")
    signed_in(page)
    stranger = open_page(branch.url + "/account")
    assert stranger.locator(".st-key-entrance").is_visible()
    assert stranger.get_by_text("executive").count() == 0


def test_another_sites_frame_cannot_hold_the_page(open_page, branch):
    page = open_page(branch.url + "/")
    answer = page.request.get(branch.url + "/")
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'ran = 1'; document.body.append(s) }"
    )
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_entrance_fits_every_screen(open_page, branch, locale, theme, width):
    page = open_page(branch.url + "/", locale=locale, theme=theme, width=width)
    assert page.get_by_role("button", name="Sign in" if locale == "en-US" else "登录").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
