"""The two cookies: the session, and the name of the browser. Nothing else reads or names them."""

from __future__ import annotations

import re

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from db.came_from import ask_for_place

SESSION = "baoke"
BROWSER = "baoke_browser"
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def cookie_name(cookie: str, *, secure: bool) -> str:
    """On https the prefix keeps other hosts of the same domain from planting one."""
    return f"__Host-{cookie}" if secure else cookie


def cookie_options(*, secure: bool) -> str:
    """The attributes that every cookie of ours carries."""
    return "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")


def well_formed(value: object) -> bool:
    """Whether a cookie's value can be one that we gave out."""
    return isinstance(value, str) and _FORM.fullmatch(value) is not None


def cookie(kind: str) -> str | None:
    """The cookie of the browser whose socket runs this script, read anew in every run."""
    secure = st.context.headers.get("x-baoke-secure") == "1"
    value = st.context.cookies.get(cookie_name(kind, secure=secure))
    return value if isinstance(value, str) and well_formed(value) else None


def client_address() -> str:
    """The visitor's address, as the gate saw it."""
    address = st.context.headers.get("x-baoke-client")
    return address if isinstance(address, str) else ""


def _address_of_this_run() -> str:
    return client_address() if get_script_run_ctx(suppress_warning=True) else ""


ask_for_place(_address_of_this_run)


def came_straight() -> bool:
    """Whether no web server in front passed this visit on, and it names this machine by a loopback name."""
    headers = st.context.headers
    passed_on = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
    host = str(headers.get("host") or "")
    return host.startswith(("localhost", "127.", "[::1]")) and not any(headers.get(name) for name in passed_on)
