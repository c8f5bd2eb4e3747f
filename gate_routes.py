"""Where the session's cookie is set and taken back; the only addresses of ours besides the pages."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from components.cookies import BROWSER, SESSION, cookie_name, cookie_options, well_formed
from db.config import config
from db.sign_in.sessions import is_live, revoke, safe_address, use_ticket


async def open_session(request: Request) -> Response:
    """Set the cookie of the session that this browser has a ticket for, and go on to where it was going."""
    secure = request.url.scheme == "https"
    browser = request.cookies.get(cookie_name(BROWSER, secure=secure))
    use = partial(
        use_ticket,
        browser if well_formed(browser) else None,
        device=request.headers.get("user-agent", ""),
        ip=request.client.host if request.client else "",
    )
    opened = await to_thread.run_sync(use)
    if opened is None:
        return _go("/")
    await to_thread.run_sync(revoke, request.cookies.get(cookie_name(SESSION, secure=secure)))
    answer = _go(opened.address)
    seconds = config().sign_in.absolute_hours * 3600
    answer.headers.append("set-cookie", _cookie(opened.cookie, seconds, secure=secure))
    return answer


async def close_session(request: Request) -> Response:
    """Let the cookie of a session that is over go. A living one stays: a link cannot sign anybody out."""
    secure = request.url.scheme == "https"
    back = urlsplit(request.headers.get("referer", ""))
    came_from = back.netloc == request.headers.get("host") and request.url.path == "/session/again"
    answer = _go(f"{back.path or '/'}{f'?{back.query}' if back.query else ''}" if came_from else "/")
    if not await to_thread.run_sync(is_live, request.cookies.get(cookie_name(SESSION, secure=secure))):
        answer.headers.append("set-cookie", _cookie("", 0, secure=secure))
    return answer


def _go(address: str) -> Response:
    return RedirectResponse(safe_address(address), 303)


def _cookie(value: str, seconds: int, *, secure: bool) -> str:
    name = cookie_name(SESSION, secure=secure)
    return f"{name}={value}; Max-Age={seconds}; {cookie_options(secure=secure)}"


routes = [
    Route("/session/open", open_session),
    Route("/session/close", close_session),
    Route("/session/again", close_session),
]
