"""The gate before the running app: without a session only sign-in, health and static files answer."""

import asyncio
import itertools
import secrets

import pytest
from starlette.websockets import WebSocketDisconnect

from components.cookies import cookie_name
from driver import serving
from gate import Gate
from gate_headers import content_policy
from visits import SOCKET, behind, built_app, manager_cookie, visitor

OPEN = {"/_stcore/health", "/_stcore/host-config", "/session/open", "/session/close", "/session/again"}
SHELL = {"/", "/customer", "/customer/", "/people", "/favicon.png", "/manifest.json", "/static/x.js"}
CLOSED = [
    "/customer/42", "/media/abc.csv", "/media", "/media/",
    "/MEDIA/abc.csv", "/component/x/index.html", "/component", "/_stcore/metrics",
    "/_stcore/upload_file/a/b", "/_stcore/bidi-components/x/y.js", "/_stcore/script-health-check", "/_stcore",
    "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/agent/mcp", "/openapi.json", "/docs", "/redoc",
    "/app/static/x.csv", "/auth/login", "/auth/logout", "/oauth2callback", "/session/other", "/a/b", "/app.py",
    "/data/baoke.sqlite3", "/static", "/static/", "/_stcore/healthx", "/x.csv", "/index.html", "/healthz",
]  # fmt: skip
TRICKS = [
    "/.env",
    "///media/x",
    "/static/../media/x",
    "/./media/x",
    "/static/..%2fmedia/x",
    "/static\\..\\media",
    "/static//x",
    "/a%00b",
]


@pytest.fixture
def member(url):
    cookie = manager_cookie()
    return visitor(baoke=cookie), cookie


def paths_of(routes, prefix=""):
    """Every path of the running app, with its parameters filled in."""
    for route in routes:
        path = prefix + getattr(route, "path", "")
        yield (
            path.replace("{path:path}", "x/y")
            .replace("{file_id:path}", "x")
            .replace("{session_id}", "s")
            .replace("{file_id}", "f")
        )
        yield from paths_of(getattr(route, "routes", None) or (), path)


def test_of_all_routes_of_the_app_only_sign_in_health_and_static_answer_without_a_session(url, monkeypatch):
    paths = {path or "/" for path in paths_of(built_app(monkeypatch).routes)}
    assert {"/_stcore/metrics", "/_stcore/health", "/media/x", "/session/open"} <= paths
    answered = {path for path in paths if visitor().get(path).status_code != 401}
    assert answered == OPEN | {"/"}
    for method, path in itertools.product(("POST", "PUT", "DELETE", "PATCH", "OPTIONS"), paths - {"/_stcore/health"}):
        assert visitor().request(method, path).status_code == 401


def answers(who, paths):
    """The paths by the status with which they answer somebody."""
    found = {}
    for path in paths:
        found.setdefault(who.get(path).status_code, set()).add(path)
    return found


def test_sign_in_and_static_files_answer_everybody(url):
    assert answers(visitor(), OPEN | SHELL) == {200: OPEN | SHELL}


def test_the_rest_answers_nobody_but_who_is_signed_in(member):
    assert answers(visitor(), CLOSED) == {401: set(CLOSED)}
    assert answers(visitor(baoke=secrets.token_urlsafe(32)), CLOSED) == {401: set(CLOSED)}
    assert answers(member[0], CLOSED) == {200: set(CLOSED)}


def test_an_address_of_no_page_leads_home_instead_of_into_a_sentence_in_english(member):
    visiting, _cookie = member
    asked = {"headers": {"accept": "text/html"}, "follow_redirects": False}
    for path, status in (("/nosuch", 303), ("/客户", 303), ("/people", 200), ("/", 200)):
        assert visiting.get(path, **asked).status_code == status
    assert visitor().get("/nosuch", **asked).status_code == 401


def test_crooked_paths_lead_nowhere(url):
    assert set(answers(visitor(), TRICKS)) <= {400, 401}


def test_what_hangs_on_a_session_is_the_session_that_stands_now(member):
    from db.sign_in.sessions import revoke

    assert answers(member[0], CLOSED[:3]) == {200: set(CLOSED[:3])}
    revoke(member[1])
    assert answers(member[0], CLOSED[:3]) == {401: set(CLOSED[:3])}


def test_the_socket_is_open_for_the_sign_in_script_and_no_other_is(url):
    with visitor().websocket_connect("/_stcore/stream", headers=SOCKET) as socket:
        assert socket.receive_text() == "through"
    with pytest.raises(WebSocketDisconnect) as closed, visitor().websocket_connect("/_stcore/other", headers=SOCKET):
        pass
    assert closed.value.code == 1008


@pytest.mark.parametrize(
    "host", ["evil.com", "localhost.evil.com", "10.0.0.1", "evil.com:8501", "", "localhost@evil.com", "[::1"]
)
def test_a_foreign_host_name_is_not_answered(url, host):
    assert visitor().get("/", headers={"host": host}).status_code == 421
    with pytest.raises(WebSocketDisconnect), visitor().websocket_connect("/_stcore/stream", headers={"host": host}):
        pass


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST", "crm.example.com", "b.example.com:443"]
)
def test_named_and_loopback_hosts_are(url, monkeypatch, host):
    monkeypatch.setenv("BAOKE_ALLOWED_HOSTS", "crm.example.com, B.example.com")
    assert visitor().get("/", headers={"host": host}).status_code == 200


