"""Whoever sees as somebody: that person's rows and no others, no customer by name, and not one command."""

import inspect
from dataclasses import replace
from importlib import import_module

import pytest
import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.sql.sqltypes import AutoString

from authorisation import readers, ways
from authorisation.commands import COMMANDS, LETTERS, SYSTEM_ALONE, scene, with_actor
from authorisation.oracle import Oracle
from authorisation.test_commands import command, digest
from authorisation.test_rows import TABLES
from authorisation.world import settled
from db.customer_path import TO_CUSTOMER
from db.errors import Denied, Refusal
from db.masks import Masked
from db.models.leads import LeadEvent
from db.models.people import Role
from db.models.sales import Lead
from db.models.system import Audit
from db.reads import PRIVATE
from db.run import run
from db.session import reading
from db.sign_in.credentials import new_credential
from db.statements import statements
from factories import company, hire, one, write

TEXTS = (sa.String, AutoString, Masked)
CLOSED_HERE = {model.__tablename__ for model in PRIVATE}
UNMASKED = {
    "customer": "number region industry source",
    "contact": "title",
    "customer_private": "id_hash phone_hash id_tail phone_tail",
    "attachment": "kind digest stored",
    "merged_row": "record_table field before after",
    "customer_merge": "loser_number highest",
    "policy": "channel prior_insurer ended_reason",
    "premium_event": "reason",
    "credit": "reason",
    "opportunity": "stage competitor lost_reason",
    "opportunity_origin": "source number agent team office",
    "stage_change": "from_stage to_stage reason",
    "lead": "source region line phone_hash",
    "lead_event": "way",
    "activity": "result facts",
    "milestone": "code name stage lane",
}
"""Text of customers that is no name and no word on them: codes, our own numbers, keyed marks that no page shows."""


def seen(me, looker):
    return statements().same(replace(me, seen_by=looker))


@pytest.fixture
def world(url):
    return settled(7)


def lookers(world):
    looker = next(me for me in world.actors() if me.role is Role.ADMIN)
    return [seen(me, looker) for me in world.actors() if me.role is not Role.ADMIN]


def test_the_rows_are_those_of_the_person_seen_but_for_what_identifies_a_customer(world):
    for me in lookers(world):
        oracle = Oracle(world, me.person_id)
        with reading(me) as session:
            for name in TABLES:
                wanted = set() if name in CLOSED_HERE else oracle.sees(name)
                assert ways.as_columns(session, me, ways.MODELS[name]) == wanted, (me.login, name)


def test_every_text_of_a_customer_is_masked_or_named_as_harmless():
    for model in (*TO_CUSTOMER, Lead, LeadEvent):
        table = model.__table__
        texts = {c.name for c in table.c if isinstance(c.type, TEXTS) and not hasattr(c.type, "enums")}
        masked = {c.name for c in table.c if isinstance(c.type, Masked)}
        assert texts - masked == set(UNMASKED.get(table.name, "").split()), table.name


def secrets(world):
    """What stands in the masked columns of the world, but for what is too short to tell from something else."""
    for name, model in ways.MODELS.items():
        masked = [column.name for column in model.__table__.c if isinstance(column.type, Masked)]
        yield from (row[column] for row in world[name] for column in masked if len(row.get(column) or "") > 3)


@pytest.fixture
def answers(monkeypatch):
    """Everything that the public reading functions answer, as it is written out."""
    told = []

    def recording(function):
        def called(*args, **named):
            answer = function(*args, **named)
            told.append(repr(answer))
            return answer

        return called

    recorders = {}
    for name in readers.READERS:
        module, function = name.rsplit(".", 1)
        loaded = import_module(f"db.{module}" if module in ("measure", "drill") else f"db.queries.{module}")
        original = getattr(loaded, function)
        recorders[original] = recording(original)
        monkeypatch.setattr(loaded, function, recorders[original])
    for name, found in inspect.getmembers(readers, inspect.isfunction):
        if found in recorders:
            monkeypatch.setattr(readers, name, recorders[found])
    return told


@pytest.mark.ci
def test_no_reading_function_gives_a_name_or_a_word_of_a_customer_away(world, answers):
    checks = {check for check in readers.READERS.values() if callable(check)}
    hidden = set(secrets(world))
    for me in lookers(world):
        with reading(me) as session:
            for check in checks:
                try:
                    list(check(session, me, Oracle(world, me.person_id), world))
                except Refusal:
                    continue
    assert len(hidden) > 30
    assert len(answers) > 1_000
    written = "\n".join(answers)
    assert "***" in written
    assert not {secret for secret in hidden if secret in written}


@pytest.fixture
def staff(url):
    company()
    units = {"salesperson": "D1T1", "manager": "D1T1", "department_head": "D1"}
    hired = {letter: hire(role, role, units.get(role, "C")) for letter, role in LETTERS.items()}
    for me in hired.values():
        write(new_credential(me.person_id, password_hash="x"))
    return hired


def test_every_command_is_refused_to_who_sees_as_somebody(staff):
    before = digest()
    for name in [*COMMANDS, *SYSTEM_ALONE]:
        for letter in staff:
            with pytest.raises(Denied, match="look only"):
                run(command(name), seen(staff[letter], staff["a"]))
    assert digest() == before


@pytest.mark.ci
def test_every_command_is_refused_to_who_sees_as_somebody_and_noted_of_who_really_sits_there(staff):
    of = scene(staff["s"], claimed=True)
    for name in sorted({*COMMANDS, *SYSTEM_ALONE}):
        trial = COMMANDS.get(name)
        letter = ((trial.who if trial else "") or "s")[0]
        order = trial.order(with_actor(of, staff[letter])) if trial and trial.who else {}
        before = digest()
        with pytest.raises(Denied, match="look only"):
            run(command(name), seen(staff[letter], staff["a"]), **order)
        assert digest() == before, name
        last = one(select(Audit).order_by(Audit.id.desc()).limit(1))
        assert (last.command, last.outcome, last.actor_login) == (name, "denied", staff["a"].login)
        assert f'"seen_as": "{staff[letter].login}"' in last.change, name
