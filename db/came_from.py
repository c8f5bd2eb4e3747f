"""From where this run of a page, this request or this command line came; the audit notes it with all that it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 60
_place: ContextVar[str] = ContextVar("came_from", default="")


_ask: list[Callable[[], str]] = []


def here() -> str:
    """An address, `cli:` and who is signed in to the machine, or nothing where the app works by itself."""
    told = _place.get() or next((place for ask in _ask if (place := ask())), "")
    return told[:LONGEST]


def ask_for_place(ask: Callable[[], str]) -> None:
    """Let the screen answer for whatever runs in a page, callbacks of widgets included, which run before it."""
    _ask[:] = [ask]


@contextmanager
def coming_from(place: str) -> Iterator[None]:
    """For a request that shares its thread with others, and for the command line."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)
