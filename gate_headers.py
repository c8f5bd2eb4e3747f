"""Which addresses the gate answers under, and the headers that bind the browser."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.requests import HTTPConnection

from db.listening import LOOPBACK_NAMES

BY_DEFAULT = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def refused_address(caller: HTTPConnection, *, secure: bool) -> tuple[int, str] | None:
    """Why this address is not answered: an unsafe path, a foreign host, or plain http from outside."""
    path = caller.scope["path"]
    if "//" in path or "\\" in path or "/." in path or "\0" in path:
        return 400, "This is no address of Baoke."
    if _host_name(caller.headers.get("host")) not in _allowed_hosts():
        return 421, "Unknown host name: name it in BAOKE_ALLOWED_HOSTS."
    if not secure and not _plain_http_allowed(caller):
        return 403, "Passwords need https: put a web server with a certificate in front, or set BAOKE_ALLOW_HTTP=1."
    return None


def origin_is_ours(caller: HTTPConnection) -> bool:
    """Whether the page that asks is one of ours; only browsers say, and they always do where it matters."""
    origin = caller.headers.get("origin")
    if origin is None:
        return caller.headers.get("sec-fetch-site", "none") != "cross-site" or _is_navigation(caller)
    return urlsplit(origin).netloc == caller.headers.get("host")


def is_loopback(address: str | None) -> bool:
    """Whether an address of a client is this machine's own."""
    try:
        return ipaddress.ip_address((address or "").partition("%")[0]).is_loopback
    except ValueError:
        return False


def protective_headers(*, secure: bool) -> dict[str, str]:
    """What every answer carries."""
    always = BY_DEFAULT | {"content-security-policy": content_policy()}
    return always | {"strict-transport-security": "max-age=31536000"} if secure else always


@cache
def content_policy() -> str:
    """Scripts only from our own files and the inline ones that Streamlit's index.html has at start."""
    index = Path(streamlit.__file__).with_name("static") / "index.html"
    inline = re.findall(r"<script>(.*?)</script>", index.read_text("utf-8"), re.DOTALL)
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in inline)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "form-action 'self'",
            "object-src 'none'",
            "base-uri 'none'",
        )
    )


def _is_navigation(caller: HTTPConnection) -> bool:
    return caller.headers.get("sec-fetch-mode") == "navigate" and caller.scope.get("method") == "GET"


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _host_name(host: str | None) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _allowed_hosts() -> set[str]:
    named = os.environ.get("BAOKE_ALLOWED_HOSTS", "")
    return {name.strip().lower() for name in named.split(",") if name.strip()} | set(LOOPBACK_NAMES)


def _plain_http_allowed(caller: HTTPConnection) -> bool:
    client = caller.client.host if caller.client else None
    return os.environ.get("BAOKE_ALLOW_HTTP") == "1" or is_loopback(client)
