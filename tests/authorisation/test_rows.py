"""Every role, every table, every way to ask: what comes back is what the oracle says, and nothing else."""

import os
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import col, select

from authorisation import ways
from authorisation.oracle import HIDDEN_FROM, LENT, Oracle, key_of
from authorisation.world import settled
from db.errors import Denied
from db.scope import booked, owns, sees, writable
from db.session import reading

WORLDS = int(os.environ.get("BAOKE_AUTHORISATION_WORLDS", "1"))
TABLES = [name for name in ways.PROTECTED if name not in ways.CLOSED or name == "audit"]
LEDGERS = ("premium_event", "claim_event", "cost")

pytestmark = pytest.mark.filterwarnings("ignore:SELECT statement has a cartesian product")


def check_world(seed, *, roles=None):
    """The leaks of one world, and how many checks were made; with `roles` for one person of each of them."""
    world = settled(seed)
    found, made = [], 0
    chosen = world.actors()
    if roles is not None:
        chosen = [next(me for me in chosen if me.role == role and me.unit_id) for role in roles]
    for me in chosen:
        oracle, other = Oracle(world, me.person_id), next(one for one in chosen if one is not me)
        for check in (rows_seen, rows_owned, rows_unasked, children_that_ride, columns_lent):
            leaks, checks = check(world, oracle, me, other)
            found += leaks
            made += checks
    return found, made


def rows_seen(world, oracle, me, other):
    leaks = []
    with reading(me) as session:
        for name in TABLES:
            model, wanted = ways.MODELS[name], oracle.sees(name)
            for way in ways.SCOPED:
                found = way(session, me, model)
                if found != wanted:
                    leaks.append((world.seed, me.login, name, way.__name__, found ^ wanted))
                session.expunge_all()
            wrong = [way for way in ways.COUNTED if way(session, me, model) != len(wanted)]
            leaks += [(world.seed, me.login, name, way.__name__) for way in wrong]
    return leaks, len(TABLES) * (len(ways.SCOPED) + len(ways.COUNTED))


def rows_owned(world, oracle, me, other):
    """Stock and money figures go by the owner alone and by the ledger row; writing by owner and by members who may."""
    questions = [(name, owns, oracle.owns(name)) for name in TABLES]
    questions += [(name, booked, oracle.booked(name)) for name in LEDGERS]
    questions.append(("customer", writable, oracle.writable()))
    leaks = []
    with reading(me) as session:
        for name, scope, wanted in questions:
            model = ways.MODELS[name]
            found = ways.named(model, session.execute(select(*ways.keys(model)).where(scope(me, model))))
            if found != wanted:
                leaks.append((world.seed, me.login, name, scope.__name__, found ^ wanted))
    return leaks, len(questions)


def children_that_ride(world, oracle, me, other):
    """A child of a row in scope may be read without a scope of its own; then never more than the two together show."""
    leaks = []
    with reading(me) as session:
        for name, (link, parent) in ((name, pair.split()) for name, pair in ways.PARENTS.items()):
            child, above = ways.MODELS[name], ways.MODELS[parent]
            asked = select(*ways.keys(child)).join(above, col(above.id) == getattr(child, link)).where(sees(me, above))
            shown = oracle.sees(parent)
            wanted = {key_of(name, row) for row in world[name] if row[link] in shown} & oracle.sees(name)
            try:
                found = ways.named(child, session.execute(asked))
            except Denied:
                continue
            if found != wanted:
                leaks.append((world.seed, me.login, name, "rides", found ^ wanted))
    return leaks, len(ways.PARENTS)


def columns_lent(world, oracle, me, other):
    """Of a row above one in scope no column may be read but those that figures are grouped by."""
    leaks, made = [], 0
    with reading(me) as session:
        for (name, parent), lent in LENT.items():
            child, above = ways.MODELS[name], ways.MODELS[parent]
            link = getattr(child, f"{parent}_id")
            for column in (column for column in above.__table__.c if column.name not in lent.split()):
                asked = select(getattr(above, column.name)).join(child, link == above.id).where(sees(me, child))
                made += 1
                if not refused(lambda asked=asked: session.execute(asked)):
                    leaks.append((world.seed, me.login, name, column))
    return leaks, made


def rows_unasked(world, oracle, me, other):
    leaks, made = [], 0
    for name, model in ((name, ways.MODELS[name]) for name in ways.PROTECTED):
        with reading(me) as session:
            for way, build in ways.statements(me, model, other):
                made += 1
                if not refused(lambda build=build: session.execute(build()).all()):
                    leaks.append((world.seed, me.login, name, way))
            for way, ask in ways.shortcuts(session, model, 1):
                made += 1
                if not refused(ask):
                    leaks.append((world.seed, me.login, name, way))
    return leaks, made


def refused(ask):
    try:
        ask()
    except Denied:
        return True
    return False


@pytest.mark.parametrize("seed", [1])
def test_nobody_reads_a_row_out_of_scope(url, seed):
    leaks, made = check_world(seed, roles=("salesperson", "manager", "claims"))
    assert not leaks
    assert made > 5_000


@pytest.mark.ci
def test_nobody_reads_a_row_out_of_scope_in_many_worlds(fresh, backend, capsys):
    made = 0
    for seed in range(100, 100 + WORLDS):
        with fresh():
            leaks, checks = check_world(seed)
        assert not leaks, leaks[:5]
        made += checks
    with capsys.disabled():
        print(f"\n{backend}: {made} checks of reading rows in {WORLDS} worlds, 0 leaks")  # noqa: T201
    assert made >= 40_000 * WORLDS


def test_hidden_fields_are_left_out_of_records_and_refused_as_columns(url):
    for me in settled(2).actors():
        for table, name in (field.split(".") for field in HIDDEN_FROM.get(me.role, ())):
            check_hidden(me, ways.MODELS[table], name)


def check_hidden(me, model, name):
    field, mine = getattr(model, name), sees(me, model)
    asked = [
        lambda: select(field).where(mine),
        lambda: select(model.id).where(mine).order_by(field),
        lambda: select(model.id).where(mine, field == "x"),
        lambda: select(sa.func.max(field)).where(mine),
        lambda: select(sa.func.count()).where(mine).group_by(field),
        lambda: sa.select(model.__table__).where(mine),
        lambda: select(model).where(mine).subquery().select(),
        lambda: select(model.id).where(mine).ext(distinct_on(field)),
    ]
    with reading(me) as session:
        assert all(refused(lambda build=build: session.execute(build()).all()) for build in asked)
        for record in session.exec(select(model).where(mine)).all():
            with pytest.raises((InvalidRequestError, Denied)):
                getattr(record, name)


def test_whoever_is_unknown_or_placed_nowhere_sees_nothing(url):
    world = settled(3)
    lost = [me for me in world.actors() if me.unit_id is None and me.role != "admin"]
    assert len(lost) == 5
    for me, name in product(lost, TABLES):
        with reading(me) as session:
            assert not ways.as_columns(session, me, ways.MODELS[name])


def test_no_table_has_a_relationship_that_could_be_followed():
    assert not [mapper for mapper in (sa.inspect(model) for model in ways.MODELS.values()) if mapper.relationships]
