"""Guesses are limited per account and source; the limit decays, and nobody can use it to lock out another."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.commands.end_sessions import end_sessions
from db.commands.forgive_guesses import forgive_guesses
from db.commands.reset_password import reset_password
from db.errors import Refusal
from db.models.system import Audit
from db.run import run
from db.session import reading
from db.sign_in import entry, passwords
from db.sign_in.entry import check_password
from db.sign_in.sessions import leave_ticket, use_ticket
from db.sign_in.throttle import GUESSES, Source, browser_hash
from factories import PASSWORD, staff

NOON = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)
HERE = Source("manager", browser_hash("b" * 43), "10.0.0.7")
ELSEWHERE = Source("manager", browser_hash("c" * 43), "10.9.9.9")


@pytest.fixture
def people(url):
    return staff()


def attempt(source, typed="wrong", minutes=0.0):
    """The key of the refusal, or "in"."""
    try:
        check_password(source, typed, NOON + timedelta(minutes=minutes))
    except Refusal as refusal:
        return refusal.key.removeprefix("sign_in.")
    return "in"


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait_and_then_gets_in(people):
    assert [attempt(HERE) for _ in range(GUESSES)] == ["wrong"] * GUESSES
    assert attempt(HERE, PASSWORD) == "too_many"
    assert attempt(HERE, PASSWORD, minutes=2.9) == "too_many"
    assert attempt(HERE, PASSWORD, minutes=3.1) == "in"


def test_who_is_given_a_new_password_or_signed_out_everywhere_need_not_wait(people):
    for again in (reset_password, end_sessions):
        assert [attempt(HERE) for _ in range(GUESSES + 1)] == ["wrong"] * GUESSES + ["too_many"]
        order = {"password_hash": passwords.hash_password(PASSWORD)} if again is reset_password else {}
        run(again, people["admin"], person_id=people["manager"].person_id, **order)
        assert attempt(HERE, PASSWORD) == "in"


def test_waiting_is_not_made_longer_by_trying(people):
    for _ in range(GUESSES + 200):
        attempt(HERE)
    assert attempt(HERE, PASSWORD, minutes=3.1) == "in"


def test_at_most_ten_guesses_in_a_quarter_of_an_hour(people):
    taken = [attempt(HERE, minutes=second / 60) for second in range(0, 900, 5)]
    assert taken.count("wrong") <= 10


def test_a_right_password_wipes_the_mistypings(people):
    for round_ in range(5):
        assert [attempt(HERE, minutes=round_) for _ in range(GUESSES - 1)] == ["wrong"] * (GUESSES - 1)
        assert attempt(HERE, PASSWORD, minutes=round_) == "in"


def test_a_right_guess_gives_an_address_back_no_more_than_itself(people):
    for n in range(50):
        attempt(Source(f"person{n}", "", "10.5.5.5"))
    run(forgive_guesses, SYSTEM, source=Source("manager", "", "10.5.5.5"), purpose="password", at=NOON)
    assert [attempt(Source(f"person{n}", "", "10.5.5.5")) for n in (60, 61)] == ["wrong", "too_many"]


def test_strangers_cannot_lock_out_who_comes_from_another_address(people):
    for _ in range(50):
        attempt(ELSEWHERE)
    assert attempt(ELSEWHERE, PASSWORD) == "too_many"
    assert attempt(HERE, PASSWORD) == "in"


def test_a_known_browser_gets_in_past_a_colleagues_guesses_behind_the_same_address(people):
    leave_ticket(check_password(HERE, PASSWORD, NOON), "b" * 43)
    assert use_ticket("b" * 43)
    at_next_desk = Source("manager", browser_hash("d" * 43), HERE.address)
    for _ in range(80):
        attempt(at_next_desk)
    assert attempt(at_next_desk, PASSWORD) == "too_many"
    assert attempt(HERE, PASSWORD) == "in"


def test_one_address_cannot_go_through_all_accounts(people):
    taken = [attempt(Source(f"person{n}", "", "10.5.5.5")) for n in range(120)]
    assert taken.count("wrong") == 50
    assert attempt(Source("manager", "", "10.5.5.6"), PASSWORD) == "in"


def test_own_successes_do_not_refill_an_address_for_guessing(people):
    taken = []
    for n in range(120):
        taken.append(attempt(Source(f"person{n}", "", "10.5.5.5")))
        attempt(Source("manager", "", "10.5.5.5"), PASSWORD)
    assert taken.count("wrong") <= 50


def test_an_ipv6_line_is_one_source(people):
    for n in range(GUESSES):
        attempt(Source("manager", "", f"2001:db8:0:1::{n:x}"))
    assert attempt(Source("manager", "", "2001:db8:0:1::ffff"), PASSWORD) == "too_many"
    assert attempt(Source("manager", "", "2001:db8:0:2::1"), PASSWORD) == "in"


def test_capitals_do_not_make_another_account(people):
    for _ in range(GUESSES):
        attempt(Source("Manager", "", "10.1.1.1"))
    assert attempt(Source("MANAGER", "", "10.1.1.1"), PASSWORD) == "too_many"
    assert attempt(Source("Manager", "", "10.1.1.2"), PASSWORD) == "in"


@pytest.mark.parametrize("login", ["manager", "nobody", "", "x" * 5000, "管理员' OR 1=1 --", "\ud800"])
def test_known_and_unknown_cost_the_same_work_and_get_the_same_answer(people, monkeypatch, login):
    passwords._nobody()
    costs = []
    check, run = passwords.bcrypt.checkpw, entry.run
    monkeypatch.setattr(passwords.bcrypt, "checkpw", lambda *both: costs.append("hash") or check(*both))
    monkeypatch.setattr(entry, "run", lambda command, *a, **k: costs.append(command.__name__) or run(command, *a, **k))
    assert attempt(Source(login, "", "10.1.1.1")) == "wrong"
    assert costs == ["count_guess", "hash", "refuse_guess"]


def test_the_audit_notes_guesses_but_not_what_was_typed(people):
    attempt(Source("my-secret-password-in-the-wrong-field", "", "10.1.1.1"), "another secret")
    with reading(SYSTEM) as session:
        noted = [row.change for row in session.exec(select(Audit).where(Audit.command == "count_guess")).all()]
    assert noted
    assert not any("secret" in change for change in noted)
