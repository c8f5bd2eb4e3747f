"""A session opens by a ticket, once, in one browser, and is void as soon as anything about the person changes."""

import secrets
from datetime import timedelta

import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.commands.change_password import change_password
from db.commands.end_sessions import end_sessions
from db.commands.issue_ticket import issue_ticket
from db.commands.note_visit import note_visit
from db.commands.reset_password import reset_password
from db.commands.sign_out import sign_out
from db.commands.sign_out_everywhere import sign_out_everywhere
from db.errors import Denied, Refusal, Stale
from db.models.people import Person
from db.models.sign_in import Credential, SignInSession, SignInTicket
from db.models.system import Audit
from db.periods import now
from db.queries.own_sessions import own_sessions
from db.run import run
from db.session import reading
from db.sign_in.credentials import new_credential
from db.sign_in.entry import check_password, choose_password
from db.sign_in.passwords import hash_password
from db.sign_in.sessions import find_session, is_live, leave_ticket, open_session_for, revoke, safe_address, use_ticket
from db.sign_in.throttle import Source, browser_hash
from factories import PASSWORD, change, hire, staff, write

OWN = "b" * 43
OTHER = "c" * 43


@pytest.fixture
def people(url):
    return staff()


@pytest.fixture
def manager(people):
    return people["manager"]


def proof(login="manager"):
    return check_password(Source(login, browser_hash(OWN), "10.0.0.7"), PASSWORD)


def stand(cookies):
    return [is_live(cookie) for cookie in cookies]


def test_a_session_knows_role_unit_and_everything_below(people):
    found = find_session(open_session_for(people["department_head"].person_id))
    assert found.actor == people["department_head"]
    assert len(found.actor.units) == 3


def test_a_ticket_opens_one_session_at_the_address_that_was_asked_for(people):
    leave_ticket(proof(), OWN, address="/customer?id=42")
    opened = use_ticket(OWN, device="Firefox", ip="10.0.0.7")
    assert opened.address == "/customer?id=42"
    assert find_session(opened.cookie).actor.login == "manager"
    assert use_ticket(OWN) is None
    with reading(SYSTEM) as session:
        noted = session.exec(select(Audit).where(Audit.command == "open_session", Audit.record_table.is_not(None)))
        assert [row.actor_login for row in noted] == ["manager"]


def test_a_ticket_is_of_no_use_to_another_browser(people):
    leave_ticket(proof(), OWN)
    assert use_ticket(OTHER) is None
    assert use_ticket(None) is None
    assert use_ticket(OWN) is not None


def test_a_browser_has_one_ticket_and_the_outdated_ones_of_others_go(people):
    order = {"provider": "local", "address": "/"}
    gone, soon = now() - timedelta(seconds=1), now() + timedelta(seconds=30)
    run(issue_ticket, SYSTEM, proof=proof("service"), browser_hash="other", expires_at=gone, **order)
    run(issue_ticket, SYSTEM, proof=proof("executive"), browser_hash=browser_hash(OWN), expires_at=soon, **order)
    run(issue_ticket, SYSTEM, proof=proof("manager"), browser_hash=browser_hash(OWN), expires_at=soon, **order)
    with reading(SYSTEM) as session:
        assert [left.person_id for left in session.exec(select(SignInTicket)).all()] == [people["manager"].person_id]


def test_an_old_ticket_opens_nothing(people):
    leave_ticket(proof(), OWN)

    def let_time_pass(session, actor):
        session.get(SignInTicket, browser_hash(OWN)).expires_at = now() - timedelta(seconds=1)

    run(let_time_pass, SYSTEM)
    assert use_ticket(OWN) is None


def test_a_ticket_is_void_once_the_password_is_another(people, manager):
    leave_ticket(proof(), OWN)
    choose_password(manager, "ein ganz anderes Passwort")
    assert use_ticket(OWN) is None


