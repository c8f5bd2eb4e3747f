"""Three fast clicks on any button make one record: every command given three times at once does it once."""

import threading

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from authorisation.commands import COMMANDS, LETTERS, scene, with_actor
from bad_inputs import command_named
from db.access import GRANTS, SYSTEM
from db.errors import Refusal
from db.run import run
from db.sign_in.credentials import new_credential
from factories import company, hire, write
from source import called, calls, sources

CLICKS = 3
KEYLESS = frozenset(
    {
        "assign_pool", "change_password", "drop_filter", "drop_totp", "end_cover", "end_membership",
        "end_recurring_visit", "end_sessions", "end_viewing", "enrol_totp", "join_activity", "keep_apart",
        "leave_activity", "make_plan", "move_activity", "note_opened", "pin_record", "plan_gaps", "read_notices",
        "read_refusal", "remove_attachment", "set_language", "set_parent", "sign_out", "sign_out_everywhere",
        "take_due", "undo_apart", "undo_merge", "withdraw_export",
    }
)  # fmt: skip
"""Buttons without a form: given again they change nothing more, or are refused."""
TOLD = frozenset({"export_rows", "reveal_customer", "reveal_lead", "note_viewed"})
"""They change nothing and are meant to be on record each time."""
ON_FILES = frozenset(name for name in GRANTS if name.startswith("import_")) - {"import_profile", "import_staff"}
"""Jobs that a run of their own keeps apart: see tests/db/imports."""

WORKED_OUT = frozenset(
    {
        "activity_gram", "alembic_version", "contact_gram", "customer_gram", "customers_by_owner", "lead_gram",
        "month_by_person", "month_by_product", "opportunity_gram", "table_mark",
    }
)  # fmt: skip
"""Tables that the database's own rules and indexes fill: their rows are nobody's record."""


@pytest.fixture
def twins(url):
    """Two people of each role at the same place, so that what one did once shows what three clicks of the other may."""
    company()
    units = {"salesperson": "D1T1", "manager": "D1T1", "department_head": "D1"}
    hired = [
        {letter: hire(f"{role}{number}", role, units.get(role, "C")) for letter, role in LETTERS.items()}
        for number in (1, 2)
    ]
    for me in (me for people in hired for me in people.values()):
        write(new_credential(me.person_id, password_hash="x"))
    return hired


def rows():
    """How many rows each table has."""
    found = {}

    def count_all(session, actor) -> None:
        for name in set(SQLModel.metadata.tables) - WORKED_OUT:
            counted = sa.select(sa.func.count()).select_from(SQLModel.metadata.tables[name])
            found[name] = session.trusted().execute(counted).scalar_one()
        session.notebook.quiet = True

    run(count_all, SYSTEM)
    return found


def grown(before, *, told):
    """By how many rows each table has grown; the audit only where no click may be refused."""
    after = rows()
    return {name: after[name] - before[name] for name in after if told or name not in ("audit", "command_key")}


def ordered(name, people):
    """The person who gives a command, and their order."""
    trial = COMMANDS[name]
    me = people[trial.who[0]]
    return me, trial.order(with_actor(scene(people["s"], claimed=True), me))


def at_once(name, me, order, key):
    """The same order from several threads that start together: what each was answered, and what went wrong."""
    start, answers, refused, faults = threading.Barrier(CLICKS), [], [], []

    def click():
        start.wait(30)
        try:
            answers.append(run(command_named(name), me, key=key, **order))
        except Refusal as refusal:
            refused.append(refusal.key)
        except Exception as fault:  # noqa: BLE001 - any of them is what the test looks for
            faults.append(repr(fault))

    clicks = [threading.Thread(target=click) for _click in range(CLICKS)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(60)
    return answers, refused, faults


@pytest.mark.ci
@pytest.mark.parametrize("name", sorted(set(GRANTS) - TOLD - ON_FILES))
def test_three_clicks_do_it_once(twins, name):
    keyed = name not in KEYLESS
    me, order = ordered(name, twins[0])
    before = rows()
    run(command_named(name), me, key="once" if keyed else None, **order)
    once = grown(before, told=keyed)
    me, order = ordered(name, twins[1])
    before = rows()
    answers, refused, faults = at_once(name, me, order, "thrice" if keyed else None)
    assert faults == []
    assert len(answers) == CLICKS or (answers and not keyed), refused
    assert all(answer == answers[0] for answer in answers) or not keyed
    assert grown(before, told=keyed) == once


def test_only_such_buttons_are_sent_without_a_key():
    sent = {
        call.args[0].id
        for of in sources()
        if of.folder in ("components", "pages")
        for call in calls(of.tree)
        if called(call) in ("attempt", "run") and call.args and hasattr(call.args[0], "id")
        if not any(word.arg == "key" for word in call.keywords)
    }
    assert sent & set(GRANTS) <= KEYLESS | TOLD | ON_FILES
