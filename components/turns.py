"""Whose turn it is: few pages are worked out at once, in the order they were asked for.

All of them at once would all be late: fifty clicks of 40 ms that share one processor are each done after two seconds,
one after the other on average after one, and the next clicks come apart.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 1
SHARE = 0.3
"""Seconds after which a page that is still at work, on a file or a long query, holds nobody up any more."""


class Turns:
    """A line in front of `at_once` places; a place is given up after `share` seconds at the latest."""

    def __init__(self, at_once: int = AT_ONCE, share: float = SHARE) -> None:
        self._at_once, self._share = at_once, share
        self._lock = threading.Lock()
        self._began: dict[int, float] = {}
        self._line: deque[tuple[int, threading.Event]] = deque()
        self._tickets = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait in line, then hold a place."""
        ticket = self._take()
        try:
            yield
        finally:
            with self._lock:
                self._began.pop(ticket, None)
                self._let_in()

    def _take(self) -> int:
        called = threading.Event()
        with self._lock:
            self._tickets += 1
            ticket = self._tickets
            self._line.append((ticket, called))
            wait = self._let_in()
        while not called.wait(wait):
            with self._lock:
                wait = self._let_in()
        return ticket

    def _let_in(self) -> float:
        """Call whoever has a place now; seconds until the next place is given up."""
        now = time.monotonic()
        for ticket in [ticket for ticket, began in self._began.items() if now - began >= self._share]:
            del self._began[ticket]
        while self._line and len(self._began) < self._at_once:
            ticket, called = self._line.popleft()
            self._began[ticket] = now
            called.set()
        return min((began + self._share - now for began in self._began.values()), default=self._share)


turns = Turns()
