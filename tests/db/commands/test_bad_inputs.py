"""More than a thousand bad inputs to every command: each is told at its field or kept as it was typed, never half."""

import json
import re

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from authorisation.commands import COMMANDS, scene, with_actor
from authorisation.test_commands import staff  # noqa: F401 - the fixture
from bad_inputs import ON_FILES, bad_orders, command_named, standing
from components.forms.draft import refused_points
from components.words import words
from db.access import GRANTS
from db.errors import Denied, Invalid, Refusal, sentences
from db.rules.directory import tidy
from db.rules.entries import clean
from db.rules.identity import tidy_number
from db.rules.stages import NotReady
from db.rules.tags import BETWEEN, tags_in
from db.run import WritingSession, run

pytestmark = pytest.mark.ci
LIVE = re.compile(r"(?<!\\)(?:<|`|\[|\*\*)|\w:(?!\u2060)//")
CHOSEN = frozenset(
    {
        "about",
        "asked",
        "cause",
        "code",
        "content",
        "customer_ids",
        "issuer",
        "kind",
        "language",
        "page",
        "role",
        "to_stage",
        "words",
    }
)
"""What is one of a few, the one field of its form, or on no form."""
TYPED = sorted(set(GRANTS) - ON_FILES)


class Undone(Exception):
    """The command had been carried out, and is taken back."""


@pytest.fixture
def undone(monkeypatch):
    """Commands are carried out up to the commit, told what they kept, and taken back."""
    kept = {}

    def commit(session):
        session.flush()
        if session.bind.dialect.name == "postgresql":
            session.trusted().execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        kept["texts"] = texts_kept(session)
        session.rollback()

    def trial(command, me, order):
        kept.clear()
        with monkeypatch.context() as patch:
            patch.setattr(WritingSession, "commit", commit)
            run(command, me, **order)
        return kept["texts"]

    return trial


def texts_kept(session):
    """Every text in the tables that the command may write, and in the audit."""
    tables = {model.__tablename__ for model in GRANTS[session.verb].writes} | {"audit"} | UNMAPPED
    found = set()
    for name in tables:
        table = SQLModel.metadata.tables[name]
        for row in session.trusted().execute(sa.select(table)):
            found.update(text for text in row if isinstance(text, str) and text)
    return found | {text for change in list(found) if change.startswith("{") for text in inside(change)}


UNMAPPED = {"import_profile"}


def inside(change):
    try:
        parts = [json.loads(change)]
    except ValueError:
        return
    while parts:
        part = parts.pop()
        if isinstance(part, str):
            yield part
        else:
            parts.extend(part.values() if isinstance(part, dict) else part if isinstance(part, list) else ())


@pytest.mark.parametrize("name", TYPED)
def test_what_cannot_be_taken_is_told_at_its_field_and_the_rest_is_kept(staff, undone, name):  # noqa: F811
    trial = COMMANDS[name]
    me = staff[trial.who[0]]
    order = trial.order(with_actor(scene(staff["s"], claimed=True), me))
    before, faults = standing(), []
    for parameter, value, bad in bad_orders(name, order):
        try:
            texts = undone(command_named(name), me, bad)
        except Refusal as refusal:
            faults += [f"{parameter}={value!r:.60}: {why}" for why in untold(refusal, parameter, value)]
        except Exception as error:  # noqa: BLE001 - whatever else is a fault
            faults.append(f"{parameter}={value!r:.60}: {type(error).__name__} {str(error)[:160]}")
        else:
            kept = name == "add_attachment" or all(whole(text, texts) for text in typed(value))
            faults += [] if kept else [f"{parameter}={value!r:.60}: not kept"]
        if standing() != before:
            faults.append(f"{parameter}={value!r:.60}: left something behind")
            before = standing()
    assert not faults, "\n".join(faults)


def typed(value):
    """The texts of it; the name of a file is made harmless, which tests/db/rules looks at."""
    if isinstance(value, str) and clean(value):
        yield clean(value)


def whole(text, texts):
    """Kept as it was typed; a number in plain capitals, tags on one line."""
    return bool({text, tidy_number(text), tidy(text), BETWEEN.join(tags_in(text))} & texts)


def untold(refusal, parameter, value):
    """What is wrong with a refusal: it says nothing, or not where it belongs, or what was typed runs in it."""
    if refusal.key not in sentences() or refusal.key in ("core.refused_by_database", "core.busy"):
        yield f"no sentence: {refusal.key}"
        return
    for spoken in ("zh", "en"):
        assert refusal.sentence(spoken)
    drawn = refused_points(refusal)
    assert drawn
    if isinstance(refusal, Invalid) and parameter not in CHOSEN:
        missing = {f"field.{field}" for field in refusal.fields} - set(words())
        if (missing and value is not None) or not refusal.fields:
            yield f"no field: {missing or refusal.key}"
    elif isinstance(value, str) and not isinstance(refusal, Denied | NotReady) and parameter not in CHOSEN:
        yield f"not at its field: {refusal.key}"
    if LIVE.search(drawn):
        yield f"drawn as it is: {drawn[:80]}"


def test_there_are_more_than_a_thousand(staff):  # noqa: F811
    number = 0
    for name in TYPED:
        me = staff[COMMANDS[name].who[0]]
        number += len(list(bad_orders(name, COMMANDS[name].order(with_actor(scene(staff["s"], claimed=True), me)))))
    assert number > 1_000, number
