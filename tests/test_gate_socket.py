"""The socket while it is open: asked for its session at every message."""

import pytest
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from db.queries.actors import actor_named
from db.sign_in.sessions import open_session_for, revoke
from gate import Gate
from visits import HERE, SOCKET, manager_cookie


@pytest.fixture
def member(url):
    return manager_cookie()


async def echo(scope, receive, send):
    """A script runner that answers each click, telling which session it was asked to go on with."""
    await receive()
    await send({"type": "websocket.accept"})
    protocols = next((v.decode() for k, v in scope["headers"] if k == b"sec-websocket-protocol"), "")
    number = protocols.split(", ")[2] if protocols.count(",") == 2 else f"new-{len(_told)}"
    _told.append(number)
    first = ForwardMsg()
    first.new_session.initialize.session_id = number
    await send({"type": "websocket.send", "bytes": first.SerializeToString()})
    while (message := await receive())["type"] == "websocket.receive":
        asked = BackMsg.FromString(message["bytes"]).rerun_script
        clicked = [widget.id for widget in asked.widget_states.widgets]
        await send({"type": "websocket.send", "text": f"{asked.query_string} {asked.fragment_id} {clicked}"})


_told: list[str] = []


def stream(number=None, **cookies):
    """Open the socket as Streamlit's page does, and give the number of the session it got."""
    client = TestClient(Gate(echo), base_url=HERE, client=("127.0.0.1", 5))
    client.cookies.update(cookies)
    protocols = ["streamlit", "xsrf", *([number] if number else [])]
    headers = SOCKET | {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    return client.websocket_connect("/_stcore/stream", protocols, headers=headers)


def number_of(socket):
    return ForwardMsg.FromString(socket.receive_bytes()).new_session.initialize.session_id


def click(widget, fragment=""):
    """What the page sends when somebody clicks."""
    sent = BackMsg()
    sent.rerun_script.query_string, sent.rerun_script.fragment_id = "id=42", fragment
    sent.rerun_script.widget_states.widgets.add(id=widget, trigger_value=True)
    return sent.SerializeToString()


def test_a_click_after_the_session_has_ended_runs_the_page_but_no_fragment_and_no_callback(member):
    with stream(baoke=member) as socket:
        number_of(socket)
        socket.send_bytes(click("save", "part"))
        assert socket.receive_text() == "id=42 part ['save']"
        revoke(member)
        for _ in range(3):
            socket.send_bytes(click("save", "part"))
            assert socket.receive_text() == "id=42  []"


def test_an_idle_tab_is_told_before_long_and_once(member, monkeypatch):
    monkeypatch.setattr("gate_socket.LOOK_EVERY", 0.02)
    with stream(baoke=member) as socket:
        number_of(socket)
        socket.send_bytes(click("open"))
        assert socket.receive_text() == "id=42  ['open']"
        revoke(member)
        assert socket.receive_text() == "id=42  []"
        socket.send_bytes(click("save"))
        assert socket.receive_text() == "id=42  []"


def test_the_form_of_a_stranger_is_left_alone(url):
    with stream(baoke="x" * 43, baoke_browser="b" * 43) as socket:
        number_of(socket)
        socket.send_bytes(click("login"))
        assert socket.receive_text() == "id=42  ['login']"


def test_only_the_same_browser_and_session_goes_on_where_it_was(member):
    with stream(baoke=member, baoke_browser="b" * 43) as socket:
        number = number_of(socket)
    with stream(number, baoke=member, baoke_browser="b" * 43) as socket:
        assert number_of(socket) == number
    colleague = open_session_for(actor_named("salesperson").person_id)
    for cookies in (
        {},
        {"baoke_browser": "b" * 43},
        {"baoke": "x" * 43},
        {"baoke": colleague, "baoke_browser": "b" * 43},
    ):
        with stream(number, **cookies) as socket:
            assert number_of(socket) != number
