"""Visits to the gate: what stands behind it here, and who comes to it from where."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from gate import Gate

HERE = "http://localhost:8501"


async def behind(scope, receive, send):
    """What stands behind the gate: tells what came through."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "through"})
        await send({"type": "websocket.close", "code": 1000})
        return
    request = Request(scope)
    stamps = {name: value for name, value in request.headers.items() if name.startswith("x-baoke-")}
    await PlainTextResponse(f"through {stamps}")(scope, receive, send)


SOCKET = {"host": "localhost:8501"}


def visitor(base=HERE, client="127.0.0.1", **cookies):
    found = TestClient(Gate(behind), base_url=base, client=(client, 5), follow_redirects=False)
    found.cookies.update(cookies)
    return found


def manager_cookie():
    """The cookie of a manager's open session, in a branch with one person in each role."""
    import factories
    from db.sign_in.sessions import open_session_for

    return open_session_for(factories.staff()["manager"].person_id)


def built_app(monkeypatch):
    """The app as it is served, put together but not started."""
    from streamlit.runtime import Runtime

    from app import app

    monkeypatch.setattr(Runtime, "_instance", None)
    monkeypatch.setattr(app, "_runtime", None)
    return app._build_starlette_app()