def test_a_proof_from_before_a_reset_leaves_no_ticket(people, manager):
    held = proof()
    run(reset_password, people["admin"], person_id=manager.person_id, password_hash=hash_password("einmal-kennwort"))
    with pytest.raises(Refusal, match="wrong"):
        leave_ticket(held, OWN)


def test_without_cookies_nobody_signs_in(people):
    with pytest.raises(Refusal) as refusal:
        leave_ticket(proof(), None)
    assert refusal.value.key == "sign_in.cookies_needed"


def test_signing_out_ends_this_session_and_no_other(people, manager):
    first, second = open_session_for(manager.person_id), open_session_for(manager.person_id)
    run(sign_out, manager, session_id=find_session(first).session_id)
    assert stand([first, second]) == [False, True]


def test_nobody_signs_out_somebody_else(people, manager):
    cookie = open_session_for(manager.person_id)
    run(sign_out, people["executive"], session_id=find_session(cookie).session_id)
    run(sign_out, people["admin"], session_id=find_session(cookie).session_id)
    assert is_live(cookie)


def test_signing_out_everywhere_ends_all_of_ones_own(people, manager):
    mine = [open_session_for(manager.person_id) for _ in range(3)]
    other = open_session_for(people["executive"].person_id)
    run(sign_out_everywhere, manager)
    assert stand([*mine, other]) == [False, False, False, True]


def test_a_new_password_ends_every_session(people, manager):
    mine = [open_session_for(manager.person_id) for _ in range(2)]
    choose_password(manager, "ein ganz anderes Passwort")
    assert stand(mine) == [False, False]


def test_a_reset_or_an_administrators_order_ends_every_session(people, manager):
    cookie = open_session_for(manager.person_id)
    run(reset_password, people["admin"], person_id=manager.person_id, password_hash=hash_password("einmal-kennwort"))
    assert not is_live(cookie)
    cookie = open_session_for(manager.person_id)
    run(end_sessions, people["admin"], person_id=manager.person_id)
    assert not is_live(cookie)


@pytest.mark.parametrize(
    "role", ["salesperson", "manager", "department_head", "executive", "service", "claims", "analyst"]
)
def test_only_an_administrator_resets_and_ends(people, role):
    with pytest.raises(Denied):
        run(end_sessions, people[role], person_id=people["admin"].person_id)
    with pytest.raises(Denied):
        run(reset_password, people[role], person_id=people["admin"].person_id, password_hash="x")


def test_who_is_disabled_or_has_another_role_is_out_at_once(people, manager):
    cookie = open_session_for(manager.person_id)
    change(Person, manager.person_id, role="salesperson")
    assert find_session(cookie) is None
    change(Person, manager.person_id, role="manager")
    assert find_session(cookie) is not None
    change(Person, manager.person_id, active=0)
    assert find_session(cookie) is None
    assert not is_live(cookie)


def test_a_session_ends_after_an_hour_unused_and_after_twelve_in_any_case(people, manager):
    cookie = open_session_for(manager.person_id)
    start = find_session(cookie).last_seen_at
    assert find_session(cookie, start + timedelta(minutes=59))
    assert find_session(cookie, start + timedelta(minutes=61)) is None
    for hour in range(1, 12):
        run(note_visit, SYSTEM, session_id=find_session(cookie).session_id, at=start + timedelta(hours=hour))
    assert find_session(cookie, start + timedelta(hours=11, minutes=59))
    run(note_visit, SYSTEM, session_id=find_session(cookie).session_id, at=start + timedelta(hours=11, minutes=59))
    assert find_session(cookie, start + timedelta(hours=12, minutes=1)) is None


def test_a_visit_leaves_no_audit_row_and_never_goes_back(people, manager):
    found = find_session(open_session_for(manager.person_id))
    with reading(SYSTEM) as session:
        before = len(session.exec(select(Audit.id)).all())
    run(note_visit, SYSTEM, session_id=found.session_id, at=now() - timedelta(hours=1))
    with reading(SYSTEM) as session:
        assert session.get(SignInSession, found.session_id).last_seen_at == found.last_seen_at
        assert len(session.exec(select(Audit.id)).all()) == before


