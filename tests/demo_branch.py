"""The demo company behind the running app, people of it in their seats, and all that reaches a browser."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.commands.set_language import set_language
from db.models.people import Person
from db.queries.actors import actor_named
from db.run import run
from driver import Server, serving, wait_app
from factories import one

AS_OF = date(2026, 6, 30)
WAIT = 30_000
# What a reader sees: text outside the signs of icons, cells of tables, hints in empty fields.
SEEN = """() => {
    const icons = '[data-testid=stIconMaterial], [translate=no], [data-testid=stLogo], script, style'
    const shown = part => !part.closest(icons) && (part.closest('canvas') || part.checkVisibility())
    const texts = []
    const walk = document.createTreeWalker(document.querySelector('[data-testid=stApp]'), NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
        const text = walk.currentNode.data.trim()
        if (text && shown(walk.currentNode.parentElement)) texts.push(text)
    }
    for (const input of document.querySelectorAll('input, textarea'))
        texts.push(input.placeholder || '', ['password', 'checkbox', 'radio'].includes(input.type) ? '' : input.value)
    return [...texts.filter(text => text), document.title]
}"""


@contextlib.contextmanager
def demo_serving(folder, customers, *, book=None) -> Iterator[Server]:
    """The app by its production command in front of the demo company of that many customers, or with a file's book."""
    from db.engine import forget_databases
    from db.imports.import_file import import_file
    from db.migrate import upgrade
    from db.seed.demo import make_demo

    address = f"sqlite:///{folder / 'baoke.sqlite3'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAOKE_DATABASE_URL", address)
        forget_databases()
        upgrade(address)
        make_demo(as_of=AS_OF, customers=customers, staff_only=book is not None)
        if book is not None:
            import_file(book, profile="motor_portfolio", actor=SYSTEM)
        with serving("uvicorn", "app:app", "--port", "0") as server:
            yield server
        forget_databases()


@dataclass
class Seat:
    """A browser of somebody who is signed in, what came to it, and what it asked of others."""

    server: Server
    page: object
    came: list[bytes] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address):
        """Go to an address of the app and wait until all of it is drawn."""
        self.came.clear()
        self.page.goto(self.server.url + address)
        settle(self.page)

    def seen(self):
        return self.page.evaluate(SEEN)

    def received(self):
        """Everything the server has sent since the page was opened, as one text."""
        return b"\n".join(self.came).decode("utf-8", "replace")


def settle(page):
    """The page has drawn itself, and its charts and tables too."""
    page.wait_for_selector("[data-testid=stMain] [data-testid=stVerticalBlock]")
    wait_app(page)
    page.wait_for_function(
        "() => [['.stPlotlyChart', '.main-svg'], ['[data-testid=stDataFrame]', 'canvas [role=gridcell]']].every("
        "([whole, part]) => [...document.querySelectorAll(whole)].every(each => each.querySelector(part)))"
    )


@contextlib.contextmanager
def seated(chromium, server, login, *, width=1440, height=900, theme="light", locale="zh-CN") -> Iterator[Seat]:
    """A browser in which that person is signed in; nothing but the app is let through to it."""
    from db.sign_in.sessions import open_session_for

    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, locale=locale, accept_downloads=True
    )
    context.set_default_timeout(WAIT)
    person = one(select(Person.id).where(Person.login == login))
    cookie = {"name": "baoke", "value": open_session_for(person), "url": server.url}
    context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])
    page = context.new_page()
    seat = Seat(server, page)

    def guard(route):
        if route.request.url.startswith((server.url, "data:", "blob:")):
            route.continue_()
        else:
            seat.strangers.append(route.request.url)
            route.abort()

    def follow(socket):
        socket.on("framereceived", lambda sent: seat.came.append(sent if isinstance(sent, bytes) else sent.encode()))

    context.route("**/*", guard)
    page.on("websocket", follow)
    page.on("pageerror", lambda error: seat.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (seat.complaints.append(dialog.message), dialog.dismiss()))
    try:
        yield seat
    finally:
        context.close()


def speaks(login, language):
    """The person reads the app in this language from now on."""
    run(set_language, actor_named(login), language=language)
