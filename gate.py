"""The gate in front of everything: without a session only sign-in, health and static files answer."""

from __future__ import annotations

import re
import secrets

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.cookies import BROWSER, SESSION, cookie_name, cookie_options, well_formed
from db.access import OPENS
from db.sign_in.outside import outside_sign_in
from db.sign_in.sessions import is_live
from gate_headers import origin_is_ours, protective_headers, refused_address
from gate_socket import Socket

HEALTH = "/_stcore/health"
STATIC = re.compile(r"/(static/.+|favicon\.(png|ico)|manifest\.json)")
STREAM = "/_stcore/stream"
SIGN_IN = re.compile(r"/(_stcore/host-config|session/(open|close|again))")
OUTSIDE = re.compile(r"/(auth/(login|logout)|oauth2callback)")
PAGE = re.compile(rf"/(({'|'.join(sorted(OPENS))})/?)?")
PAGE_LIKE = re.compile(r"/[^/._][^/.]*/?")
SAFE_METHODS = ("GET", "HEAD")


class Gate:
    """Pure ASGI, so that it stands before http and websocket alike."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn the caller away, or pass on with the protective headers added to the answer."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        caller = HTTPConnection(_stamped(scope))
        send = _guarded(caller, send)
        if refusal := await _refusal(caller):
            return await _turn_away(caller, refusal, receive, send)
        if _leads_nowhere(caller):
            return await RedirectResponse("/", 303)(caller.scope, receive, send)
        if scope["type"] == "websocket":
            socket = await _socket(caller)
            return await self.app(socket.owned_scope(), socket.receiving(receive), socket.sending(send))
        return await self.app(caller.scope, receive, send)


def is_secure(caller: HTTPConnection) -> bool:
    """Whether the request came by https or wss."""
    return caller.url.scheme in ("https", "wss")


async def _refusal(caller: HTTPConnection) -> tuple[int, str] | None:
    if caller.url.path == HEALTH:
        return None
    if reason := refused_address(caller, secure=is_secure(caller)):
        return reason
    if not origin_is_ours(caller):
        return 403, "This request came from another site."
    if _is_open(caller) or await _has_session(caller):
        return None
    return 401, "Sign in first."


def _is_open(caller: HTTPConnection) -> bool:
    path = caller.scope["path"]
    if caller.scope["type"] == "websocket":
        return bool(path == STREAM)
    if caller.scope["method"] not in SAFE_METHODS:
        return False
    if OUTSIDE.fullmatch(path):
        return outside_sign_in()
    return any(allowed.fullmatch(path) for allowed in (STATIC, SIGN_IN, PAGE))


def _leads_nowhere(caller: HTTPConnection) -> bool:
    """An address that looks like a page and is none: Streamlit would say so in English, over the home."""
    path = caller.scope["path"]
    asked = caller.scope["type"] == "http" and "text/html" in caller.headers.get("accept", "")
    return asked and not PAGE.fullmatch(path) and bool(PAGE_LIKE.fullmatch(path))


async def _has_session(caller: HTTPConnection) -> bool:
    return await to_thread.run_sync(is_live, _cookie(caller, SESSION))


async def _socket(caller: HTTPConnection) -> Socket:
    session = _cookie(caller, SESSION) if await _has_session(caller) else None
    return Socket(caller, session, _cookie(caller, BROWSER))


def _cookie(caller: HTTPConnection, kind: str) -> str | None:
    value = caller.cookies.get(cookie_name(kind, secure=is_secure(caller)))
    return value if well_formed(value) else None


def _stamped(scope: Scope) -> Scope:
    """What the scripts may know of the connection, in headers that no visitor can send."""
    secure = scope["scheme"] in ("https", "wss")
    kept = [(name, value) for name, value in scope["headers"] if not name.startswith(b"x-baoke-")]
    client = (scope.get("client") or ("", 0))[0]
    stamps = [(b"x-baoke-secure", b"1" if secure else b"0"), (b"x-baoke-client", client.encode())]
    return {**scope, "headers": [*kept, *stamps]}


def _guarded(caller: HTTPConnection, send: Send) -> Send:
    secure, path = is_secure(caller), caller.scope["path"]

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(protective_headers(secure=secure))
            if not STATIC.fullmatch(path):
                headers["cache-control"] = "no-store"
            if PAGE.fullmatch(path):
                _name_browser(caller, headers, secure=secure)
        await send(message)

    return guarded


def _name_browser(caller: HTTPConnection, headers: MutableHeaders, *, secure: bool) -> None:
    """Give the browser a name of its own: tickets and known browsers are bound to it."""
    name = cookie_name(BROWSER, secure=secure)
    if _cookie(caller, BROWSER) is None:
        year = 365 * 86400
        value = f"{name}={secrets.token_urlsafe(32)}; Max-Age={year}; {cookie_options(secure=secure)}"
        headers.append("set-cookie", value)


async def _turn_away(caller: HTTPConnection, refusal: tuple[int, str], receive: Receive, send: Send) -> None:
    status, reason = refusal
    if caller.scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason})
        return
    await PlainTextResponse(reason, status)(caller.scope, receive, send)
