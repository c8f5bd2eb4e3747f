"""The code from the phone: good once, rate-limited, with recovery codes; a role can be made to use it."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.commands.drop_totp import drop_totp
from db.commands.enrol_totp import enrol_totp
from db.commands.reset_password import reset_password
from db.commands.use_code import use_code
from db.errors import Refusal
from db.models.sign_in import Credential, RecoveryCode
from db.models.system import Audit
from db.periods import now
from db.queries.own_sessions import has_second_factor
from db.run import run
from db.session import reading
from db.sign_in import totp
from db.sign_in.credentials import new_credential
from db.sign_in.entry import Step, check_code, check_password, choose_password, steps_left
from db.sign_in.passwords import hash_password
from db.sign_in.second_factor import new_enrolment
from db.sign_in.throttle import GUESSES, Source
from factories import PASSWORD, hire, staff, write

# Further off than any run of all tests takes: a phone set up in the meantime must be older.
LATER = now() + timedelta(days=1)


@pytest.fixture
def people(url):
    return staff()


def enrolled(actor):
    """Set a phone up; the enrolment."""
    offer = new_enrolment(actor.login)
    run(enrol_totp, actor, code=pyotp.TOTP(offer.shared).at(now()), **offer.order(actor.person_id))
    return offer


def code_at(offer, at):
    return pyotp.TOTP(offer.shared).at(at)


def source(login="manager", address="10.0.0.7"):
    return Source(login, "", address)


def refused(person_id, code, at=LATER, where=None):
    with pytest.raises(Refusal) as refusal:
        check_code(person_id, where or source(), code, at)
    return refusal.value.key.removeprefix("sign_in.")


def test_a_code_is_taken_now_and_half_a_minute_either_way_but_never_twice(people):
    me = people["manager"]
    offer = enrolled(me)
    check_code(me.person_id, source(), code_at(offer, LATER), LATER)
    assert refused(me.person_id, code_at(offer, LATER)) == "code_wrong"
    assert refused(me.person_id, code_at(offer, LATER - timedelta(seconds=30))) == "code_wrong"
    check_code(me.person_id, source(), code_at(offer, LATER + timedelta(seconds=30)), LATER)
    assert refused(me.person_id, code_at(offer, LATER + timedelta(seconds=90))) == "code_wrong"


def test_spaces_in_a_code_do_not_matter(people):
    me = people["manager"]
    code = code_at(enrolled(me), LATER)
    check_code(me.person_id, source(), f" {code[:3]} {code[3:]} ", LATER)


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "１２３４５６", "\ud800", "1" * 500, "-", "None"])
def test_anything_else_is_refused(people, code):
    me = people["manager"]
    enrolled(me)
    assert refused(me.person_id, code) == "code_wrong"


def test_codes_cannot_be_guessed_through(people):
    me = people["manager"]
    offer = enrolled(me)
    assert [refused(me.person_id, f"{n:06}") for n in range(GUESSES)] == ["code_wrong"] * GUESSES
    assert refused(me.person_id, code_at(offer, LATER)) == "too_many"
    in_time = LATER + timedelta(minutes=4)
    check_code(me.person_id, source(), code_at(offer, in_time), in_time)


def test_a_recovery_code_stands_in_once(people):
    me = people["manager"]
    offer = enrolled(me)
    first = offer.recovery_codes[0]
    check_code(me.person_id, source(), first.upper().replace("-", " "), LATER)
    assert refused(me.person_id, first) == "code_wrong"
    check_code(me.person_id, source(), offer.recovery_codes[1], LATER)


def test_a_recovery_code_is_ones_own(people):
    me, other = people["manager"], people["executive"]
    enrolled(me)
    codes = enrolled(other).recovery_codes
    assert refused(me.person_id, codes[0]) == "code_wrong"


def test_a_phone_that_was_read_wrong_is_not_taken(people):
    me = people["manager"]
    offer = new_enrolment(me.login)
    with pytest.raises(Refusal):
        run(enrol_totp, me, code="000000", **offer.order(me.person_id))
    assert not has_second_factor(me)


def test_a_new_phone_replaces_the_old_one_and_its_recovery_codes(people):
    me = people["manager"]
    old, new = enrolled(me), enrolled(me)
    assert refused(me.person_id, code_at(old, LATER)) == "code_wrong"
    assert refused(me.person_id, old.recovery_codes[0]) == "code_wrong"
    check_code(me.person_id, source(), code_at(new, LATER), LATER)


def test_neither_database_nor_audit_holds_a_secret_in_clear(people):
    offer = enrolled(people["manager"])
    with reading(SYSTEM) as session:
        stored = [
            str(row.model_dump())
            for model in (Credential, RecoveryCode, Audit)
            for row in session.exec(select(model)).all()
        ]
    for secret in (offer.shared, *offer.recovery_codes, PASSWORD):
        assert not any(secret in row for row in stored)


def test_a_secret_sealed_with_another_key_opens_nothing(people, monkeypatch):
    me = people["manager"]
    offer = enrolled(me)
    monkeypatch.setenv("BAOKE_SECRET_KEY", "another installation's secret key, long enough")
    assert refused(me.person_id, code_at(offer, LATER)) == "code_wrong"


def test_a_first_sign_in_changes_the_password_and_an_administrator_sets_up_a_phone(people):
    admin = hire("newadmin", "admin", None)
    write(new_credential(admin.person_id, PASSWORD))
    proof = check_password(source("newadmin"), PASSWORD)
    assert steps_left(proof, code_given=False) == [Step.NEW_PASSWORD, Step.ENROL]
    choose_password(admin, "für mich allein bestimmt")
    proof = check_password(source("newadmin"), "für mich allein bestimmt")
    assert steps_left(proof, code_given=False) == [Step.ENROL]
    enrolled(admin)
    assert steps_left(proof, code_given=False) == [Step.CODE]
    assert steps_left(proof, code_given=True) == []


def test_the_role_that_must_have_a_code_cannot_do_without_and_others_can(people):
    admin = hire("newadmin", "admin", None)
    write(new_credential(admin.person_id, PASSWORD, must_change=False))
    enrolled(admin)
    with pytest.raises(Refusal):
        run(drop_totp, admin)
    enrolled(people["manager"])
    run(drop_totp, people["manager"])
    assert not has_second_factor(people["manager"])
    assert has_second_factor(admin)


def test_demo_people_are_asked_for_nothing(people):
    proof = check_password(source("admin"), PASSWORD)
    assert steps_left(proof, code_given=False) == []


def test_a_reset_password_can_take_a_lost_phone_away(people):
    me = people["manager"]
    enrolled(me)
    order = {"person_id": me.person_id, "password_hash": hash_password("einmal-kennwort")}
    run(reset_password, people["admin"], **order)
    assert has_second_factor(me)
    run(reset_password, people["admin"], **order, keep_second_factor=False)
    assert not has_second_factor(me)


def test_the_old_password_is_asked_for_and_guesses_at_it_are_counted(people):
    me = people["manager"]
    for _ in range(GUESSES):
        with pytest.raises(Refusal) as refusal:
            choose_password(me, "für mich allein bestimmt", old="wrong", source=source())
        assert refusal.value.key == "sign_in.old_password_wrong"
    with pytest.raises(Refusal) as refusal:
        choose_password(me, "für mich allein bestimmt", old=PASSWORD, source=source())
    assert refusal.value.key == "sign_in.too_many"


def test_the_same_password_again_is_no_new_one(people):
    with pytest.raises(Refusal) as refusal:
        choose_password(people["manager"], PASSWORD)
    assert refusal.value.key == "sign_in.password_same"


def test_the_address_in_the_picture_names_the_account_and_the_house():
    shared = totp.new_secret()
    assert totp.address(shared, "li lei") == f"otpauth://totp/Baoke:li%20lei?secret={shared}&issuer=Baoke"


def test_a_code_is_no_good_at_another_time():
    shared, at = totp.new_secret(), datetime(2026, 6, 30, tzinfo=UTC)
    step = totp.fitting_step(shared, pyotp.TOTP(shared).at(at), at, last_step=0)
    assert step == int(at.timestamp()) // 30
    assert totp.fitting_step(shared, pyotp.TOTP(shared).at(at), at + timedelta(minutes=2), last_step=0) is None


def test_who_has_no_second_factor_has_no_code_that_fits(people):
    for person_id in (people["manager"].person_id, 999):
        assert run(use_code, SYSTEM, person_id=person_id, code="000000", at=LATER) is False