def test_a_newly_opened_session_replaces_the_browsers_old_one(people, manager):
    old = open_session_for(manager.person_id)
    revoke(old)
    revoke("not a cookie of ours")
    revoke(None)
    assert not is_live(old)


def test_five_hundred_forged_old_foreign_and_replayed_cookies_open_nothing(people, manager, monkeypatch):
    real = [open_session_for(manager.person_id) for _ in range(20)]
    monkeypatch.setenv("BAOKE_SECRET_KEY", "another installation's secret key, long enough")
    foreign = [open_session_for(manager.person_id) for _ in range(100)]
    monkeypatch.delenv("BAOKE_SECRET_KEY")
    replayed = real[:10]
    for cookie in replayed:
        run(sign_out, manager, session_id=find_session(cookie).session_id)
    with reading(SYSTEM) as session:
        stored = [row.cookie_hash for row in session.exec(select(SignInSession)).all()]
    twisted = [
        cookie[:n] + ("A" if cookie[n] != "A" else "B") + cookie[n + 1 :] for cookie in real for n in range(0, 43, 5)
    ]
    odd = ["", " ", "0", "null", "admin", "' OR '1'='1", "eyJhbGciOiJub25lIn0.e30.", "\x00" * 43, "%s", "a" * 100_000]
    forged = [
        secrets.token_urlsafe(32)
        for _ in range(500 - len(replayed) - len(foreign) - len(stored) - len(twisted) - len(odd) + 200)
    ]
    tried = [*replayed, *foreign, *stored, *twisted, *odd, *forged]
    assert len(tried) >= 500
    assert not any(is_live(cookie) or find_session(cookie) for cookie in tried)
    assert all(stand(real[10:]))


def test_the_list_of_own_sessions_is_ones_own(people, manager):
    for _ in range(3):
        open_session_for(manager.person_id, device="Firefox")
    gone = find_session(open_session_for(manager.person_id))
    run(sign_out, manager, session_id=gone.session_id)
    open_session_for(people["admin"].person_id)
    assert len(own_sessions(manager)) == 3
    assert len(own_sessions(people["admin"])) == 1
    assert own_sessions(people["executive"]) == []


def test_who_has_no_place_still_signs_in_and_out(people):
    nobody = hire("newcomer", unit=None)
    write(new_credential(nobody.person_id, PASSWORD))
    cookie = open_session_for(nobody.person_id)
    found = find_session(cookie)
    assert found.actor.units == frozenset()
    run(sign_out, nobody, session_id=found.session_id)
    assert not is_live(cookie)


@pytest.mark.parametrize(
    "address",
    [
        "//evil.com",
        "/\\evil.com",
        "https://evil.com",
        "evil.com",
        "",
        "/a\r\nSet-Cookie: x=1",
        "/\t/evil.com",
        "/" + "x" * 3000,
    ],
)
def test_nobody_is_sent_to_another_site(address):
    assert safe_address(address) == "/"


@pytest.mark.parametrize("address", ["/", "/customer?id=42", "/rows?month=2026-03&next=//x", "/客户?名=李"])
def test_every_address_of_ours_is_kept(address):
    assert safe_address(address) == address


def test_of_two_forms_for_a_new_password_the_second_is_told_that_it_is_late(people, manager):
    with reading(SYSTEM) as session:
        old = session.get(Credential, manager.person_id).password_hash
    run(change_password, manager, old_hash=old, password_hash=hash_password("die eine neue Losung"))
    with pytest.raises(Stale):
        run(change_password, manager, old_hash=old, password_hash=hash_password("die andere neue Losung"))
    assert check_password(Source("manager", "", "10.0.0.8"), "die eine neue Losung")
