"""Opens a page of the app in somebody's name, as Streamlit runs it."""

from contextlib import contextmanager

from sqlalchemy import event
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from db.engine import database
from db.models.sign_in import Credential
from db.sign_in.credentials import new_credential
from db.sign_in.sessions import open_session_for
from driver import ROOT
from factories import PASSWORD, one, write


def opening(monkeypatch):
    """A function that opens a page file as an actor, with what its address says."""

    def opened(me, page, **address):
        if one(select(Credential).where(Credential.person_id == me.person_id)) is None:
            write(new_credential(me.person_id, PASSWORD, must_change=False, exempt=True))
        jar = {"baoke": open_session_for(me.person_id), "baoke_browser": "b" * 43}
        monkeypatch.setattr("components.cookies.cookie", jar.get)
        monkeypatch.setattr("components.cookies.client_address", lambda: "127.0.0.1")
        at = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=30)
        at.switch_page(page)
        for name, value in address.items():
            at.query_params[name] = value
        return fine(at.run())

    return opened


def fine(at):
    assert not at.exception, [f"{found.message}\n{found.stack_trace}" for found in at.exception]
    return at


def texts(at):
    shown = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.info, *at.error, *at.warning, *at.text, *at.toast]
    return "\n".join(str(element.value) for element in shown)


def frames(at):
    return [element.value for element in at.dataframe]


def pick(at, key, record_id):
    """Choose a row of a table by its record."""
    at.session_state[f"{key}.picked"] = record_id
    return fine(at.run())


def tap(at, key, record_id):
    """Tap a row of a list, which opens its record."""
    at.session_state[f"{key}.tapped"] = record_id
    return fine(at.run())


def field(at, name):
    """The one widget whose key ends in that name."""
    found = [
        widget
        for kind in ("text_input", "text_area", "number_input", "date_input", "selectbox", "checkbox", "button_group")
        for widget in at.get(kind)
        if str(widget.key).endswith(f".{name}")
    ]
    assert len(found) == 1, (name, [widget.key for widget in found])
    return found[0]


def act(at, verb):
    """Choose an action of the page."""
    (chooser,) = [group for group in at.get("button_group") if ".actions." in str(group.key)]
    return fine(chooser.set_value(verb).run())


def submit(at, form=""):
    """Press the button of the one form, or of the one so named."""
    (button,) = [one for one in at.button if one.proto.is_form_submitter and form in one.form_id]
    return fine(button.click().run())


@contextmanager
def counting():
    """Every statement sent for reading while inside."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(database().read, "before_cursor_execute", note)
    yield sent
    event.remove(database().read, "before_cursor_execute", note)
