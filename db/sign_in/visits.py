"""That sessions are in use, written down together: each write makes all figures be worked out anew."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from threading import Lock, Timer

from db.access import SYSTEM
from db.commands.note_visit import note_visit
from db.engine import database_url
from db.errors import Refusal
from db.periods import now
from db.run import run

VISIT_SECONDS = 60
TOGETHER_SECONDS = 30

log = logging.getLogger(__name__)
_noted: dict[tuple[str, int], datetime] = {}
_noting = Lock()


def note_use(session_id: int, last_seen_at: datetime) -> None:
    """Remember, at most once a minute and without keeping the click waiting, that a session is in use."""
    if now() - last_seen_at <= timedelta(seconds=VISIT_SECONDS):
        return
    with _noting:
        first = not _noted
        _noted[database_url(), session_id] = now()
    if first:
        later = Timer(TOGETHER_SECONDS, write_down)
        later.daemon = True
        later.start()


def write_down() -> None:
    """Write all visits noted since the last time."""
    with _noting:
        noted = dict(_noted)
        _noted.clear()
    for (url, session_id), at in noted.items():
        if url == database_url():
            try:
                run(note_visit, SYSTEM, session_id=session_id, at=at)
            except Refusal as busy:
                log.warning("visit not noted: %s", busy)
