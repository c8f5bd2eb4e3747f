"""Visits are written down together, so that figures are not worked out anew at every click."""

from datetime import timedelta

import pytest

from db.periods import now
from db.sign_in import visits
from db.sign_in.credentials import new_credential
from db.sign_in.sessions import find_session
from db.sign_in.sessions import open_session_for as opened
from factories import company, hire, write


@pytest.fixture
def waiting(monkeypatch):
    """The timers that were started, none of which goes off by itself."""
    started = []

    class Waiting:
        def __init__(self, seconds, call):
            started.append((seconds, call))

        def start(self):
            pass

    monkeypatch.setattr(visits, "Timer", Waiting)
    visits._noted.clear()
    return started


def cookie_of(login):
    me = hire(login)
    write(new_credential(me.person_id, "a long enough password", must_change=False, exempt=True))
    return opened(me.person_id)


def test_two_sessions_in_use_are_written_down_by_one_timer(url, waiting):
    company()
    first, second = (find_session(cookie_of(login)) for login in ("li", "wang"))
    long_ago = now() - timedelta(minutes=5)
    for found in (first, second, first):
        visits.note_use(found.session_id, long_ago)
    assert [seconds for seconds, _call in waiting] == [visits.TOGETHER_SECONDS]
    assert len(visits._noted) == 2
    waiting[0][1]()
    assert not visits._noted


def test_a_session_seen_within_the_minute_is_not_noted_again(url, waiting):
    company()
    found = find_session(cookie_of("li"))
    visits.note_use(found.session_id, found.last_seen_at)
    assert not waiting


def test_a_visit_moves_the_session_forward(url, waiting):
    company()
    cookie = cookie_of("li")
    before = find_session(cookie)
    visits.note_use(before.session_id, before.last_seen_at - timedelta(minutes=5))
    visits.write_down()
    assert find_session(cookie).last_seen_at > before.last_seen_at