def test_another_sites_page_opens_no_socket_and_sends_nothing(member):
    for origin in ("http://evil.com", "null", "http://localhost:9999", "https://localhost.evil.com", ""):
        headers = SOCKET | {"origin": origin}
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            visitor().websocket_connect("/_stcore/stream", headers=headers),
        ):
            pass
        assert closed.value.code == 1008
        assert member[0].post("/_stcore/upload_file/a/b", headers=headers).status_code == 403


def test_our_own_page_does(member):
    headers = {"origin": "http://localhost:8501", "host": "localhost:8501"}
    with visitor().websocket_connect("/_stcore/stream", headers=headers) as socket:
        assert socket.receive_text() == "through"
    assert member[0].post("/_stcore/upload_file/a/b", headers=headers).status_code == 200


def test_another_site_may_link_here_but_not_embed(member):
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert member[0].get("/customer?id=42", headers=link).status_code == 200
    picture = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    assert member[0].get("/media/abc.csv", headers=picture).status_code == 403


def test_plain_http_is_for_this_machine_only_unless_it_is_allowed(url, monkeypatch):
    monkeypatch.setenv("BAOKE_ALLOWED_HOSTS", "crm.lan")
    far = visitor("http://crm.lan", "192.168.1.9")
    assert far.get("/").status_code == 403
    assert far.get("/_stcore/health").status_code == 200
    assert visitor("https://crm.lan", "192.168.1.9").get("/").status_code == 200
    monkeypatch.setenv("BAOKE_ALLOW_HTTP", "1")
    assert far.get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/customer", "/media/abc.csv", "/static/x.js", "/_stcore/health", "/session/close"]
)
def test_every_answer_binds_the_browser(url, path):
    answer = visitor().get(path)
    policy = answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'", "default-src 'self'"):
        assert part in policy
    assert ("no-store" in answer.headers.get("cache-control", "")) is not path.startswith("/static/")


def test_scripts_come_from_our_files_only():
    scripts = next(part for part in content_policy().split("; ") if part.startswith("script-src "))
    names = scripts.split()[1:]
    assert names[:2] == ["'self'", "'wasm-unsafe-eval'"]
    assert names[2:]
    assert all(name.startswith("'sha256-") for name in names[2:])


def test_media_is_never_kept(member):
    assert member[0].get("/media/abc.csv").headers["cache-control"] == "no-store"


def test_https_is_held_on_to_and_its_cookies_are_locked_to_the_host(url):
    answer = visitor("https://localhost", "192.168.1.9").get("/")
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-baoke_browser=")
    assert "; Path=/; HttpOnly; SameSite=Lax; Secure" in cookie


def test_on_https_a_planted_plain_cookie_counts_for_nothing(member):
    assert visitor("https://localhost", baoke=member[1]).get("/media/x").status_code == 401
    assert (
        visitor("https://localhost", **{cookie_name("baoke", secure=True): member[1]}).get("/media/x").status_code
        == 200
    )
    assert visitor(**{"__Host-baoke": member[1]}).get("/media/x").status_code == 401


def test_a_browser_is_named_once(url):
    first = visitor().get("/").headers["set-cookie"]
    assert "HttpOnly" in first
    name = first.split(";")[0].partition("=")[2]
    assert "set-cookie" not in visitor(baoke_browser=name).get("/").headers
    assert "set-cookie" in visitor(baoke_browser="short").get("/").headers
    assert "set-cookie" not in visitor().get("/static/x.js").headers


def test_no_visitor_can_pretend_to_be_stamped_by_the_gate(member):
    told = member[0].get("/media/x", headers={"x-baoke-secure": "1", "X-Baoke-Client": "10.0.0.1"}).text
    assert told == "through {'x-baoke-secure': '0', 'x-baoke-client': '127.0.0.1'}"


@pytest.mark.parametrize(
    "command",
    [("uvicorn", "app:app", "--port", "0"), ("streamlit", "run", "app.py", "--server.port", "0")],
    ids=["uvicorn", "streamlit"],
)
def test_the_gate_stands_before_the_app_however_it_is_started(tmp_path, command):
    import httpx

    if command[0] == "streamlit":
        command = (*command[:-1], str(free_port()))
    nothing = f"sqlite:///{tmp_path / 'none.sqlite3'}"
    with serving(*command, BAOKE_DATABASE_URL=nothing) as server, httpx.Client(base_url=server.url) as client:
        assert client.get("/_stcore/health").text == "ok"
        page = client.get("/customer?id=42")
        assert page.status_code == 200
        assert "content-security-policy" in page.headers
        for path in ("/media/x", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/component/x/y"):
            assert client.get(path).status_code == 401
        assert client.get("/", headers={"host": "evil.com"}).status_code == 421


def free_port():
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_a_turned_away_socket_costs_no_look_into_the_database(monkeypatch):
    """Many sockets at once from a foreign page: refused before anything is asked."""
    monkeypatch.setattr("gate.is_live", lambda _cookie: pytest.fail("asked the database"))
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "websocket", "path": "/_stcore/stream", "raw_path": b"/_stcore/stream", "query_string": b"",
        "scheme": "ws", "client": ("127.0.0.1", 5), "server": ("localhost", 8501), "root_path": "",
        "headers": [(b"host", b"localhost:8501"), (b"origin", b"http://evil.com"), (b"cookie", b"baoke=x")],
    }  # fmt: skip
    asyncio.run(Gate(behind)(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": "This request came from another site."}]
