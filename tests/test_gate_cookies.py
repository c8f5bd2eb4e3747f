"""Where the session's cookie is set and taken back."""

import pytest
from starlette.testclient import TestClient

from db.sign_in.sessions import open_session_for
from gate import Gate
from visits import HERE, built_app


@pytest.fixture
def doors(url, monkeypatch):
    import factories

    people = factories.staff()
    routed = Gate(built_app(monkeypatch).router)

    def at(base=HERE, **cookies):
        found = TestClient(routed, base_url=base, client=("127.0.0.1", 5), follow_redirects=False)
        found.cookies.update(cookies)
        return found

    return at, people


def ticket(person, browser, address="/"):
    from db.sign_in.entry import check_password
    from db.sign_in.sessions import leave_ticket
    from db.sign_in.throttle import Source
    from factories import PASSWORD

    leave_ticket(check_password(Source(person.login, "", "127.0.0.1"), PASSWORD), browser, address=address)


def test_a_ticket_becomes_a_cookie_that_no_script_reads_and_leads_to_the_deep_link(doors):
    at, people = doors
    ticket(people["manager"], "b" * 43, "/customer?id=42")
    answer = at(baoke_browser="b" * 43).get("/session/open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/customer?id=42")
    assert answer.headers["set-cookie"].endswith("; Max-Age=43200; Path=/; HttpOnly; SameSite=Lax")
    assert answer.headers["cache-control"] == "no-store"
    again = at(baoke_browser="b" * 43).get("/session/open")
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("browser", ["c" * 43, "", "b" * 42, "b" * 44, "' OR 1=1 --" + "x" * 32])
def test_another_browser_gets_nothing_for_it(doors, browser):
    at, people = doors
    ticket(people["manager"], "b" * 43)
    answer = at(baoke_browser=browser).get("/session/open?t=anything&next=//evil.com")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "baoke=" not in answer.headers.get("set-cookie", "")


def test_signing_in_anew_ends_the_session_this_browser_had(doors):
    at, people = doors
    old = open_session_for(people["executive"].person_id)
    ticket(people["manager"], "b" * 43)
    at(baoke_browser="b" * 43, baoke=old).get("/session/open")
    assert at(baoke=old).get("/_stcore/upload_file/a/b").status_code == 401


def test_a_link_cannot_sign_anybody_out_and_a_dead_cookie_goes(doors):
    from db.sign_in.sessions import revoke

    at, people = doors
    cookie = open_session_for(people["manager"].person_id)
    assert "set-cookie" not in at(baoke=cookie).get("/session/close").headers
    revoke(cookie)
    answer = at(baoke=cookie).get("/session/close")
    assert answer.headers["set-cookie"].startswith("baoke=; Max-Age=0; Path=/; HttpOnly")
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("referer", "location"),
    [
        ("http://localhost:8501/customer?id=42", "/customer?id=42"),
        ("http://evil.com/customer?id=42", "/"),
        ("http://localhost:8501//evil.com", "/"),
        ("", "/"),
    ],
)
def test_after_a_session_has_ended_the_way_leads_back_to_the_same_address(doors, referer, location):
    at, _people = doors
    answer = at().get("/session/again", headers={"referer": referer})
    assert answer.headers["location"] == location


def test_on_https_the_cookie_is_locked_to_the_host(doors):
    at, people = doors
    ticket(people["manager"], "b" * 43)
    answer = at("https://localhost", **{"__Host-baoke_browser": "b" * 43}).get("/session/open")
    assert answer.headers["set-cookie"].startswith("__Host-baoke=")
    assert answer.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
