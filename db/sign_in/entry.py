"""The way in: password, code, and what still has to be done before a session may open."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import col, func, select

from db.access import SYSTEM, Actor
from db.commands.change_password import change_password
from db.commands.count_guess import count_guess
from db.commands.drop_totp import drop_totp
from db.commands.forgive_guesses import forgive_guesses
from db.commands.refuse_guess import refuse_guess
from db.commands.use_code import use_code
from db.errors import Refusal
from db.models.people import Person
from db.models.sign_in import Credential
from db.periods import now
from db.queries.actors import actor_of
from db.run import run
from db.session import reading
from db.sign_in.credentials import Proof
from db.sign_in.passwords import check_new_password, hash_password, password_fits
from db.sign_in.second_factor import needs_second_factor
from db.sign_in.throttle import Source


class Step(StrEnum):
    """What stands between a right password and a session."""

    CODE = "code"
    NEW_PASSWORD = "new_password"  # noqa: S105 - a step's name
    ENROL = "enrol"


def check_password(source: Source, password: str, at: datetime | None = None) -> Proof:
    """Who it is whose login and password these are; refused alike for a wrong one and for an unknown one."""
    at = at or now()
    _count(source, "password", at)
    stored, proof = _credential(source.login)
    if not password_fits(password, stored) or proof is None:
        run(refuse_guess, SYSTEM, source=source, purpose="password")
        raise Refusal("sign_in.wrong")
    run(forgive_guesses, SYSTEM, source=source, purpose="password", at=at)
    return proof


def check_code(person_id: int, source: Source, code: str, at: datetime | None = None) -> None:
    """Refuse a code that is wrong, used before, or one guess too many."""
    at = at or now()
    _count(source, "code", at)
    if not run(use_code, SYSTEM, person_id=person_id, code=code, at=at):
        run(refuse_guess, SYSTEM, source=source, purpose="code")
        raise Refusal("sign_in.code_wrong")
    run(forgive_guesses, SYSTEM, source=source, purpose="code", at=at)


def steps_left(proof: Proof, *, code_given: bool) -> list[Step]:
    """What somebody whose password was right has to do yet, in order; refused once the proof is outdated."""
    actor, credential = _person(proof.person_id)
    if credential.epoch != proof.epoch:
        raise Refusal("sign_in.wrong")
    left = []
    if credential.totp_secret is not None and not code_given:
        left.append(Step.CODE)
    if credential.must_change:
        left.append(Step.NEW_PASSWORD)
    if needs_second_factor(actor, credential):
        left.append(Step.ENROL)
    return left


def choose_password(actor: Actor, password: str, *, old: str | None = None, source: Source | None = None) -> None:
    """Set the actor's own password; `old`, if given, has to be the one they have, and guesses at it are counted."""
    stored = _person(actor.person_id)[1].password_hash
    check_new_password(password, login=actor.login, name=actor.name)
    if source is not None:
        _prove(source, old or "", stored)
    if password_fits(password, stored):
        raise Refusal("sign_in.password_same")
    run(change_password, actor, old_hash=stored, password_hash=hash_password(password))


def do_without_code(actor: Actor, password: str, source: Source) -> None:
    """Take the actor's own second factor away, for who knows the password as well."""
    _prove(source, password, _person(actor.person_id)[1].password_hash)
    run(drop_totp, actor)


def _prove(source: Source, password: str, stored: str | None) -> None:
    """Refuse a password that is not the one they have; guesses at it are counted."""
    _count(source, "password", now())
    if not password_fits(password, stored):
        run(refuse_guess, SYSTEM, source=source, purpose="password")
        raise Refusal("sign_in.old_password_wrong")


def _count(source: Source, purpose: str, at: datetime) -> None:
    if wait := run(count_guess, SYSTEM, source=source, purpose=purpose, at=at):
        raise Refusal("sign_in.too_many", minutes=-(-wait // 60))


def _credential(login: str) -> tuple[str | None, Proof | None]:
    found = (
        select(Credential)
        .join(Person, col(Person.id) == Credential.person_id)
        .where(func.lower(Person.login) == login.lower(), Person.active == 1)
        .order_by(col(Person.id))
    )
    with reading(SYSTEM) as session:
        credential = session.exec(found).first()
    return (credential.password_hash, Proof(credential.person_id, credential.epoch)) if credential else (None, None)


def _person(person_id: int) -> tuple[Actor, Credential]:
    actor = actor_of(person_id)
    with reading(SYSTEM) as session:
        credential = session.get(Credential, person_id)
    if actor is None or credential is None:
        raise Refusal("sign_in.wrong")
    return actor, credential
