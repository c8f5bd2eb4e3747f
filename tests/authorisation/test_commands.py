"""Every role × every command: done as declared, or refused with every table as it was and the denial on record."""

import hashlib
from importlib import import_module

import pytest
from sqlalchemy import func
from sqlmodel import SQLModel, select

from authorisation.commands import COMMANDS, LETTERS, PAGES, SYSTEM_ALONE, roles, scene, with_actor
from authorisation.world import kept
from db.access import GRANTS, OPENS
from db.errors import Denied, Refusal
from db.models.system import Audit
from db.run import run
from db.sign_in.credentials import new_credential
from factories import company, hire, one, write
from source import ROOT, called, calls, sources

# What a refused command may leave behind: its line in the audit.
NOT_COUNTED = {"audit", "audit_end", "alembic_version"}


def command(name):
    return getattr(import_module(f"db.commands.{name}"), name)


def digest():
    """One number for all rows of all tables."""
    summed = hashlib.sha256()
    for name in sorted(SQLModel.metadata.tables):
        if name not in NOT_COUNTED:
            summed.update(name.encode())
            summed.update("\n".join(sorted(str(sorted(row.items())) for row in kept(name))).encode())
    return summed.hexdigest()


def denials():
    return one(select(func.count()).select_from(Audit).where(Audit.outcome == "denied"))


@pytest.fixture
def staff(url):
    company()
    units = {"salesperson": "D1T1", "manager": "D1T1", "department_head": "D1"}
    hired = {letter: hire(role, role, units.get(role, "C")) for letter, role in LETTERS.items()}
    for me in hired.values():
        write(new_credential(me.person_id, password_hash="x"))
    return hired


def test_every_command_and_page_has_its_row():
    files = {file.stem for file in (ROOT / "db/commands").glob("*.py")} - {"__init__"}
    assert files - set(COMMANDS) - SYSTEM_ALONE == set(), "name them in tests/authorisation/commands.py: who may"
    assert set(COMMANDS) | SYSTEM_ALONE == files
    assert not SYSTEM_ALONE & set(GRANTS)
    assert {name: set(grant.roles) for name, grant in GRANTS.items()} == {
        name: roles(trial.who + trial.kept_from) for name, trial in COMMANDS.items()
    }


def test_every_page_opens_for_the_roles_declared():
    assert {name: set(allowed) for name, allowed in OPENS.items()} == {name: roles(who) for name, who in PAGES.items()}
    signed_in = {
        call.args[0].value
        for of in sources()
        if of.is_page
        for call in calls(of.tree)
        if called(call) == "signed_in" and call.args
    }
    assert signed_in <= set(PAGES)


def test_a_command_is_refused_to_every_other_role_and_leaves_everything_as_it_was(staff):
    before, tried = digest(), 0
    counted = denials()
    for name in [*COMMANDS, *SYSTEM_ALONE]:
        allowed = COMMANDS[name].who + COMMANDS[name].kept_from if name in COMMANDS else ""
        for me in (me for letter, me in staff.items() if letter not in allowed):
            with pytest.raises(Denied):
                run(command(name), me)
            tried += 1
    assert digest() == before
    assert denials() == counted + tried
    assert tried > 200


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_done_by_the_roles_declared_and_by_them_on_their_own_customers_alone(staff, name):
    trial, owner, far = COMMANDS[name], staff["s"], hire("far", unit="D2T1")
    for letter in trial.who:
        me = staff[letter]
        run(command(name), me, **trial.order(with_actor(scene(owner, claimed=True), me)))
        if trial.of_customer and letter not in "vx":
            refuse(command(name), me, trial.order(with_actor(scene(far, claimed=False), me)))
    for letter in trial.kept_from:
        refuse(command(name), staff[letter], {}, refusal=Refusal)


def refuse(of, me, order, *, refusal=Denied):
    before = digest()
    with pytest.raises(refusal):
        run(of, me, **order)
    assert digest() == before


def test_nobody_gives_a_customer_to_somebody_of_another_department(staff):
    far = hire("far", unit="D2T1")
    for letter in "mh":
        order = COMMANDS["assign_customer"].order(scene(staff["s"], claimed=False))
        refuse(command("assign_customer"), staff[letter], order | {"person_id": far.person_id})
    order = {"name": "某人", "kind": "individual", "owner_id": far.person_id}
    for letter in "smh":
        refuse(command("add_customer"), staff[letter], order)
