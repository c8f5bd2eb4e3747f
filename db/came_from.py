"""From where this run of a page, this request or this command line came; the audit notes it with all that it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 60
_place: ContextVar[str] = ContextVar("came_from", default="")


def here() -> str:
    """An address, `cli:` and who is signed in to the machine, or nothing where the app works by itself."""
    return _place.get()


def note_place(place: str) -> None:
    """From now on in this thread's run: every page begins by saying it anew."""
    _place.set(place[:LONGEST])


@contextmanager
def coming_from(place: str) -> Iterator[None]:
    """For a request that shares its thread with others."""
    token = _place.set(place[:LONGEST])
    try:
        yield
    finally:
        _place.reset(token)
