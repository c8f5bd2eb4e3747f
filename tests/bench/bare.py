"""What the statements of a page cost by themselves: noted while the page runs here, sent again on a plain connection."""

import logging
import statistics
import time
from contextlib import contextmanager
from unittest import mock

from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from db.engine import database
from db.sign_in.sessions import open_session_for
from tests.bench.places import ROOT

PAGES = {
    "": "pages/start/home.py",
    "rows": "pages/figures/rows.py",
    "explore": "pages/figures/explore.py",
    "customer": "pages/customers/customer.py",
    "customers": "pages/customers/customers.py",
    "opportunities": "pages/sales/opportunities.py",
    "plan": "pages/work/plan.py",
    "search": "pages/start/search.py",
    "team": "pages/work/team.py",
}


@contextmanager
def noted():
    """Every statement sent for reading while inside, with its parameters."""
    sent = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    event.listen(database().read, "before_cursor_execute", note)
    yield sent
    event.remove(database().read, "before_cursor_execute", note)


def statements(place, visit, turn=0):
    """The statements of one run of a page: right after a write, and once more with nothing written since."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    with place.here():
        jar = {"baoke": open_session_for(place.actor(visit.login).person_id), "baoke_browser": "b" * 43}
        with mock.patch("components.cookies.cookie", jar.get), mock.patch("components.cookies.client_address", str):
            at = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=300)
            at.switch_page(PAGES[visit.page])
            for name, value in visit.query(turn).items():
                at.query_params[name] = value
            at.run()
            place.write()
            with noted() as cold:
                at.run()
            with noted() as warm:
                at.run()
        assert not at.exception, at.exception
    return cold, warm


def bare(place, sent, rounds):
    """Median milliseconds of sending these statements one after the other on a connection of the driver alone."""
    with place.here():
        raw = database().read.raw_connection()
        times = [_sent(raw.cursor(), sent) for _ in range(rounds)]
        raw.close()
    return statistics.median(times)


def _sent(cursor, sent):
    start = time.perf_counter()
    for statement, parameters in sent:
        if not statement.startswith("BEGIN"):
            cursor.execute(statement, parameters)
            cursor.fetchall()
    taken = (time.perf_counter() - start) * 1000
    cursor.close()
    return taken
