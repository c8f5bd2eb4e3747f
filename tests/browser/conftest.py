"""A branch of its own behind the running app, and Chromium to look at it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from driver import Server, fill_sign_in, serving, wait_app

HERE = Path(__file__).parent
WAIT = 30_000

CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.ci)
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def branch(tmp_path_factory) -> Iterator[Server]:
    """The app in front of a branch with one person in each role (`factories.staff`), for the tests of one file."""
    import factories
    from db.engine import forget_databases
    from db.migrate import upgrade

    address = f"sqlite:///{tmp_path_factory.mktemp('branch') / 'baoke.sqlite3'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAOKE_DATABASE_URL", address)
        forget_databases()
        upgrade(address)
        factories.staff()
        with serving("uvicorn", "app:app", "--port", "0") as server:
            yield server
        forget_databases()


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all tests; the system's own, since none is downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium) -> Iterator[Callable[..., object]]:
    """Open a page in a browser of its own. What it asks of other machines is refused, and fails the test."""
    contexts, strangers = [], []

    def guard(route):
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    def opened(url, *, width=1280, height=900, theme="light", locale="zh-CN", state=None):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, locale=locale, storage_state=state
        )
        contexts.append(context)
        context.set_default_timeout(WAIT)
        context.route("**/*", guard)
        page = context.new_page()
        page.goto(url)
        wait_app(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not strangers, strangers


@pytest.fixture
def sign_in(open_page, branch):
    """Sign somebody of the branch in by the form, at an address of the app; the page that opens."""
    import factories

    def signed(login, address="/", password=factories.PASSWORD, **how):
        page = open_page(branch.url + address, **how)
        fill_sign_in(page, login, password)
        return page

    return signed
